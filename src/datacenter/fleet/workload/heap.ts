/** Binary heap of moments, earliest first; among equals the one that was pushed first. */
export class TimeHeap {
  #atMs = new Float64Array(16);
  #order = new Float64Array(16);
  #size = 0;
  #pushed = 0;

  get size(): number {
    return this.#size;
  }

  /** The earliest moment, or null. */
  peek(): number | null {
    return this.#size === 0 ? null : (this.#atMs[0] ?? 0);
  }

  push(atMs: number): void {
    if (this.#size === this.#atMs.length) {
      this.#atMs = grown(this.#atMs);
      this.#order = grown(this.#order);
    }
    let i = this.#size++;
    const order = this.#pushed++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#before(atMs, order, parent)) break;
      this.#move(parent, i);
      i = parent;
    }
    this.#atMs[i] = atMs;
    this.#order[i] = order;
  }

  /** Removes the earliest moment. @throws RangeError when empty. */
  pop(): number {
    if (this.#size === 0) throw new RangeError('nothing to take');
    const top = this.#atMs[0] ?? 0;
    const last = --this.#size;
    const atMs = this.#atMs[last] ?? 0;
    const order = this.#order[last] ?? 0;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= last) break;
      if (child + 1 < last && this.#before(this.#atMs[child + 1] ?? 0, this.#order[child + 1] ?? 0, child)) child++;
      if (this.#before(atMs, order, child)) break;
      this.#move(child, i);
      i = child;
    }
    this.#atMs[i] = atMs;
    this.#order[i] = order;
    return top;
  }

  #before(atMs: number, order: number, other: number): boolean {
    const otherMs = this.#atMs[other] ?? 0;
    return atMs < otherMs || (atMs === otherMs && order < (this.#order[other] ?? 0));
  }

  #move(from: number, to: number): void {
    this.#atMs[to] = this.#atMs[from] ?? 0;
    this.#order[to] = this.#order[from] ?? 0;
  }
}

function grown(from: Float64Array): Float64Array<ArrayBuffer> {
  const to = new Float64Array(2 * from.length);
  to.set(from);
  return to;
}
