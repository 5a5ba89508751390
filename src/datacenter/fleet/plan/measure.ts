/** One fleet, one row of figures: what sweeps and searches are made of. */
import { ok, type Result } from '@/core/result';
import type { FleetScenario } from '../config';
import { simulateFleet } from '../simulate';
import { FleetSummary } from '../stats/summary';
import type { RequestOutcome } from '../types';
import { workloadSource } from '../workload/source';

/** Latencies in ms of answered requests, shares 0 to 1. NaN where nothing was answered. */
export interface FleetRow {
  readonly ttftP50: number;
  readonly ttftP95: number;
  readonly ttftP99: number;
  readonly tpotP50: number;
  readonly tpotP95: number;
  readonly totalP50: number;
  readonly totalP95: number;
  readonly totalP99: number;
  readonly queueP95: number;
  /** Answers within the service level over all requests. */
  readonly goodShare: number;
  readonly answeredShare: number;
  readonly requestsPerS: number;
  readonly outputTokensPerS: number;
  readonly utilization: number;
  /** Requests under way at once, mean over the run. */
  readonly underWay: number;
  readonly usdPerAnswer: number;
  /** The queue grew to the end: the load is more than the fleet can serve, and the latencies say how long one looked. */
  readonly overloaded: boolean;
}
export const ROW_FIGURES = ['ttftP50', 'ttftP95', 'ttftP99', 'tpotP50', 'tpotP95', 'totalP50', 'totalP95', 'totalP99', 'queueP95', 'goodShare', 'answeredShare', 'requestsPerS', 'outputTokensPerS', 'utilization', 'underWay', 'usdPerAnswer'] as const satisfies readonly (keyof FleetRow)[];
export type RowFigure = (typeof ROW_FIGURES)[number];

/** Of the requests, so many at the start are not counted: the fleet begins empty. */
const WARM_UP_SHARE = 0.1;
/**
 * A queue that grows: the requests of the last quarter wait more than twice as long as those of the second, and that
 * wait is a fair part of their time. A stable fleet's waits go up and down instead.
 */
const GROWS = { factor: 2, partOfTime: 0.2 } as const;

/** Sums the waits of two quarters of the requests, by their number. */
class Trend {
  readonly #quarters = [new Mean(), new Mean(), new Mean(), new Mean()] as const;
  readonly #time = new Mean();

  constructor(private readonly requests: number) {}

  add({ request, queueMs, endMs }: RequestOutcome): void {
    const quarter = this.#quarters[Math.min(3, Math.floor((4 * request.index) / this.requests))];
    // One that never came to a replica has not waited for one.
    if (Number.isFinite(queueMs)) quarter?.add(queueMs);
    this.#time.add(endMs - request.arrivalMs);
  }

  get grows(): boolean {
    const [, second, , last] = this.#quarters;
    return last.mean > GROWS.factor * second.mean && last.mean > GROWS.partOfTime * this.#time.mean;
  }
}

class Mean {
  #sum = 0;
  #count = 0;
  add(value: number): void {
    this.#sum += value;
    this.#count++;
  }
  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }
}

/** Runs a scenario with `requests` requests. Errors are those of the scenario. */
export function measureFleet(scenario: FleetScenario, requests: number): Result<FleetRow> {
  const sized: FleetScenario = { ...scenario, workload: { ...scenario.workload, requests } };
  const source = workloadSource(sized);
  if (!source.ok) return source;
  const summary = new FleetSummary(sized, { warmupRequests: Math.floor(requests * WARM_UP_SHARE), keepSample: 0, keepSlowest: 0 });
  const trend = new Trend(requests);
  const run = simulateFleet(sized, source.value, {
    finished: (outcome) => {
      summary.finished(outcome);
      trend.add(outcome);
    },
  });
  if (!run.ok) return run;
  const { metrics, slo, answered, requests: counted, throughput, utilization, cost } = summary.report(run.value);
  return ok({
    ttftP50: metrics.ttft.p50, ttftP95: metrics.ttft.p95, ttftP99: metrics.ttft.p99, tpotP50: metrics.tpot.p50, tpotP95: metrics.tpot.p95,
    totalP50: metrics.total.p50, totalP95: metrics.total.p95, totalP99: metrics.total.p99, queueP95: metrics.queue.p95,
    goodShare: slo.goodShare, answeredShare: counted === 0 ? 0 : answered / counted, requestsPerS: throughput.requestsPerS, outputTokensPerS: throughput.outputTokensPerS,
    utilization, underWay: run.value.inFlightMs / Math.max(run.value.simulatedMs, 1e-9), usdPerAnswer: cost.perAnswerUsd ?? Number.NaN,
    overloaded: run.value.stopped !== 'drained' || trend.grows,
  });
}
