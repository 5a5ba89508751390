/** What every table of measurements becomes: pairs of a measured and a predicted time. */
import type { Deployment } from '@/stages/inference/roofline';

export type Metric = 'ttft' | 'tpot' | 'itl' | 'e2e';

/** The set-up behind a point, enough to open it as a scenario. */
export interface PointSetup {
  readonly deployment: Deployment;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Sequences that run together: the batch, or the clients. */
  readonly batch: number;
}

export interface Point {
  /** Line in the file. */
  readonly line: number;
  /** Names as the file has them. */
  readonly model: string;
  readonly gpu: string;
  readonly engine: string;
  readonly precision: string;
  readonly metric: Metric;
  /** The KV cache is full or the engine has more to do than it can: the model does not claim to know. */
  readonly saturated: boolean;
  readonly measuredMs: number;
  readonly predictedMs: number;
  readonly setup: PointSetup;
}

export interface Skipped {
  readonly reason: string;
  readonly rows: number;
}

export interface FileResult {
  readonly file: string;
  /** Rows that were predicted. */
  readonly rows: number;
  readonly skipped: readonly Skipped[];
  readonly points: readonly Point[];
  /** 95th percentiles over a load test's requests, where the table has them. */
  readonly p95?: readonly Point[];
}

/** What was measured, if it was, and what is predicted of it, in ms. */
type Measured = readonly [metric: Metric, measuredMs: number | null, predictedMs: number];

/** Collects points and counts what is left out. */
export class Collector {
  readonly points: Point[] = [];
  readonly #p95: Point[] = [];
  #rows = 0;
  readonly #skipped = new Map<string, number>();

  /** Adds a row's points; metrics that were not measured (null, not positive) are left out, a row without any is skipped. */
  add(setup: PointSetup, names: Pick<Point, 'line' | 'model' | 'gpu' | 'engine' | 'precision' | 'saturated'>, metrics: readonly Measured[], p95: readonly Measured[] = []): void {
    const measurable = ([, measured, predicted]: Measured): boolean => measured !== null && measured > 0 && Number.isFinite(predicted);
    const usable = metrics.filter(measurable);
    if (usable.length === 0) {
      this.skip('no measured time above zero');
      return;
    }
    this.#rows++;
    const { line, model, gpu, engine, precision, saturated } = names;
    const point = ([metric, measuredMs, predictedMs]: Measured): Point => ({ line, model, gpu, engine, precision, saturated, metric, measuredMs: measuredMs ?? 0, predictedMs, setup });
    this.points.push(...usable.map(point));
    this.#p95.push(...p95.filter(measurable).map(point));
  }

  skip(reason: string, rows = 1): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + rows);
  }

  result(file: string): FileResult {
    return { file, rows: this.#rows, skipped: [...this.#skipped].map(([reason, rows]) => ({ reason, rows })), points: this.points, p95: this.#p95 };
  }
}
