/** Seeded randomness. Nothing in the product may draw from `Math.random`. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws numbers in [0, 1). */
export type Random = () => number;

/**
 * An independent stream for `name` under `seed`. Streams with different names do not disturb one another:
 * a scenario change that adds a draw in one layer leaves every other layer's draw as it was (common random numbers).
 */
export function randomStream(seed: number, name: string): Random {
  const generator = xoroshiro128plus(hash32(`${seed >>> 0}:${name}`));
  return () => uniformFloat64(generator);
}

/** FNV-1a, 32 bit, with a final avalanche (MurmurHash3's fmix32) so that neighbouring seeds part at once. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
