/**
 * Times of a replica's steps, all from the roofline, arranged so that a step costs next to nothing to look up.
 * For a given number of sequences a decode step is a broken line over the context they hold together: its slope changes
 * where the context outgrows sliding windows, and where the GPU's work outlasts the launching of kernels.
 */
import type { Roofline } from '@/stages/inference/roofline';

/** ms = at0 + perToken · contextTokens, for contexts below `upTo`. */
export interface StepLine {
  readonly at0: number;
  readonly perToken: number;
  readonly upTo: number;
}

interface Batch {
  readonly lines: readonly StepLine[];
  /** Attention of decoding sequences beside a prompt: slope before and after `bendAt` tokens. */
  readonly attention: number;
  readonly attentionAfter: number;
  readonly bendAt: number;
}

/** Lengths that are remembered; beyond, the memory starts over. */
const REMEMBERED = 100_000;

export class StepTimes {
  readonly #batches: Batch[] = [];
  readonly #base = new Map<number, Shared>();
  readonly #pieces = new Map<number, number>();
  /** Start and tail of the attention kernels of one pass. */
  readonly #floorMs: number;
  readonly #launchMs: { readonly prefill: number; readonly decode: number };

  constructor(readonly roofline: Roofline) {
    const { layers } = roofline.deployment.model;
    const { prefill, decode } = roofline.engine.launchPerLayerMs;
    this.#floorMs = roofline.mixed([], { sequences: 0, contextTokens: 0 }).attentionMs;
    this.#launchMs = { prefill: layers * prefill, decode: layers * decode };
  }

  /** The line on which a decode step of `sequences` with `contextTokens` lies. */
  line(sequences: number, contextTokens: number): StepLine {
    const { lines } = this.#batch(sequences);
    for (const line of lines) if (contextTokens < line.upTo) return line;
    throw new Error('a step beyond the last line');
  }

  /**
   * A step that reads pieces of prompts (`newTokens[i]` after `contexts[i]`, `count` of them) while `riding` sequences
   * with `ridingContext` tokens of context decode in it. The same as `roofline.mixed`, ms.
   */
  mixed(newTokens: readonly number[], contexts: readonly number[], count: number, riding: number, ridingContext: number): number {
    let tokens = riding;
    let gpuMs = 0;
    for (let i = 0; i < count; i++) {
      const piece = newTokens[i] as number;
      tokens += piece;
      gpuMs += this.#piece(piece, contexts[i] as number);
    }
    if (riding > 0) {
      const { attention, attentionAfter, bendAt } = this.#batch(riding);
      gpuMs += ridingContext <= bendAt ? attention * ridingContext : attention * bendAt + attentionAfter * (ridingContext - bendAt);
    }
    const sequences = riding + count;
    const shared = this.#shared(tokens, sequences);
    gpuMs += shared.gpuMs;
    return gpuMs + shared.hostMs + Math.max(0, this.#launchMs.prefill - gpuMs);
  }

  #batch(sequences: number): Batch {
    return (this.#batches[sequences] ??= this.#measure(sequences));
  }

  #measure(sequences: number): Batch {
    const { roofline } = this;
    const window = roofline.deployment.model.slidingWindow?.tokens;
    const bendAt = window === undefined ? Number.POSITIVE_INFINITY : sequences * window;
    const far = window === undefined ? 1000 * sequences : bendAt;
    const terms = roofline.decode({ sequences, contextTokens: 0 });
    const attentionAt = (contextTokens: number): number => roofline.decodeAttention({ sequences, contextTokens }).attentionMs;
    const attention = (attentionAt(far) - attentionAt(0)) / far;
    const attentionAfter = window === undefined ? attention : (attentionAt(2 * far) - attentionAt(far)) / far;
    const gpu0 = terms.totalMs - terms.overheadMs;
    const hostMs = terms.overheadMs - Math.max(0, this.#launchMs.decode - gpu0);
    const lines: StepLine[] = [];
    const add = (gpuAt0: number, slope: number, from: number, upTo: number): void => {
      // Until the GPU's work takes as long as launching it, launching is what takes the time.
      const crossing = gpuAt0 + slope * from >= this.#launchMs.decode ? from : slope > 0 ? (this.#launchMs.decode - gpuAt0) / slope : Number.POSITIVE_INFINITY;
      if (crossing > from) lines.push({ at0: this.#launchMs.decode + hostMs, perToken: 0, upTo: Math.min(crossing, upTo) });
      if (crossing < upTo) lines.push({ at0: gpuAt0 + hostMs, perToken: slope, upTo });
    };
    add(gpu0, attention, 0, bendAt);
    if (Number.isFinite(bendAt)) add(gpu0 + (attention - attentionAfter) * bendAt, attentionAfter, bendAt, Number.POSITIVE_INFINITY);
    return { lines, attention, attentionAfter, bendAt };
  }

  /** Attention of one piece of a prompt. */
  #piece(newTokens: number, contextTokens: number): number {
    const key = newTokens * 4_194_304 + contextTokens;
    const known = this.#pieces.get(key);
    if (known !== undefined) return known;
    const ms = this.roofline.mixed([{ newTokens, contextTokens, sequences: 1 }], { sequences: 0, contextTokens: 0 }).attentionMs - this.#floorMs;
    return remember(this.#pieces, key, ms);
  }

  /** What depends only on how many tokens and sequences a step has. */
  #shared(tokens: number, sequences: number): Shared {
    const key = tokens * 8192 + sequences;
    const known = this.#base.get(key);
    if (known !== undefined) return known;
    const terms = this.roofline.mixed([{ newTokens: tokens - (sequences - 1), contextTokens: 0, sequences: 1 }], { sequences: sequences - 1, contextTokens: 0 });
    const hostMs = terms.overheadMs - Math.max(0, this.#launchMs.prefill - (terms.totalMs - terms.overheadMs));
    return remember(this.#base, key, { gpuMs: terms.gemmMs + terms.allReduceMs + terms.elementwiseMs + this.#floorMs, hostMs });
  }
}

interface Shared {
  /** Matrix products, exchanges, element-wise work, kernel floors. */
  readonly gpuMs: number;
  /** The engine's work in series with the step. */
  readonly hostMs: number;
}

function remember<T>(memory: Map<number, T>, key: number, value: T): T {
  if (memory.size >= REMEMBERED) memory.clear();
  memory.set(key, value);
  return value;
}
