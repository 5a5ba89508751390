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
}

/** Collects points and counts what is left out. */
export class Collector {
  readonly points: Point[] = [];
  #rows = 0;
  readonly #skipped = new Map<string, number>();

  /** Adds a row's points; metrics that were not measured (null, not positive) are left out, a row without any is skipped. */
  add(setup: PointSetup, names: Pick<Point, 'line' | 'model' | 'gpu' | 'engine' | 'precision' | 'saturated'>, metrics: readonly (readonly [Metric, number | null, number])[]): void {
    const usable = metrics.filter(([, measured, predicted]) => measured !== null && measured > 0 && Number.isFinite(predicted));
    if (usable.length === 0) {
      this.skip('no measured time above zero');
      return;
    }
    this.#rows++;
    const { line, model, gpu, engine, precision, saturated } = names;
    for (const [metric, measuredMs, predictedMs] of usable) {
      this.points.push({ line, model, gpu, engine, precision, saturated, metric, measuredMs: measuredMs ?? 0, predictedMs, setup });
    }
  }

  skip(reason: string, rows = 1): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + rows);
  }

  result(file: string): FileResult {
    return { file, rows: this.#rows, skipped: [...this.#skipped].map(([reason, rows]) => ({ reason, rows })), points: this.points };
  }
}
