/**
 * A run of decode steps of the same sequences. Each adds one token to each of them, so a step takes longer than the last by
 * a constant: the end of step j is an arithmetic series, the same number whether the steps between are walked or skipped.
 */
import type { StepLine } from './step-times';

export class DecodeRun {
  startMs = 0;
  sequences = 0;
  contextTokens = 0;
  /** Steps that have been accounted for. */
  done = 0;
  /** Steps until something else may happen. */
  planned = 0;
  #firstMs = 0;
  #growthMs = 0;
  #upTo = 0;

  begin(startMs: number, sequences: number, contextTokens: number, line: StepLine): void {
    this.startMs = startMs;
    this.sequences = sequences;
    this.contextTokens = contextTokens;
    this.done = 0;
    this.planned = 0;
    this.#firstMs = line.at0 + line.perToken * contextTokens;
    this.#growthMs = line.perToken * sequences;
    this.#upTo = line.upTo;
  }

  /** When step `j` (1, 2 …) ends, ms. */
  endMs(j: number): number {
    return this.startMs + (j * this.#firstMs + this.#growthMs * ((j * (j - 1)) / 2));
  }

  /** How long step `j` (0, 1 …) takes, ms. */
  stepMs(j: number): number {
    return this.#firstMs + this.#growthMs * j;
  }

  /** Steps after `done` that stay on the same line. */
  get stepsOnLine(): number {
    return Math.ceil((this.#upTo - this.contextTokens) / this.sequences) - this.done;
  }

  /** The first step after `done` that ends at `timeMs` or later (`after`: later). */
  stepEndingBy(timeMs: number, after: boolean): number {
    const x = Math.max(0, timeMs - this.startMs);
    const half = this.#growthMs / 2;
    const linear = this.#firstMs - half;
    const root = x === 0 ? 0 : (2 * x) / (linear + Math.sqrt(linear * linear + 4 * half * x));
    let j = Math.max(this.done + 1, Math.min(Math.floor(root), this.planned));
    const early = (step: number): boolean => (after ? this.endMs(step) <= timeMs : this.endMs(step) < timeMs);
    // The root is off by rounding at most; exactness is the series' own.
    while (j > this.done + 1 && !early(j - 1)) j--;
    while (j < this.planned && early(j)) j++;
    return j;
  }

  /** Steps that have ended at `timeMs`. */
  stepsEndedAt(timeMs: number): number {
    const next = this.stepEndingBy(timeMs, true);
    return this.endMs(next) <= timeMs ? next : next - 1;
  }
}

/** Running sequences by the step, modulo the size of a block, in which each takes its next block. */
export class BlockPhases {
  readonly #counts: Int32Array;
  #sequences = 0;

  constructor(readonly blockTokens: number) {
    this.#counts = new Int32Array(blockTokens);
  }

  /** Phase of a sequence that holds `tokens` tokens when step `step` begins. */
  phaseOf(step: number, tokens: number): number {
    const { blockTokens } = this;
    return (((step - tokens) % blockTokens) + blockTokens) % blockTokens;
  }

  add(phase: number, by: 1 | -1): void {
    this.#counts[phase] = (this.#counts[phase] as number) + by;
    this.#sequences += by;
  }

  /** Blocks that `steps` steps from number `step` on take. */
  growth(step: number, steps: number): number {
    const { blockTokens } = this;
    let blocks = Math.floor(steps / blockTokens) * this.#sequences;
    const rest = steps % blockTokens;
    for (let i = 0, at = step % blockTokens; i < rest; i++) {
      blocks += this.#counts[at] as number;
      if (++at === blockTokens) at = 0;
    }
    return blocks;
  }

  /** How many of at most `steps` steps from number `step` on `blocks` blocks last for. */
  stepsWithin(step: number, steps: number, blocks: number): number {
    const { blockTokens } = this;
    if ((Math.floor(steps / blockTokens) + 1) * this.#sequences <= blocks) return steps;
    let j = Math.min(steps, Math.floor(blocks / this.#sequences) * blockTokens);
    let left = blocks - this.growth(step, j);
    while (j < steps) {
      left -= this.#counts[(step + j) % blockTokens] as number;
      if (left < 0) break;
      j++;
    }
    return j;
  }
}
