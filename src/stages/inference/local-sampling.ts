/** Sampling from logits: greedy, temperature, top-k and top-p, with one seeded draw a token. */
import type { Random } from '@/core/random';

export interface SamplingParameters {
  /** 0: greedy. */
  temperature: number;
  /** 0: off. */
  topK: number;
  /** 1: off. */
  topP: number;
}

/** Index of the largest value; the first of equals. @throws RangeError when no value is a number. */
export function argmax(values: Float32Array): number {
  let best = -1;
  let bestValue = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value > bestValue) {
      bestValue = value;
      best = i;
    }
  }
  if (best < 0) throw new RangeError('The model returned no finite logits.');
  return best;
}

/**
 * Draws the next token's id. Order of the filters as in the common APIs: temperature, then top-k, then the smallest
 * set whose probability reaches top-p (Holtzman et al. 2020, arXiv:1904.09751). Equal logits rank by id.
 */
export function sampleToken(logits: Float32Array, { temperature, topK, topP }: SamplingParameters, random: Random): { id: number; candidates: number } {
  if (temperature === 0 || topK === 1) return { id: argmax(logits), candidates: 1 };
  const limit = topK === 0 ? logits.length : Math.min(topK, logits.length);
  const max = logits[argmax(logits)] as number;
  if (limit < logits.length) {
    const ids = largest(logits, limit);
    return draw(ids, weightsOf(ids, logits, max, temperature), topP, random);
  }
  if (topP < 1) {
    const ids = possibleNucleus(logits, max, temperature, topP);
    return draw(ids.ids, weightsOf(ids.ids, logits, max, temperature), topP, random, ids.total);
  }
  return drawFromAll(logits, max, temperature, random);
}

/** No filter: one pass sums, one finds. */
function drawFromAll(logits: Float32Array, max: number, temperature: number, random: Random): { id: number; candidates: number } {
  let total = 0;
  for (let i = 0; i < logits.length; i++) total += Math.exp(((logits[i] as number) - max) / temperature);
  let left = random() * total;
  let last = 0;
  for (let i = 0; i < logits.length; i++) {
    const weight = Math.exp(((logits[i] as number) - max) / temperature);
    if (weight > 0) last = i;
    left -= weight;
    if (left < 0) return { id: i, candidates: logits.length };
  }
  return { id: last, candidates: logits.length };
}

/** `ids` in descending order of weight; keeps the smallest head that holds `topP` of `total`, and draws from it. */
function draw(ids: readonly number[], weights: readonly number[], topP: number, random: Random, total = sum(weights)): { id: number; candidates: number } {
  let kept = 0;
  let mass = 0;
  while (kept < ids.length && (kept === 0 || mass < topP * total)) mass += weights[kept++] as number;
  let left = random() * mass;
  for (let i = 0; i < kept; i++) {
    left -= weights[i] as number;
    if (left < 0) return { id: ids[i] as number, candidates: kept };
  }
  return { id: ids[kept - 1] as number, candidates: kept };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const weightsOf = (ids: readonly number[], logits: Float32Array, max: number, temperature: number): number[] =>
  ids.map((id) => Math.exp(((logits[id] as number) - max) / temperature));
const byRank = (logits: Float32Array) => (a: number, b: number): number => (logits[b] as number) - (logits[a] as number) || a - b;

/**
 * Every token that can be in the nucleus, in descending order, and the weight of all tokens. Tokens rarer than
 * (1 - p) / vocabulary hold less than 1 - p together, so the others hold more than p: no need to sort the rest.
 */
function possibleNucleus(logits: Float32Array, max: number, temperature: number, topP: number): { ids: number[]; total: number } {
  let total = 0;
  for (let i = 0; i < logits.length; i++) total += Math.exp(((logits[i] as number) - max) / temperature);
  const least = max + temperature * Math.log((total * (1 - topP)) / logits.length);
  const ids: number[] = [];
  for (let i = 0; i < logits.length; i++) if ((logits[i] as number) >= least) ids.push(i);
  return { ids: ids.sort(byRank(logits)), total };
}

/** Ids of the `k` largest logits, in descending order: a heap of k, one pass over the vocabulary. */
function largest(logits: Float32Array, k: number): number[] {
  // heap[0] is the smallest kept; among equals the larger id goes first.
  const heap: number[] = [];
  const below = (a: number, b: number): boolean => (logits[a] as number) < (logits[b] as number) || ((logits[a] as number) === (logits[b] as number) && a > b);
  const sink = (from: number): void => {
    let i = from;
    for (;;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < heap.length && below(heap[child] as number, heap[least] as number)) least = child;
      }
      if (least === i) return;
      [heap[i], heap[least]] = [heap[least] as number, heap[i] as number];
      i = least;
    }
  };
  for (let id = 0; id < logits.length; id++) {
    if (heap.length < k) {
      heap.push(id);
      if (heap.length === k) for (let i = (k >> 1) - 1; i >= 0; i--) sink(i);
    } else if (below(heap[0] as number, id)) {
      heap[0] = id;
      sink(0);
    }
  }
  return heap.sort(byRank(logits));
}
