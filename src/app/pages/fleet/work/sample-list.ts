/** Moments of a run in a bounded list: when there are too many, every second one goes. */
import type { FleetSample } from '@/datacenter/fleet/types';

/** Points of the widest chart. */
const MOST = 1_200;

export class SampleList {
  #samples: FleetSample[] = [];
  #every = 1;
  #seen = 0;

  add(sample: FleetSample): void {
    if (this.#seen++ % this.#every !== 0) return;
    this.#samples.push(sample);
    if (this.#samples.length < MOST) return;
    this.#samples = this.#samples.filter((_, i) => i % 2 === 0);
    this.#every *= 2;
  }

  get list(): readonly FleetSample[] {
    return this.#samples;
  }
}

/** The last moment at or before `timeMs`; null before the first. */
export function sampleAt(samples: readonly FleetSample[], timeMs: number): FleetSample | null {
  let [low, high] = [0, samples.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samples[middle]?.nowMs ?? 0) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return samples[low - 1] ?? null;
}
