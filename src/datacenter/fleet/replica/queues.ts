/** Small ordered collections of a replica: who waits, who ends when, and the longest gap since a step. */
import type { Job } from './job';

/** Waiting jobs: the more important first, then in order of arrival; a preempted one goes to the front of its kind. */
export class WaitingLine {
  readonly #lines: Deque[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(job: Job): void {
    this.#line(job.priority).pushBack(job);
    this.#length++;
  }

  pushFront(job: Job): void {
    this.#line(job.priority).pushFront(job);
    this.#length++;
  }

  /** Who is next, or null. */
  first(): Job | null {
    if (this.#length === 0) return null;
    for (let i = this.#lines.length - 1; i >= 0; i--) {
      const first = this.#lines[i]?.first();
      if (first !== undefined) return first;
    }
    return null;
  }

  /** Takes out `job`, wherever it stands. */
  remove(job: Job): void {
    if (!this.#line(job.priority).remove(job)) throw new Error('a job that does not wait');
    this.#length--;
  }

  *[Symbol.iterator](): Generator<Job> {
    for (let i = this.#lines.length - 1; i >= 0; i--) yield* (this.#lines[i] ?? []);
  }

  #line(priority: number): Deque {
    while (this.#lines.length <= priority) this.#lines.push(new Deque());
    return this.#lines[priority] as Deque;
  }
}

/** A ring of jobs that grows as needed. */
class Deque {
  #ring: (Job | undefined)[] = new Array<Job | undefined>(16).fill(undefined);
  #head = 0;
  #length = 0;

  first(): Job | undefined {
    return this.#ring[this.#head];
  }

  pushBack(job: Job): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#length++) & (this.#ring.length - 1)] = job;
  }

  pushFront(job: Job): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#head = (this.#head - 1) & (this.#ring.length - 1);
    this.#ring[this.#head] = job;
    this.#length++;
  }

  remove(job: Job): boolean {
    const mask = this.#ring.length - 1;
    for (let i = 0; i < this.#length; i++) {
      if (this.#ring[(this.#head + i) & mask] !== job) continue;
      // Whoever leaves is near the front as a rule: what stands before moves up.
      for (let j = i; j > 0; j--) this.#ring[(this.#head + j) & mask] = this.#ring[(this.#head + j - 1) & mask];
      this.#ring[this.#head] = undefined;
      this.#head = (this.#head + 1) & mask;
      this.#length--;
      return true;
    }
    return false;
  }

  *[Symbol.iterator](): Generator<Job> {
    for (let i = 0; i < this.#length; i++) yield this.#ring[(this.#head + i) & (this.#ring.length - 1)] as Job;
  }

  #grow(): void {
    const old = this.#ring;
    this.#ring = new Array<Job | undefined>(old.length * 2).fill(undefined);
    for (let i = 0; i < this.#length; i++) this.#ring[i] = old[(this.#head + i) & (old.length - 1)];
    this.#head = 0;
  }
}

/** Running jobs by the step in which they end, then by who joined first. A binary heap that knows where each job stands. */
export class EndingHeap {
  readonly #heap: Job[] = [];

  get first(): Job | undefined {
    return this.#heap[0];
  }

  push(job: Job): void {
    this.#heap.push(job);
    this.#up(this.#heap.length - 1, job);
  }

  remove(job: Job): void {
    const at = job.endingAt;
    const last = this.#heap.pop();
    if (last === undefined || at < 0) throw new Error('a job that does not run');
    job.endingAt = -1;
    if (last === job) return;
    this.#up(at, last);
    this.#down(last.endingAt, last);
  }

  #up(from: number, job: Job): void {
    const heap = this.#heap;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = heap[parent] as Job;
      if (!before(job, other)) break;
      heap[at] = other;
      other.endingAt = at;
      at = parent;
    }
    heap[at] = job;
    job.endingAt = at;
  }

  #down(from: number, job: Job): void {
    const heap = this.#heap;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Job, heap[child] as Job)) child++;
      const other = heap[child] as Job;
      if (!before(other, job)) break;
      heap[at] = other;
      other.endingAt = at;
      at = child;
    }
    heap[at] = job;
    job.endingAt = at;
  }
}

const before = (a: Job, b: Job): boolean => a.endStep < b.endStep || (a.endStep === b.endStep && a.order < b.order);

/** Longest step since any earlier one: a stack of steps, each longer than all that came after it. */
export class LongestSince {
  readonly #steps: number[] = [];
  readonly #ms: number[] = [];
  #length = 0;

  add(step: number, ms: number): void {
    let at = this.#length;
    while (at > 0 && (this.#ms[at - 1] as number) <= ms) at--;
    this.#steps[at] = step;
    this.#ms[at] = ms;
    this.#length = at + 1;
  }

  /** The longest among the steps from number `step` on, 0 if there is none. */
  since(step: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#steps[middle] as number) < step) low = middle + 1;
      else high = middle;
    }
    return low < this.#length ? (this.#ms[low] as number) : 0;
  }

  get length(): number {
    return this.#length;
  }

  /** Forgets steps before `step`. */
  forget(step: number): void {
    let gone = 0;
    while (gone < this.#length && (this.#steps[gone] as number) < step) gone++;
    this.#steps.splice(0, gone);
    this.#ms.splice(0, gone);
    this.#length -= gone;
  }
}
