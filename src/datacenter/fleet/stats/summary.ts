/**
 * What a run was like: an observer that takes every request and keeps a bounded amount, and the report made of it.
 * Latencies are those of answered requests (completed or degraded); the others are counted by how they ended.
 */
import { t } from '@/core/text';
import type { FleetScenario } from '../config';
import { FLEET_OUTCOMES, type FleetObserver, type FleetOutcome, type FleetRun, type FleetSample, type RequestOutcome } from '../types';
import { BatchedMetric } from './batches';
import { Groups, Latencies } from './groups';
import { Greatest, Reservoir } from './kept';
import { BUDGET_PHASE_IDS, FLEET_BUDGET, FLEET_PARTS, LENGTH_BUCKET_NAMES, lengthBucket, PHASE_OF_PART, usableMs, writeParts, type BudgetPhase, type FleetBudget, type FleetPart } from './phases';
import { fleetReport, FLEET_METRICS, type FleetMetric, type FleetReport } from './report';
import { binOf, QuantileSketch } from './sketch';
import { Timeline } from './timeline';

export { FLEET_METRICS, type FleetMetric } from './report';

export interface SummaryOptions {
  readonly budget?: FleetBudget;
  /** Requests kept whole as a fair sample, and the slowest. */
  readonly keepSample?: number;
  readonly keepSlowest?: number;
  /** The first so many requests are served but not counted: the fleet starts empty. */
  readonly warmupRequests?: number;
  /** Also take every gap between tokens (one call more for each run of steps). */
  readonly gaps?: boolean;
}

const KEEP_SAMPLE = 256;
const KEEP_SLOWEST = 64;
const KEEP_UNANSWERED = 32;

const QUEUE = FLEET_PARTS.indexOf('queue');
const ONE = binOf(1);

const copyOf = (outcome: RequestOutcome): RequestOutcome => ({ ...outcome });

/** Numbers that merge by adding. */
const zero = <K extends string>(keys: readonly K[]): Record<K, number> => Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;

export class FleetSummary implements FleetObserver {
  readonly outcomes = zero<FleetOutcome>(FLEET_OUTCOMES);
  readonly metrics: Readonly<Record<FleetMetric, BatchedMetric>> = {
    ttft: new BatchedMetric(), tpot: new BatchedMetric(), total: new BatchedMetric(), usable: new BatchedMetric(), queue: new BatchedMetric(),
  };
  /** 1 for an answer within the service level, 0 for any other request. */
  readonly good = new BatchedMetric();
  readonly gaps = new QuantileSketch();
  readonly parts = Object.fromEntries(FLEET_PARTS.map((part) => [part, new QuantileSketch()])) as Record<FleetPart, QuantileSketch>;
  readonly tenants: Groups;
  readonly kinds: Groups;
  readonly lengths = new Groups((key) => LENGTH_BUCKET_NAMES[key] ?? '');
  readonly routes: Groups;
  readonly misses = zero(['ttft', 'tpot', 'total'] as const);
  /** Answered requests in which a phase overran its budget, and those over the total limit by the phase that overran most. */
  readonly overBudget = zero<BudgetPhase>(BUDGET_PHASE_IDS);
  readonly blamed = zero<BudgetPhase>(BUDGET_PHASE_IDS);
  readonly reasons = new Map<string, number>();
  readonly sums = zero(['requests', 'answered', 'good', 'coldStarted', 'hedged', 'hedgeWon', 'retried', 'misrouted', 'small', 'costUsd', 'gpuMs', 'inputTokens', 'cachedTokens', 'outputTokens', 'cacheHits', 'reached'] as const);
  readonly timeline = new Timeline();
  readonly steps?: (sequences: number, steps: number, firstMs: number, lastMs: number) => void;
  readonly #sample: Reservoir<RequestOutcome>;
  readonly #slowest: Greatest<RequestOutcome>;
  readonly #unanswered: Reservoir<RequestOutcome>;
  /** Limits of the phases, ms, in the order of `BUDGET_PHASE_IDS`. */
  readonly #limits: Float64Array;
  /** Reused for every request. */
  readonly #latencies = new Latencies();
  readonly #work: { readonly parts: Float64Array; readonly phases: Float64Array; readonly sketches: readonly QuantileSketch[] };
  readonly #warmup: number;

  constructor(readonly scenario: FleetScenario, options: SummaryOptions = {}) {
    const { workload, regions, seed } = scenario;
    this.tenants = new Groups((key) => workload.tenants[key]?.name ?? '');
    this.kinds = new Groups((key) => workload.kinds[key]?.name ?? '');
    this.routes = new Groups((key) => (key === 0 ? t('not served') : (key - 1) % 2 === 1 ? t('{region}, small model', { region: regions[(key - 1) >> 1]?.region ?? '' }) : (regions[(key - 1) >> 1]?.region ?? '')));
    const budget = options.budget ?? FLEET_BUDGET;
    this.#limits = Float64Array.from(BUDGET_PHASE_IDS, (phase) => budget[phase]);
    this.#work = { parts: new Float64Array(FLEET_PARTS.length), phases: new Float64Array(BUDGET_PHASE_IDS.length), sketches: FLEET_PARTS.map((part) => this.parts[part]) };
    this.#warmup = options.warmupRequests ?? 0;
    this.#sample = new Reservoir(options.keepSample ?? KEEP_SAMPLE, seed);
    this.#slowest = new Greatest(options.keepSlowest ?? KEEP_SLOWEST);
    this.#unanswered = new Reservoir(KEEP_UNANSWERED, seed + 1);
    if (options.gaps === true) this.steps = (sequences, steps, firstMs, lastMs) => { this.gaps.addSpread(firstMs, lastMs, sequences * steps); };
  }

  sample(sample: FleetSample): void {
    this.timeline.add(sample);
  }

  finished(outcome: RequestOutcome): void {
    const { request, outputTokens } = outcome;
    if (request.index < this.#warmup) return;
    const { index } = request;
    const { sums } = this;
    sums.requests++;
    this.outcomes[outcome.outcome]++;
    this.#count(outcome);
    this.#sample.offer(outcome, copyOf);
    const answered = outcome.outcome === 'completed' || outcome.outcome === 'degraded';
    let good = false;
    const latencies = answered ? this.#latencies : null;
    if (latencies !== null) {
      const tpotMs = outputTokens > 1 ? (outcome.lastTokenMs - outcome.firstTokenMs) / (outputTokens - 1) : Number.NaN;
      latencies.set(outcome.clientFirstTokenMs - request.arrivalMs, tpotMs, outcome.endMs - request.arrivalMs);
      good = this.#answered(outcome, latencies);
    } else {
      this.reasons.set(outcome.reason, (this.reasons.get(outcome.reason) ?? 0) + 1);
      this.#unanswered.offer(outcome, copyOf);
    }
    this.good.add(index, good ? 1 : 0, good ? ONE : -1);
    this.tenants.at(request.tenant).add(outcome, latencies, good);
    this.kinds.at(request.kind).add(outcome, latencies, good);
    this.lengths.at(lengthBucket(request.inputTokens)).add(outcome, latencies, good);
    this.routes.at(outcome.region < 0 ? 0 : 1 + 2 * outcome.region + (outcome.smallModel ? 1 : 0)).add(outcome, latencies, good);
  }

  #count(outcome: RequestOutcome): void {
    const { sums } = this;
    if (outcome.coldStartMs > 0) sums.coldStarted++;
    if (outcome.hedged) sums.hedged++;
    if (outcome.hedgeWon) sums.hedgeWon++;
    if (outcome.retries > 0) sums.retried++;
    if (outcome.misrouted) sums.misrouted++;
    if (outcome.smallModel) sums.small++;
    sums.costUsd += outcome.costUsd;
    sums.gpuMs += outcome.gpuMs;
    sums.outputTokens += outcome.outputTokens;
    if (outcome.replica < 0) return;
    sums.reached++;
    sums.inputTokens += outcome.inputTokens;
    sums.cachedTokens += outcome.cachedTokens;
    if (outcome.cachedTokens > 0) sums.cacheHits++;
  }

  /** Takes the latencies of an answered request; whether it kept the service level. */
  #answered(outcome: RequestOutcome, latencies: Latencies): boolean {
    const { metrics, scenario: { slo }, misses, sums } = this;
    const { ttftMs, tpotMs, totalMs } = latencies;
    const { index } = outcome.request;
    sums.answered++;
    metrics.ttft.add(index, ttftMs, latencies.ttftBin);
    metrics.tpot.add(index, tpotMs, latencies.tpotBin);
    metrics.total.add(index, totalMs, latencies.totalBin);
    metrics.usable.add(index, usableMs(outcome));
    this.#addParts(outcome, totalMs > slo.totalMs);
    this.#slowest.offer(totalMs, outcome, copyOf);
    let good = true;
    if (ttftMs > slo.ttftMs) { misses.ttft++; good = false; }
    if (tpotMs > slo.tpotMs) { misses.tpot++; good = false; }
    if (totalMs > slo.totalMs) { misses.total++; good = false; }
    if (good) sums.good++;
    return good;
  }

  /** Takes where the time went, and which phases overran their budget. */
  #addParts(outcome: RequestOutcome, late: boolean): void {
    const { parts, phases, sketches } = this.#work;
    writeParts(outcome, parts);
    phases.fill(0);
    for (let i = 0; i < parts.length; i++) {
      const ms = parts[i] ?? 0;
      const bin = binOf(ms);
      sketches[i]?.addTo(bin, ms);
      if (i === QUEUE) this.metrics.queue.add(outcome.request.index, ms, bin);
      const phase = PHASE_OF_PART[i] ?? 0;
      phases[phase] = (phases[phase] ?? 0) + ms;
    }
    let worst = -1;
    let most = 0;
    for (let i = 0; i < phases.length; i++) {
      const overMs = (phases[i] ?? 0) - (this.#limits[i] ?? 0);
      if (overMs <= 0) continue;
      this.overBudget[BUDGET_PHASE_IDS[i] ?? 'model']++;
      if (overMs <= most) continue;
      most = overMs;
      worst = i;
    }
    if (late && worst >= 0) this.blamed[BUDGET_PHASE_IDS[worst] ?? 'model']++;
  }

  /** Requests kept whole. */
  get kept(): { readonly sample: readonly RequestOutcome[]; readonly slowest: readonly RequestOutcome[]; readonly unanswered: readonly RequestOutcome[] } {
    return { sample: this.#sample.values, slowest: this.#slowest.values, unanswered: this.#unanswered.values };
  }

  /** Everything as plain data. `run` is what the simulation returned. */
  report(run: FleetRun): FleetReport {
    return fleetReport(this, run);
  }

  /** Adds what another summary of the same scenario saw of other requests. Kept requests and the timeline stay this one's, but for the slowest. */
  merge(other: FleetSummary): void {
    for (const metric of FLEET_METRICS) this.metrics[metric].merge(other.metrics[metric]);
    this.good.merge(other.good);
    this.gaps.merge(other.gaps);
    for (const part of FLEET_PARTS) this.parts[part].merge(other.parts[part]);
    for (const groups of ['tenants', 'kinds', 'lengths', 'routes'] as const) this[groups].merge(other[groups]);
    addAll(this.outcomes, other.outcomes);
    addAll(this.misses, other.misses);
    addAll(this.overBudget, other.overBudget);
    addAll(this.blamed, other.blamed);
    addAll(this.sums, other.sums);
    for (const [reason, count] of other.reasons) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + count);
    for (const slow of other.kept.slowest) this.#slowest.offer(slow.endMs - slow.request.arrivalMs, slow, copyOf);
  }
}

function addAll<K extends string>(to: Record<K, number>, from: Readonly<Record<K, number>>): void {
  for (const key of Object.keys(from) as K[]) to[key] += from[key];
}
