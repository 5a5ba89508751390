/** The gateway's limits: a token bucket and a token quota for each tenant, and caps on requests under way. */
import type { FleetScenario, FleetTenant } from '../config';
import type { FleetRequest } from '../types';

/** Fills evenly up to `capacity`; what is taken is gone until it fills again. */
class Bucket {
  #level: number;
  #atMs = 0;

  constructor(private readonly capacity: number, private readonly perMs: number) {
    this.#level = capacity;
  }

  has(amount: number, nowMs: number): boolean {
    this.#level = Math.min(this.capacity, this.#level + (nowMs - this.#atMs) * this.perMs);
    this.#atMs = nowMs;
    // A request larger than the bucket passes when it is full: it could never pass otherwise.
    return this.#level >= Math.min(amount, this.capacity);
  }

  take(amount: number): void {
    this.#level -= amount;
  }
}

export class Gateway {
  readonly #tenants: { readonly config: FleetTenant; readonly rate: Bucket | null; readonly quota: Bucket | null; inFlight: number }[];
  readonly #maxConcurrent: number;
  #inFlight = 0;

  constructor(config: FleetScenario) {
    this.#maxConcurrent = config.gateway.maxConcurrent ?? Number.POSITIVE_INFINITY;
    this.#tenants = config.workload.tenants.map((tenant) => ({
      config: tenant, inFlight: 0,
      rate: tenant.rateLimit === null ? null : new Bucket(Math.max(1, tenant.rateLimit.burst), tenant.rateLimit.perSecond / 1000),
      quota: tenant.quotaTokensPerMinute === null ? null : new Bucket(tenant.quotaTokensPerMinute, tenant.quotaTokensPerMinute / 60_000),
    }));
  }

  /** Lets a request in (null) or says why not. What has been let in must `leave`. */
  admit(request: FleetRequest, nowMs: number): string | null {
    const tenant = this.#tenant(request);
    const { name, rateLimit, maxConcurrent, quotaTokensPerMinute } = tenant.config;
    const tokens = request.inputTokens + request.outputTokens;
    if (this.#inFlight >= this.#maxConcurrent) return `${this.#inFlight} requests are under way, as many as the gateway lets through.`;
    if (maxConcurrent !== null && tenant.inFlight >= maxConcurrent) return `${name} has ${maxConcurrent} requests under way, as many as it may.`;
    if (tenant.rate !== null && !tenant.rate.has(1, nowMs)) return `${name} has used up its ${rateLimit?.perSecond ?? 0} requests a second.`;
    if (tenant.quota !== null && !tenant.quota.has(tokens, nowMs)) return `${name} has used up its ${quotaTokensPerMinute ?? 0} tokens a minute.`;
    tenant.rate?.take(1);
    tenant.quota?.take(tokens);
    tenant.inFlight++;
    this.#inFlight++;
    return null;
  }

  leave(request: FleetRequest): void {
    this.#tenant(request).inFlight--;
    this.#inFlight--;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  #tenant(request: FleetRequest) {
    const tenant = this.#tenants[request.tenant];
    if (tenant === undefined) throw new RangeError(`there is no tenant ${request.tenant}`);
    return tenant;
  }
}
