/** Requests kept whole, to be opened as traces: a fair sample of all, and the slowest. Bounded, whatever comes. */
import { randomStream, type Random } from '@/core/random';

/** Fair sample of a stream of unknown length (Vitter 1985, Algorithm R; skipping ahead as Li 1994, Algorithm L). */
export class Reservoir<T> {
  readonly #kept: T[] = [];
  readonly #random: Random;
  #seen = 0;
  #next = 0;
  #w = 1;

  constructor(readonly size: number, seed: number) {
    this.#random = randomStream(seed, 'stats/reservoir');
    this.#next = size;
  }

  /** Offers a value; `copy` is called only if it is kept. */
  offer(value: T, copy: (value: T) => T): void {
    const at = this.#seen++;
    if (at < this.size) {
      this.#kept.push(copy(value));
      if (at === this.size - 1) this.#skip(at);
      return;
    }
    if (at < this.#next) return;
    this.#kept[Math.floor(this.#random() * this.size)] = copy(value);
    this.#skip(at);
  }

  #skip(from: number): void {
    this.#w *= Math.exp(Math.log1p(-this.#random()) / this.size);
    this.#next = from + Math.floor(Math.log1p(-this.#random()) / Math.log1p(-this.#w)) + 1;
  }

  get values(): readonly T[] {
    return this.#kept;
  }
}

/** The values with the greatest keys. */
export class Greatest<T> {
  #kept: { readonly key: number; readonly value: T }[] = [];
  #least = Number.NEGATIVE_INFINITY;

  constructor(readonly size: number) {}

  /** Offers a value; `copy` is called only if it is kept. */
  offer(key: number, value: T, copy: (value: T) => T): void {
    if (!(key > this.#least) || this.size === 0) return;
    this.#kept.push({ key, value: copy(value) });
    // Sorted only once twice as many have come: constant work for each.
    if (this.#kept.length >= 2 * this.size) this.#trim();
  }

  #trim(): void {
    this.#kept.sort((a, b) => b.key - a.key);
    this.#kept.length = Math.min(this.#kept.length, this.size);
    if (this.#kept.length === this.size) this.#least = this.#kept.at(-1)?.key ?? this.#least;
  }

  /** Greatest first. */
  get values(): readonly T[] {
    this.#trim();
    return this.#kept.map(({ value }) => value);
  }
}
