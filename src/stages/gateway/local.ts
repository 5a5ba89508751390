/** The gateway on this machine: opens the record, compares the key's digest, takes from a token bucket, checks the body. */
import { msg, t } from '@/core/text';
import { significant } from '@/core/units';
import { proceed, endAt, type LocalRun, type Step } from '../serving';
import { TokenBucket } from './local-bucket';
import { keyDigest, openRecord } from './local-record';
import { checkBody, type ChatRequest } from './local-request';

export interface GatewayConfig {
  apiKeys: readonly { digest: string; tenant: string }[];
  recordKey: CryptoKey | null;
}

/** What arrived: the sealed record and the stamps of its way here, all on the worker's clock. */
export interface Arrival {
  record: ArrayBuffer;
  /** Time the client took to encode and seal. */
  sealMs: number;
  /** When the message was taken up here, in ms since the run began. */
  arrivedMs: number;
}

export interface Admitted {
  request: ChatRequest;
  tenant: string;
  /** When the billing clock started, in ms since the run began. */
  billedFromMs: number;
}

/** Lives as long as the worker: buckets keep what earlier requests have used. */
export class LocalGateway {
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(private readonly config: GatewayConfig, private readonly nowMs: () => number) {}

  async admit(run: LocalRun, arrival: Arrival): Promise<Step<Admitted>> {
    const { timer, scenario } = run;
    const http = await openRecord(arrival.record, this.config.recordKey);
    timer.lap('gateway', 'tls-termination', {
      what: this.config.recordKey === null ? msg('message in clear: no Web Crypto on this page') : msg('AES-256-GCM record opened'),
      sealMs: arrival.sealMs,
      ingressMs: Math.max(0, arrival.arrivedMs - arrival.sealMs),
      recordBytes: arrival.record.byteLength,
    });

    const tenant = await this.#tenantOf(http.authorization);
    timer.lap('gateway', 'authentication', {
      method: this.config.recordKey === null ? msg('compared in clear') : msg('SHA-256 digest against the key store'),
      keys: this.config.apiKeys.length, accepted: tenant !== null,
    });
    if (tenant === null) {
      return endAt('gateway', 'authentication', 'rejected', 401, `${t('The API key is not in the key store.')} ${t('No model ever saw the request.')}`);
    }

    const limited = this.#rateLimit(run, tenant);
    if (limited !== null) return limited;

    const checked = checkBody(http.body);
    timer.lap('gateway', 'request-validation', {
      bodyBytes: http.body.length, accepted: checked.ok, ...(checked.ok ? { messages: checked.request.messages.length } : { field: checked.field }),
    });
    if (!checked.ok) {
      return endAt('gateway', 'request-validation', 'rejected', 400, `${checked.reason} ${t('No model ever saw the request.')}`);
    }

    const billedFromMs = timer.lap('gateway', 'billing-clock', { tenant, pricedBy: scenario.prices.source }).startMs;
    return proceed({ request: checked.request, tenant, billedFromMs });
  }

  async #tenantOf(authorization: string): Promise<string | null> {
    const key = /^Bearer (\S+)$/.exec(authorization)?.[1];
    if (key === undefined) return null;
    const digest = await keyDigest(key);
    let tenant: string | null = null;
    // Every entry is compared in full: the time must not tell how near a guess was.
    for (const entry of this.config.apiKeys) if (equalInConstantTime(entry.digest, digest)) tenant = entry.tenant;
    return tenant;
  }

  #rateLimit({ timer, scenario }: LocalRun, tenant: string): { end: ReturnType<typeof endAt>['end'] } | null {
    const perMinute = scenario.gateway.requestsPerMinute;
    const nowMs = this.nowMs();
    const bucket = this.#buckets.get(tenant) ?? new TokenBucket(perMinute, nowMs);
    this.#buckets.set(tenant, bucket);
    bucket.setLimit(perMinute, nowMs);
    let drained = 0;
    if (scenario.failure?.kind === 'rate-limited') {
      // The tenant's other requests: really sent against the same bucket until one is refused.
      while (bucket.take(this.nowMs())) drained++;
    }
    const accepted = bucket.take(this.nowMs());
    const retryAfterMs = bucket.retryAfterMs(this.nowMs());
    timer.lap('gateway', 'rate-limiting', {
      tenant, requestsPerMinute: perMinute, left: bucket.available(this.nowMs()), accepted,
      ...(drained > 0 ? { requestsBefore: drained } : {}),
    });
    if (accepted) return null;
    return endAt('gateway', 'rate-limiting', 'rejected', 429,
      t('The limit of {perMinute} requests a minute is used up{drained, plural, =0 {} one { by {drained} request just before} other { by {drained} requests just before}}. Retry after {seconds} s. No model ever saw the request.', {
        perMinute, drained, seconds: significant(retryAfterMs / 1000, 2),
      }));
  }
}

function equalInConstantTime(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < Math.max(a.length, b.length); i++) difference |= (a.charCodeAt(i) || 0) ^ (b.charCodeAt(i) || 0);
  return difference === 0;
}
