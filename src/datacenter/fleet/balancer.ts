/** Which replica takes a request. */
import type { FleetScenario } from './config';
import { drawAt, hashAt, type Cause } from './draws';
import { NO_KEY } from './replica/job';

/** A replica as the balancer sees it: its place in the list, and requests on it, running or waiting. */
export interface Candidate {
  readonly index: number;
  readonly load: number;
}

export class Balancer {
  #turn = 0;

  constructor(private readonly policy: FleetScenario['balancer'], private readonly choice: Cause, private readonly affinity: Cause) {}

  /** One of `candidates` (at least one), other than the replica `except`. `key`: what opens the prompt. `sub` tells tries apart. */
  pick<T extends Candidate>(candidates: readonly T[], request: number, sub: number, key: number, except = -1): T {
    const usable = except >= 0 && candidates.length > 1 ? candidates.filter((c) => c.index !== except) : candidates;
    const count = usable.length;
    if (count === 1) return usable[0] as T;
    switch (this.policy.policy) {
      case 'round-robin': return usable[this.#turn++ % count] as T;
      case 'least-connections': return this.#least(usable);
      case 'power-of-two': return this.#powerOfTwo(usable, request, sub);
      case 'prefix-affinity': return key === NO_KEY ? this.#least(usable) : this.#affine(usable, key);
    }
  }

  /** The least loaded; equals take turns. */
  #least<T extends Candidate>(usable: readonly T[]): T {
    const count = usable.length;
    const from = this.#turn++ % count;
    let best = usable[from] as T;
    for (let i = 1; i < count && best.load > 0; i++) {
      const other = usable[(from + i) % count] as T;
      if (other.load < best.load) best = other;
    }
    return best;
  }

  /** The less loaded of two drawn at random (Mitzenmacher 2001). */
  #powerOfTwo<T extends Candidate>(usable: readonly T[], request: number, sub: number): T {
    const first = Math.floor(drawAt(this.choice, request, 2 * sub) * usable.length);
    const second = (first + 1 + Math.floor(drawAt(this.choice, request, 2 * sub + 1) * (usable.length - 1))) % usable.length;
    const [a, b] = [usable[first] as T, usable[second] as T];
    return b.load < a.load ? b : a;
  }

  /**
   * The same prefix goes to the same replica (highest random weight, Thaler & Ravishankar 1998), unless that one has more
   * than its bound, then to the next (bounded loads, Mirrokni et al. 2018).
   */
  #affine<T extends Candidate>(usable: readonly T[], key: number): T {
    let load = 1;
    for (const candidate of usable) load += candidate.load;
    const bound = Math.ceil((this.policy.spillFactor * load) / usable.length);
    let best: T | null = null;
    let weight = -1;
    for (const candidate of usable) {
      if (candidate.load >= bound) continue;
      const own = hashAt(this.affinity, key, candidate.index);
      if (own > weight) {
        weight = own;
        best = candidate;
      }
    }
    return best ?? this.#least(usable);
  }
}
