/**
 * Events by time in a 4-ary heap over typed arrays: nothing is allocated for an event. At equal times, path events come
 * in the order they were made, then the replicas' step boundaries by replica: so that skipping over steps, which
 * makes fewer boundary events, leaves every order as it is.
 */

/** Ties of boundary events begin here; those of others count up from 0. */
const BOUNDARY_TIES = 2 ** 51;

export class EventHeap {
  #times = new Float64Array(1024);
  #ties = new Float64Array(1024);
  #kinds = new Uint8Array(1024);
  #a = new Int32Array(1024);
  #b = new Int32Array(1024);
  #c = new Int32Array(1024);
  /** Slots by heap position; beyond `#size` the free ones. */
  #heap = Int32Array.from({ length: 1024 }, (_, i) => i);
  #size = 0;
  #made = 0;

  /** The event taken out last. */
  timeMs = 0;
  kind = 0;
  a = 0;
  b = 0;
  c = 0;

  get size(): number {
    return this.#size;
  }

  /** Time of the next event; infinite if there is none. */
  get nextMs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#times[this.#heap[0] as number] as number);
  }

  /** Adds an event; `a`, `b` and `c` are 32-bit integers for its handler. @throws RangeError for a time that is not a number. */
  push(timeMs: number, kind: number, a = 0, b = 0, c = 0): void {
    this.#put(timeMs, this.#made++, kind, a, b, c);
  }

  /** Adds a step boundary of `replica`. */
  pushBoundary(timeMs: number, kind: number, replica: number, version: number): void {
    this.#put(timeMs, BOUNDARY_TIES + replica, kind, replica, version, 0);
  }

  /** Takes out the next event into `timeMs`, `kind`, `a`, `b`, `c`. @throws Error when empty. */
  pop(): void {
    if (this.#size === 0) throw new Error('no event');
    const heap = this.#heap;
    const slot = heap[0] as number;
    this.timeMs = this.#times[slot] as number;
    this.kind = this.#kinds[slot] as number;
    this.a = this.#a[slot] as number;
    this.b = this.#b[slot] as number;
    this.c = this.#c[slot] as number;
    const last = heap[--this.#size] as number;
    heap[this.#size] = slot;
    if (this.#size > 0) this.#down(last);
  }

  #put(timeMs: number, tie: number, kind: number, a: number, b: number, c: number): void {
    if (Number.isNaN(timeMs)) throw new RangeError('an event without a time');
    if (this.#size === this.#heap.length) this.#grow();
    const slot = this.#heap[this.#size] as number;
    this.#times[slot] = timeMs;
    this.#ties[slot] = tie;
    this.#kinds[slot] = kind;
    this.#a[slot] = a;
    this.#b[slot] = b;
    this.#c[slot] = c;
    this.#up(this.#size++, slot);
  }

  #before(x: number, y: number): boolean {
    const dx = this.#times[x] as number;
    const dy = this.#times[y] as number;
    return dx < dy || (dx === dy && (this.#ties[x] as number) < (this.#ties[y] as number));
  }

  #up(from: number, slot: number): void {
    const heap = this.#heap;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const other = heap[parent] as number;
      if (!this.#before(slot, other)) break;
      heap[at] = other;
      at = parent;
    }
    heap[at] = slot;
  }

  #down(slot: number): void {
    const heap = this.#heap;
    const size = this.#size;
    let at = 0;
    for (;;) {
      const first = 4 * at + 1;
      if (first >= size) break;
      let least = first;
      const end = Math.min(first + 4, size);
      for (let child = first + 1; child < end; child++) if (this.#before(heap[child] as number, heap[least] as number)) least = child;
      const other = heap[least] as number;
      if (!this.#before(other, slot)) break;
      heap[at] = other;
      at = least;
    }
    heap[at] = slot;
  }

  #grow(): void {
    const length = this.#heap.length * 2;
    const heap = new Int32Array(length);
    heap.set(this.#heap);
    for (let i = this.#heap.length; i < length; i++) heap[i] = i;
    this.#heap = heap;
    this.#times = widen(this.#times, new Float64Array(length));
    this.#ties = widen(this.#ties, new Float64Array(length));
    this.#kinds = widen(this.#kinds, new Uint8Array(length));
    this.#a = widen(this.#a, new Int32Array(length));
    this.#b = widen(this.#b, new Int32Array(length));
    this.#c = widen(this.#c, new Int32Array(length));
  }
}

function widen<T extends Float64Array | Int32Array | Uint8Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
