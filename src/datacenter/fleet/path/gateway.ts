/** The gateway's limits: a token bucket and a token quota for each tenant, and caps on requests under way. */
import { t } from '@/core/text';
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

/** Why a tenant is refused. Composed once: an overloaded fleet says it a million times. */
interface Says { readonly busy: string; readonly rate: string; readonly quota: string }

const saysOf = ({ name, maxConcurrent, rateLimit, quotaTokensPerMinute }: FleetTenant): Says => ({
  busy: t('{name} has {count} requests under way, as many as it may.', { name, count: String(maxConcurrent ?? 0) }),
  rate: t('{name} has used up its {count} requests a second.', { name, count: String(rateLimit?.perSecond ?? 0) }),
  quota: t('{name} has used up its {count} tokens a minute.', { name, count: String(quotaTokensPerMinute ?? 0) }),
});

export class Gateway {
  readonly #tenants: { readonly config: FleetTenant; readonly rate: Bucket | null; readonly quota: Bucket | null; readonly says: Says; inFlight: number }[];
  readonly #maxConcurrent: number;
  readonly #full: string;
  #inFlight = 0;

  constructor(config: FleetScenario) {
    this.#maxConcurrent = config.gateway.maxConcurrent ?? Number.POSITIVE_INFINITY;
    this.#full = t('{count} requests are under way, as many as the gateway lets through.', { count: String(this.#maxConcurrent) });
    this.#tenants = config.workload.tenants.map((tenant) => ({
      config: tenant, inFlight: 0, says: saysOf(tenant),
      rate: tenant.rateLimit === null ? null : new Bucket(Math.max(1, tenant.rateLimit.burst), tenant.rateLimit.perSecond / 1000),
      quota: tenant.quotaTokensPerMinute === null ? null : new Bucket(tenant.quotaTokensPerMinute, tenant.quotaTokensPerMinute / 60_000),
    }));
  }

  /** Lets a request in (null) or says why not. What has been let in must `leave`. */
  admit(request: FleetRequest, nowMs: number): string | null {
    const tenant = this.#tenant(request);
    const { says } = tenant;
    const { maxConcurrent } = tenant.config;
    const tokens = request.inputTokens + request.outputTokens;
    if (this.#inFlight >= this.#maxConcurrent) return this.#full;
    if (maxConcurrent !== null && tenant.inFlight >= maxConcurrent) return says.busy;
    if (tenant.rate !== null && !tenant.rate.has(1, nowMs)) return says.rate;
    if (tenant.quota !== null && !tenant.quota.has(tokens, nowMs)) return says.quota;
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
