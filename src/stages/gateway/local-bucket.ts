/** A token bucket: `capacity` requests at once, refilled evenly at `capacity` a minute. */
const MINUTE_MS = 60_000;

export class TokenBucket {
  #tokens: number;
  #atMs: number;
  #perMinute: number;

  constructor(perMinute: number, nowMs: number) {
    this.#perMinute = perMinute;
    this.#tokens = perMinute;
    this.#atMs = nowMs;
  }

  /** Whole requests that would be let through now. */
  available(nowMs: number): number {
    this.#refill(nowMs);
    return Math.floor(this.#tokens + ROUNDING);
  }

  /** Takes one token. False: the request is refused and the bucket unchanged. */
  take(nowMs: number): boolean {
    this.#refill(nowMs);
    if (this.#tokens + ROUNDING < 1) return false;
    this.#tokens = Math.max(0, this.#tokens - 1);
    return true;
  }

  /** Time until the next token, in ms; 0 when there is one. */
  retryAfterMs(nowMs: number): number {
    this.#refill(nowMs);
    return this.#tokens + ROUNDING >= 1 ? 0 : ((1 - this.#tokens) * MINUTE_MS) / this.#perMinute;
  }

  /** A new limit: what was used stays used. */
  setLimit(perMinute: number, nowMs: number): void {
    this.#refill(nowMs);
    this.#tokens = Math.max(0, this.#tokens + perMinute - this.#perMinute);
    this.#perMinute = perMinute;
  }

  #refill(nowMs: number): void {
    // A clock that steps back refills nothing and takes nothing away.
    const elapsedMs = Math.max(0, nowMs - this.#atMs);
    this.#tokens = Math.min(this.#perMinute, this.#tokens + (elapsedMs * this.#perMinute) / MINUTE_MS);
    this.#atMs = Math.max(this.#atMs, nowMs);
  }
}

/** A token refilled in many small steps must not fall short of one by rounding. */
const ROUNDING = 1e-9;
