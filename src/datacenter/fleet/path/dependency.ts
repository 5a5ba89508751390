/** Retrieval and tools: services of their own, with slow moments, failures, retries and a circuit breaker. */
import { serviceTime } from '@/catalog/stage-budgets';
import { quantileOf, type Distribution } from '@/core/distributions';
import type { FleetDependency } from '../config';
import { cause, drawAt, type Cause } from '../draws';

/**
 * Opens after a number of failures in a row; then every call fails at once until it has been open long enough,
 * and one call may try (Nygard 2007, Release It!).
 */
export class CircuitBreaker {
  #failures = 0;
  #openUntilMs = Number.NEGATIVE_INFINITY;
  #open = false;
  #trying = false;
  /** Times it has opened. */
  opened = 0;

  constructor(private readonly rule: NonNullable<FleetDependency['breaker']>) {}

  /** Whether a call may be made now. */
  allows(nowMs: number): boolean {
    if (!this.#open) return true;
    if (nowMs < this.#openUntilMs || this.#trying) return false;
    this.#trying = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#open = false;
    this.#trying = false;
  }

  failed(nowMs: number): void {
    this.#failures++;
    if (!this.#trying && (this.#open || this.#failures < this.rule.failures)) return;
    this.#open = true;
    this.#trying = false;
    this.#openUntilMs = nowMs + this.rule.openMs;
    this.opened++;
  }
}

export interface CallAttempt {
  readonly durationMs: number;
  readonly failed: boolean;
}

export class Dependency {
  readonly breaker: CircuitBreaker | null;
  readonly #latency: Distribution;
  readonly #causes: { readonly latency: Cause; readonly slow: Cause; readonly failure: Cause; readonly backoff: Cause };

  constructor(readonly config: FleetDependency, seed: number, name: string) {
    this.breaker = config.breaker === null ? null : new CircuitBreaker(config.breaker);
    this.#latency = config.latencyMs > 0 ? serviceTime(config.latencyMs) : { kind: 'constant', ms: 0 };
    this.#causes = { latency: cause(seed, `${name}/latency`), slow: cause(seed, `${name}/slow`), failure: cause(seed, `${name}/failure`), backoff: cause(seed, `${name}/backoff`) };
  }

  /** One attempt at a call that starts now. `sub` tells calls, attempts and turns of a request apart. */
  attempt(index: number, sub: number, nowMs: number): CallAttempt {
    const { slow, failureShare, outage, timeoutMs } = this.config;
    const typicalMs = quantileOf(this.#latency, drawAt(this.#causes.latency, index, sub));
    const takesMs = slow.share > 0 && drawAt(this.#causes.slow, index, sub) < slow.share ? typicalMs * slow.factor : typicalMs;
    const down = outage !== null && nowMs >= outage.startS * 1000 && nowMs < outage.endS * 1000;
    if (down) return { durationMs: timeoutMs ?? takesMs, failed: true };
    if (timeoutMs !== null && takesMs > timeoutMs) return { durationMs: timeoutMs, failed: true };
    return { durationMs: takesMs, failed: failureShare > 0 && drawAt(this.#causes.failure, index, sub) < failureShare };
  }

  /** Wait before the next attempt: a random part of backoff · 2ⁿ ("full jitter", Brooker 2015). */
  backoffMs(index: number, sub: number, attempts: number): number {
    return this.config.backoffMs * 2 ** (attempts - 1) * drawAt(this.#causes.backoff, index, sub);
  }
}
