/** What lessons ask for and measure: figures of one request, or of a fleet, each with its name and unit. */
import { metricsOf } from '@/core/metrics';
import { err, type Result, ok } from '@/core/result';
import type { Scenario } from '@/core/scenario';
import { msg } from '@/core/text';
import { timeByPlace, type Trace } from '@/core/trace';
import { modelTrace, type RequestContent } from '@/datacenter/model-trace';
import type { FleetReport } from '@/datacenter/fleet/stats/report';
import type { ClaimUnit } from '@/decisions/claims';
import { leverMetrics } from '@/decisions/levers';
import { profileOf, type RequestProfile } from '@/decisions/profile';
import { scenarioOfStep } from '../present/deck';
import type { Situation } from './lesson';

/** A request in the datacenter, and what is known of it besides its trace. */
export interface Facts { readonly scenario: Scenario; readonly trace: Trace; readonly profile: RequestProfile }

interface Measure<T> { readonly name: string; readonly unit: ClaimUnit; readonly of: (facts: T) => number | null }

const layerMs = ({ trace }: Facts, layer: string): number => trace.spans.reduce((sum, span) => sum + (span.layer === layer ? span.durationMs : 0), 0);
const placeMs = ({ trace }: Facts, place: Parameters<ReturnType<typeof timeByPlace>['get']>[0]): number => timeByPlace(trace).get(place) ?? 0;

/** Of one request. Durations in ms, money in US dollars, shares 0 to 1. */
export const MEASURES = {
  ttft: { name: msg('Time to first token'), unit: 'ms', of: ({ trace }) => metricsOf(trace).ttftMs },
  total: { name: msg('Total time'), unit: 'ms', of: ({ trace }) => metricsOf(trace).totalMs },
  tpot: { name: msg('Time per output token'), unit: 'ms', of: ({ trace }) => metricsOf(trace).tpotMs },
  usable: { name: msg('Time to usable answer'), unit: 'ms', of: ({ trace }) => metricsOf(trace).usableAnswerMs },
  prefill: { name: msg('Prefill'), unit: 'ms', of: (facts) => layerMs(facts, 'prefill') },
  decode: { name: msg('Decode'), unit: 'ms', of: (facts) => layerMs(facts, 'decode') },
  network: { name: msg('Network'), unit: 'ms', of: (facts) => placeMs(facts, 'network') },
  gateway: { name: msg('Gateway'), unit: 'ms', of: (facts) => placeMs(facts, 'gateway') },
  inferenceShare: { name: msg('Share of inference in the seven stages'), unit: 'share', of: ({ trace }) => metricsOf(trace).stageShares.inference },
  cost: { name: msg('Price of the tokens'), unit: 'usd', of: ({ trace }) => trace.usage.costUsd },
  gpuCost: { name: msg('Cost on one’s own GPUs'), unit: 'usd', of: ({ profile }) => leverMetrics(profile).gpuUsd },
  kv: { name: msg('KV cache of the request'), unit: 'bytes', of: ({ trace }) => trace.tokens.at(-1)?.kvBytes ?? null },
  sequences: { name: msg('Requests that fit in memory together'), unit: 'count', of: ({ profile }) => profile.plan.maxBatch },
  batchSpeed: {
    name: msg('Tokens a second, the whole batch together'), unit: 'tokens/s',
    of: ({ scenario, trace }) => { const each = metricsOf(trace).decodeTokensPerSecond; return each === null ? null : each * scenario.load.batch; },
  },
} as const satisfies Record<string, Measure<Facts>>;
export type MeasureId = keyof typeof MEASURES;

/** Of many requests. */
export const FLEET_MEASURES = {
  ttftP95: { name: msg('Time to first token, p95'), unit: 'ms', of: (r) => r.metrics.ttft.p95 },
  ttftP99: { name: msg('Time to first token, p99'), unit: 'ms', of: (r) => r.metrics.ttft.p99 },
  p50: { name: msg('Total time, p50'), unit: 'ms', of: (r) => r.metrics.total.p50 },
  p95: { name: msg('Total time, p95'), unit: 'ms', of: (r) => r.metrics.total.p95 },
  p99: { name: msg('Total time, p99'), unit: 'ms', of: (r) => r.metrics.total.p99 },
  good: { name: msg('Requests served in time'), unit: 'share', of: (r) => r.slo.goodShare },
} as const satisfies Record<string, Measure<FleetReport>>;
export type FleetMeasureId = keyof typeof FLEET_MEASURES;

export type ContentOf = (scenario: Scenario) => RequestContent | undefined;

/** Runs a scenario in the modeled datacenter. Errors are those of set-ups that cannot exist. */
export function factsOf(scenario: Scenario, content: ContentOf): Result<Facts> {
  const trace = modelTrace(scenario, content(scenario));
  if (!trace.ok) return trace;
  const profile = profileOf(scenario, content(scenario));
  return profile.ok ? ok({ scenario, trace: trace.value, profile: profile.value }) : err(profile.error);
}

/** The same for a step's situation; `own` keeps what belongs to the reader's machine. */
export function factsOfSituation(situation: Situation, content: ContentOf, own: (scenario: Scenario) => Scenario = (s) => s): Result<Facts> {
  const scenario = scenarioOfStep(situation);
  return scenario.ok ? factsOf(own(scenario.value), content) : scenario;
}
