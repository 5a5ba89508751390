/**
 * Random numbers that hang on what they are for, not on when they are drawn: request 7's tool latency is the same
 * under every policy (common random numbers), and can be had again without running the rest.
 */
import { hash32 } from '@/core/random';

/** A cause of randomness under a seed. */
export type Cause = number;

export const cause = (seed: number, name: string): Cause => hash32(`${seed >>> 0}:fleet/${name}`);

/** A number in (0, 1) for the `sub`-th draw of `index`: two rounds of MurmurHash3's finalizer over a Weyl sequence. */
export function drawAt(of: Cause, index: number, sub = 0): number {
  return (hashAt(of, index, sub) + 0.5) / 4294967296;
}

/** The 32 bits behind `drawAt`. */
export function hashAt(of: Cause, index: number, sub = 0): number {
  return mix(mix(of ^ Math.imul(index, 0x9e3779b1)) + Math.imul(sub + 1, 0x85ebca77)) >>> 0;
}

function mix(value: number): number {
  let h = value | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Exponential with the given mean. */
export const exponentialAt = (of: Cause, index: number, sub: number, mean: number): number => -Math.log(drawAt(of, index, sub)) * mean;
