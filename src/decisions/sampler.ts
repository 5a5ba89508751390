/**
 * Many requests of one scenario, without building their traces: every layer's duration is drawn from the distribution
 * its stage draws from (which the profile's spans carry as median and 5th to 95th percentile), and added up by phase.
 * Draws belong to a layer's own stream, so that two scenarios are compared on the same luck (common random numbers).
 */
import { networkSpec } from '@/catalog/networks';
import { ROUTER, serviceTime } from '@/catalog/stage-budgets';
import { lognormal, quantileOf, type Distribution } from '@/core/distributions';
import { randomStream } from '@/core/random';
import { normalQuantile } from '@/core/statistics';
import type { PlaceId } from '@/core/stage';
import type { Span } from '@/core/trace';
import { STEP_JITTER_P95 } from '@/stages/inference/parameters';
import type { RequestProfile } from './profile';

/** T_total = network + retrieval + prompt + model + tools + post. */
export const TERM_IDS = ['network', 'retrieval', 'prompt', 'model', 'tools', 'post'] as const;
export type TermId = (typeof TERM_IDS)[number];

/** Which term of the sum a layer belongs to: everything between arrival and the GPU is prompt and policy, all waiting for it is model. */
export function termOf(place: PlaceId, layer: string): TermId {
  switch (place) {
    // Traces of others are not sampled: only they have such time.
    case 'network': case 'unattributed': return 'network';
    case 'retrieval': return layer === 'search' ? 'retrieval' : 'prompt';
    case 'tools': return 'tools';
    case 'post-processing': case 'billing': return 'post';
    case 'router': return layer === 'pool-choice' || layer === 'prefix-cache' ? 'prompt' : 'model';
    case 'inference': return 'model';
    case 'gateway': case 'load-balancer': case 'tokenizer': return 'prompt';
  }
}

export interface Samples {
  readonly count: number;
  readonly totalMs: Float64Array;
  /** Time to first token; empty for a refused request. */
  readonly ttftMs: Float64Array;
  readonly terms: Readonly<Record<TermId, Float64Array>>;
}

/** Ninety per cent of a normal distribution lie within this many standard deviations. */
const Z95 = normalQuantile(0.95);
const JITTER_SIGMA = Math.log(STEP_JITTER_P95.value) / Z95;

type Uniform = () => number;
/** Draws one duration in ms. */
type Draw = (uniform: Uniform) => number;

const normal = (uniform: Uniform): number => normalQuantile(Math.min(Math.max(uniform(), 1e-9), 1 - 1e-9));
const attribute = (span: Span, name: string): number => {
  const value = span.attributes[name];
  return typeof value === 'number' ? value : 0;
};
const fromDistribution = (d: Distribution): Draw => (uniform) => quantileOf(d, uniform());

/** A layer that its stage draws from one lognormal, `shiftMs` of it fixed. */
function service(span: Span, shiftMs = 0): Draw {
  const { rangeMs, durationMs } = span;
  const medianMs = durationMs - shiftMs;
  if (rangeMs === undefined || !(rangeMs.low - shiftMs > 0) || medianMs <= 0) return () => durationMs;
  const sigma = Math.log((rangeMs.high - shiftMs) / (rangeMs.low - shiftMs)) / (2 * Z95);
  return (uniform) => shiftMs + medianMs * Math.exp(sigma * normal(uniform));
}

function queue(span: Span): Draw {
  const waitMs = attribute(span, 'waitMs');
  if (waitMs === 0) return service(span);
  const wait = fromDistribution({ kind: 'lognormal', medianMs: waitMs, sigma: Math.sqrt(Math.log(1 + 1 / attribute(span, 'ahead'))) });
  const base = fromDistribution(ROUTER.queue.distribution);
  return (uniform) => base(uniform) + wait(uniform);
}

function tools(span: Span): Draw {
  const one = serviceTime(attribute(span, 'latencyMs'));
  const calls = attribute(span, 'calls');
  if (span.attributes.parallel === true) return (uniform) => quantileOf(one, uniform() ** (1 / calls));
  return (uniform) => {
    let sum = 0;
    for (let i = 0; i < calls; i++) sum += quantileOf(one, uniform());
    return sum;
  };
}

function prefill(span: Span): Draw {
  const jitter = lognormal(1, STEP_JITTER_P95.value, 0.95);
  const passMs = attribute(span, 'passMs');
  // The typical request joins the running batch after half a step.
  const joinMs = 2 * attribute(span, 'joinMs');
  const fixedMs = span.durationMs - passMs - joinMs / 2;
  return (uniform) => fixedMs + joinMs * uniform() + passMs * quantileOf(jitter, uniform());
}

/** Passes that a speculating request needs for `tokens` tokens: the renewal theorem's mean and variance. */
function passesNeeded(tokens: number, draftTokens: number, acceptance: number): { mean: number; variance: number } {
  let mean = 0;
  let square = 0;
  for (let yielded = 1; yielded <= draftTokens + 1; yielded++) {
    const p = yielded <= draftTokens ? acceptance ** (yielded - 1) * (1 - acceptance) : acceptance ** draftTokens;
    mean += p * yielded;
    square += p * yielded * yielded;
  }
  const variance = square - mean * mean;
  return { mean: (tokens + square / (2 * mean) - 0.5) / mean, variance: (tokens * variance) / mean ** 3 };
}

/** Sum of all decode passes: each jitters on its own, so the sum is normal by the central limit theorem. */
function decode(span: Span, profile: RequestProfile, sampleMs: number): Draw {
  const { passMs, passes } = profile;
  const { speculative } = profile.scenario;
  const fixedMs = attribute(span, 'interruptionMs');
  const growth = Math.exp(JITTER_SIGMA ** 2 / 2);
  const relative = Math.sqrt((Math.exp(JITTER_SIGMA ** 2) - 1) * growth ** 2);
  const sum = (count: number, uniform: Uniform): number => passMs * (count * growth + Math.sqrt(count) * relative * normal(uniform)) + fixedMs;
  if (!speculative.enabled) return (uniform) => sum(passes, uniform);
  const tokens = profile.request.outputTokens - 1;
  const needed = passesNeeded(tokens, speculative.draftTokens, speculative.acceptance);
  const least = Math.ceil(tokens / (speculative.draftTokens + 1));
  const spread = Math.sqrt(needed.variance);
  return (uniform) => {
    const count = Math.min(tokens, Math.max(least, Math.round(needed.mean + spread * normal(uniform))));
    return sum(count, uniform) + (count - passes) * sampleMs;
  };
}

interface Component { readonly name: string; readonly term: TermId; readonly beforeFirst: boolean; readonly draw: Draw }

function components(profile: RequestProfile): { parts: Component[]; constant: Record<TermId, number>; constantTtft: number } {
  const parts: Component[] = [];
  const constant: Record<TermId, number> = { network: 0, retrieval: 0, prompt: 0, model: 0, tools: 0, post: 0 };
  let constantTtft = 0;
  const lastPrefill = profile.spans.findIndex((span) => span.layer === 'prefill');
  const sampling = profile.spans.find((span) => span.layer === 'sampling')?.durationMs ?? 0;
  profile.spans.forEach((span, i) => {
    const term = termOf(span.stage, span.layer);
    const beforeFirst = lastPrefill >= 0 && i <= lastPrefill + 1;
    const random = drawOf(span, profile, sampling);
    if (random === null) {
      constant[term] += span.durationMs;
      if (beforeFirst) constantTtft += span.durationMs;
    } else parts.push({ name: `${span.stage}/${span.layer}`, term, beforeFirst, draw: random });
  });
  return { parts, constant, constantTtft };
}

/** How a layer is drawn; null: it takes the same time in every request. Network layers share one draw, see below. */
function drawOf(span: Span, profile: RequestProfile, sampleMs: number): Draw | null {
  switch (`${span.stage}/${span.layer}`) {
    case 'inference/prefill': return prefill(span);
    case 'inference/decode': return decode(span, profile, sampleMs);
    case 'router/queue': return queue(span);
    case 'router/cold-start': return null;
    case 'tokenizer/encode': return service(span, attribute(span, 'encodeMs'));
    case 'tools/tool-calls': return tools(span);
  }
  if (span.stage === 'network' || span.stage === 'inference' || span.rangeMs === undefined) return null;
  return service(span);
}

/** `count` requests of the profile's scenario. The same seed gives the same luck. Pure. */
export function sampleRequests(profile: RequestProfile, count = 10_000, seed = 1): Samples {
  const { parts, constant, constantTtft } = components(profile);
  const terms: Record<TermId, Float64Array> = {
    network: new Float64Array(count).fill(constant.network), retrieval: new Float64Array(count).fill(constant.retrieval),
    prompt: new Float64Array(count).fill(constant.prompt), model: new Float64Array(count).fill(constant.model),
    tools: new Float64Array(count).fill(constant.tools), post: new Float64Array(count).fill(constant.post),
  };
  const answered = profile.ttftMs !== null;
  const streamed = profile.scenario.request.stream;
  const firstMs = new Float64Array(count).fill(constantTtft);

  // One draw of the access link serves the whole request; the profile holds its median.
  const link = networkSpec(profile.scenario.client.network).rtt;
  const medianMs = quantileOf(link, 0.5);
  const trips = profile.spans.reduce((sum, span) => sum + (span.stage === 'network' ? attribute(span, 'roundTrips') : 0), 0);
  const tripsBefore = profile.spans.reduce((sum, span) => sum + (span.stage === 'network' && span.layer !== 'response' ? attribute(span, 'roundTrips') : 0), 0);
  const linkUniform = randomStream(seed, 'network/rtt');
  const transitMs = (profile.ttftMs ?? 0) - firstTokenGeneratedMs(profile);
  for (let i = 0; i < count; i++) {
    const extraMs = quantileOf(link, linkUniform()) - medianMs;
    terms.network[i] = (terms.network[i] ?? 0) + trips * extraMs;
    firstMs[i] = (firstMs[i] ?? 0) + (tripsBefore + 0.5) * extraMs + transitMs;
  }
  for (const part of parts) {
    const uniform = randomStream(seed, part.name);
    const target = terms[part.term];
    for (let i = 0; i < count; i++) {
      const ms = part.draw(uniform);
      target[i] = (target[i] ?? 0) + ms;
      if (part.beforeFirst) firstMs[i] = (firstMs[i] ?? 0) + ms;
    }
  }
  const totalMs = new Float64Array(count);
  for (const id of TERM_IDS) {
    const term = terms[id];
    for (let i = 0; i < count; i++) totalMs[i] = (totalMs[i] ?? 0) + (term[i] ?? 0);
  }
  const ttftMs = !answered ? new Float64Array(0) : streamed ? firstMs : totalMs;
  return { count, totalMs, ttftMs, terms };
}

/** When the typical request's first token is sampled: the end of the first sampling span. */
function firstTokenGeneratedMs(profile: RequestProfile): number {
  const first = profile.spans.find((span) => span.layer === 'sampling');
  return first === undefined ? 0 : first.startMs + first.durationMs;
}
