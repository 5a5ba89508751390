/**
 * A replica's KV cache in blocks (Kwon et al. 2023, PagedAttention), and the prefixes kept in blocks that nobody needs.
 * Kept prefixes give way to running sequences, the least recently used first, and expire.
 */

export interface CachedPrefix {
  readonly key: number;
  /** Tokens of the prompt it stands for, in whole blocks. */
  tokens: number;
  /** Blocks of its own: fewer where it begins with another kept prefix. */
  blocks: number;
  /** Sequences that read it now. */
  readers: number;
  usedMs: number;
}

export class KvPool {
  /** Blocks that hold something, kept prefixes included. */
  #used = 0;
  /** Of those, kept prefixes that nobody reads now. */
  #idleBlocks = 0;
  readonly #prefixes = new Map<number, CachedPrefix>();
  /** Prefixes without readers, least recently used first. */
  readonly #idle = new Map<number, CachedPrefix>();

  constructor(readonly capacity: number, readonly caching: boolean, private readonly ttlMs: number) {}

  /** Blocks that could be had now. */
  get available(): number {
    return this.capacity - this.#used + this.#idleBlocks;
  }

  /** Blocks of running sequences and of the prefixes they read. */
  get held(): number {
    return this.#used - this.#idleBlocks;
  }

  get kept(): number {
    return this.#prefixes.size;
  }

  /** Takes blocks, dropping kept prefixes as needed. The caller has looked at `available`. */
  take(blocks: number): void {
    this.#used += blocks;
    while (this.#used > this.capacity && this.#idleBlocks > 0) this.#dropOldest();
  }

  give(blocks: number): void {
    this.#used -= blocks;
  }

  /** The kept prefix of that key, unless it has expired. Changes nothing. */
  find(key: number, nowMs: number): CachedPrefix | null {
    const prefix = this.#prefixes.get(key);
    if (prefix === undefined || (prefix.readers === 0 && nowMs - prefix.usedMs > this.ttlMs)) return null;
    return prefix;
  }

  read(prefix: CachedPrefix, nowMs: number): void {
    if (prefix.readers++ === 0) {
      this.#idle.delete(prefix.key);
      this.#idleBlocks -= prefix.blocks;
    }
    prefix.usedMs = nowMs;
  }

  leave(prefix: CachedPrefix, nowMs: number): void {
    prefix.usedMs = nowMs;
    if (--prefix.readers > 0) return;
    this.#idle.set(prefix.key, prefix);
    this.#idleBlocks += prefix.blocks;
  }

  /** Keeps `blocks` that the caller holds as a prefix, with the caller as its reader. Null if that prefix is there already. */
  keep(key: number, tokens: number, blocks: number, nowMs: number): CachedPrefix | null {
    const there = this.#prefixes.get(key);
    if (there !== undefined) {
      if (there.readers > 0 || this.find(key, nowMs) !== null) return null;
      this.#drop(there);
    }
    const prefix: CachedPrefix = { key, tokens, blocks, readers: 1, usedMs: nowMs };
    this.#prefixes.set(key, prefix);
    return prefix;
  }

  /** Forgets everything (the replica has gone). */
  clear(): void {
    this.#used = 0;
    this.#idleBlocks = 0;
    this.#prefixes.clear();
    this.#idle.clear();
  }

  #dropOldest(): void {
    for (const prefix of this.#idle.values()) {
      this.#drop(prefix);
      return;
    }
  }

  #drop(prefix: CachedPrefix): void {
    this.#prefixes.delete(prefix.key);
    this.#idle.delete(prefix.key);
    this.#idleBlocks -= prefix.blocks;
    this.#used -= prefix.blocks;
  }
}
