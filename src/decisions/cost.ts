/** What a request costs: at token prices, in a batch, on one's own GPUs; each, and for a month at a rate. */
import { findBatchRule } from '@/catalog/price-rules';
import { PRICE_QUOTES, PRICE_SOURCE, type PriceQuote, type Prices } from '@/catalog/prices';
import { costUsd } from '@/core/metrics';
import { appError, err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import type { Trace } from '@/core/trace';
import type { RequestProfile } from './profile';

/** Seconds of an average month: 365.25 days ÷ 12. */
export const SECONDS_PER_MONTH = (365.25 * 86_400) / 12;

export type TokenCounts = Pick<Trace['usage'], 'inputTokens' | 'cachedTokens' | 'outputTokens'>;

export interface RequestCost {
  readonly freshInputUsd: number;
  readonly cachedInputUsd: number;
  readonly outputUsd: number;
  readonly totalUsd: number;
  /** Shares of the total, 0 to 1; both 0 for a request that costs nothing. */
  readonly inputShare: number;
  readonly outputShare: number;
  /** The whole request's cost for each 1,000 output tokens; null without output. */
  readonly usdPer1kOutput: number | null;
}

/** A request's cost, split. */
export function requestCost(usage: TokenCounts, prices: Omit<Prices, 'source'>): RequestCost {
  const freshInputUsd = ((usage.inputTokens - usage.cachedTokens) * prices.inputUsdPerMillion) / 1e6;
  const cachedInputUsd = (usage.cachedTokens * prices.cachedUsdPerMillion) / 1e6;
  const outputUsd = (usage.outputTokens * prices.outputUsdPerMillion) / 1e6;
  const totalUsd = costUsd(usage, prices);
  const share = (usd: number): number => (totalUsd === 0 ? 0 : usd / totalUsd);
  return {
    freshInputUsd, cachedInputUsd, outputUsd, totalUsd,
    inputShare: share(freshInputUsd + cachedInputUsd), outputShare: share(outputUsd),
    usdPer1kOutput: usage.outputTokens === 0 ? null : (totalUsd / usage.outputTokens) * 1000,
  };
}

/** Cost of a month at a steady rate. @throws RangeError on a negative or non-finite rate. */
export function monthlyUsd(usdPerRequest: number, requestsPerS: number): number {
  if (!(requestsPerS >= 0 && Number.isFinite(requestsPerS))) throw new RangeError(`rate ${requestsPerS} requests/s`);
  return usdPerRequest * requestsPerS * SECONDS_PER_MONTH;
}

export interface VendorCost {
  readonly quote: PriceQuote;
  readonly cost: RequestCost;
  /** The same request as if nothing had been cached. */
  readonly uncachedUsd: number;
  /** False: the list names no price for cached input, so it is charged in full. */
  readonly cachedPriceKnown: boolean;
  /** Price when the answer can wait; null where the vendor documents no batch interface. Cached input is not discounted twice. */
  readonly batch: { readonly usd: number; readonly hours: number; readonly source: string } | null;
  readonly source: string;
  readonly date: string;
}

/** The request at every vendor's prices, cheapest first. Token counts are taken as they are: other tokenizers count a little differently. */
export function vendorCosts(usage: TokenCounts): VendorCost[] {
  return PRICE_QUOTES.map((quote): VendorCost => {
    const prices = {
      inputUsdPerMillion: quote.inputUsdPerMillion,
      cachedUsdPerMillion: quote.cachedUsdPerMillion ?? quote.inputUsdPerMillion,
      outputUsdPerMillion: quote.outputUsdPerMillion,
    };
    const cost = requestCost(usage, prices);
    const rule = findBatchRule(quote.vendor);
    const uncachedUsd = requestCost({ ...usage, cachedTokens: 0 }, prices).totalUsd;
    return {
      quote, cost, uncachedUsd, cachedPriceKnown: quote.cachedUsdPerMillion !== null,
      batch: rule === undefined ? null : { usd: uncachedUsd * rule.factor, hours: rule.hours, source: rule.source },
      source: PRICE_SOURCE, date: quote.date,
    };
  }).sort((a, b) => a.cost.totalUsd - b.cost.totalUsd);
}

export interface SelfHosting {
  /** Share of the time in which the replica's batch is full, 0 to 1. */
  readonly utilization: number;
  /** Rental price of one GPU. */
  readonly usdPerGpuHour: number;
}

export interface SelfHostedCost {
  readonly gpus: number;
  readonly usdPerRequest: number;
  readonly usdPer1kOutput: number;
  /** Input and output tokens together, for comparison with price lists. */
  readonly usdPerMillionTokens: number;
  /** What one replica serves at this utilization. */
  readonly requestsPerS: number;
  readonly outputTokensPerS: number;
  /** A month of one replica, used or not. */
  readonly replicaUsdPerMonth: number;
}

/** Checks what someone typed. The error names the field. */
export function parseSelfHosting(input: SelfHosting): Result<SelfHosting> {
  if (!(input.utilization > 0 && input.utilization <= 1)) {
    return err(appError('utilization-invalid', t('Utilization must be more than 0 and at most 1.'), t('Enter a share such as 0.5.'), 'utilization'));
  }
  if (!(input.usdPerGpuHour >= 0 && input.usdPerGpuHour <= 10_000)) {
    return err(appError('gpu-price-invalid', t('The price of a GPU hour must be between 0 and 10,000 $.'), t('Enter what you pay for one GPU and hour.'), 'usdPerGpuHour'));
  }
  return ok(input);
}

/** The rental price of the profile's GPU, low and high; null where no dated quote is known. */
export const gpuHourQuote = (profile: RequestProfile): { readonly low: number; readonly high: number; readonly source: string } | null =>
  profile.plan.deployment.gpu.usdPerGpuHour;

/**
 * Cost on one's own GPUs: GPU hours that the request takes, at the rental price, over the utilization.
 * A replica serves `batch` requests at once, each for the slot time of the plan.
 */
export function selfHostedCost(profile: RequestProfile, { utilization, usdPerGpuHour }: SelfHosting): SelfHostedCost {
  const gpus = profile.plan.deployment.tensorParallel;
  const requestsPerS = profile.gpuSeconds === 0 ? 0 : (utilization * gpus) / profile.gpuSeconds;
  const usdPerRequest = ((profile.gpuSeconds / 3600) * usdPerGpuHour) / utilization;
  const { inputTokens, outputTokens } = profile.usage;
  return {
    gpus, usdPerRequest, requestsPerS,
    usdPer1kOutput: outputTokens === 0 ? 0 : (usdPerRequest / outputTokens) * 1000,
    usdPerMillionTokens: (usdPerRequest / (inputTokens + outputTokens)) * 1e6,
    outputTokensPerS: requestsPerS * outputTokens,
    replicaUsdPerMonth: gpus * usdPerGpuHour * (SECONDS_PER_MONTH / 3600),
  };
}

export interface MonthAtRate {
  readonly requestsPerS: number;
  readonly tokenUsd: number;
  readonly replicas: number;
  readonly selfHostedUsd: number;
  /** Rate at which whole replicas cost as much as the token price; null when tokens are always cheaper. */
  readonly breakEvenRequestsPerS: number | null;
}

/** A month at a rate: token prices against whole replicas, which are paid for whether busy or not. */
export function monthAtRate(profile: RequestProfile, hosting: SelfHosting, requestsPerS: number): MonthAtRate {
  const own = selfHostedCost(profile, hosting);
  const replicas = own.requestsPerS === 0 ? 0 : Math.max(0, Math.ceil(requestsPerS / own.requestsPerS - 1e-9));
  const perRequestUsd = profile.usage.costUsd;
  // The first replica pays for itself once token costs reach its rent, provided that it can serve so many.
  const pays = perRequestUsd === 0 ? Infinity : own.replicaUsdPerMonth / (perRequestUsd * SECONDS_PER_MONTH);
  return {
    requestsPerS, replicas,
    tokenUsd: monthlyUsd(perRequestUsd, requestsPerS),
    selfHostedUsd: replicas * own.replicaUsdPerMonth,
    breakEvenRequestsPerS: pays <= own.requestsPerS ? pays : null,
  };
}
