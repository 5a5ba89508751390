import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Balancer, type Candidate } from '@/datacenter/fleet/balancer';
import { cause, drawAt } from '@/datacenter/fleet/draws';
import { EventHeap } from '@/datacenter/fleet/event-heap';
import { CircuitBreaker } from '@/datacenter/fleet/path/dependency';
import { BlockPhases, DecodeRun } from '@/datacenter/fleet/replica/decode-run';
import { KvPool } from '@/datacenter/fleet/replica/kv-pool';
import { LongestSince } from '@/datacenter/fleet/replica/queues';

describe('event heap', () => {
  it('gives events by time, then in the order they came, boundaries last', () => {
    const event = fc.record({ timeMs: fc.integer({ min: 0, max: 20 }), boundary: fc.boolean() });
    fc.assert(fc.property(fc.array(event, { maxLength: 3000 }), (events) => {
      const heap = new EventHeap();
      events.forEach(({ timeMs, boundary }, i) => { if (boundary) heap.pushBoundary(timeMs, 1, i, i); else heap.push(timeMs, 0, i, i); });
      const sorted = events.map((e, i) => ({ ...e, i })).sort((a, b) => a.timeMs - b.timeMs || Number(a.boundary) - Number(b.boundary) || a.i - b.i);
      for (const { i, timeMs } of sorted) {
        expect(heap.nextMs).toBe(timeMs);
        heap.pop();
        expect([heap.a, heap.timeMs]).toEqual([i, timeMs]);
      }
      expect(heap.size).toBe(0);
    }), { numRuns: 60 });
  });
});

describe('draws', () => {
  it('are even, and independent of neighbours, of other draws of a request and of other causes', () => {
    const [of, other] = [cause(1, 'a'), cause(1, 'b')];
    const n = 20_000;
    const bins = new Array<number>(20).fill(0);
    let [next, sub, apart] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      const u = drawAt(of, i) - 0.5;
      bins[Math.floor((u + 0.5) * 20)] = (bins[Math.floor((u + 0.5) * 20)] ?? 0) + 1;
      next += u * (drawAt(of, i + 1) - 0.5);
      sub += u * (drawAt(of, i, 1) - 0.5);
      apart += u * (drawAt(other, i) - 0.5);
    }
    // Chi-square with 19 degrees of freedom stays under 43.8 in 999 of 1000 cases; correlations within 4 / √n.
    expect(bins.reduce((sum, count) => sum + (count - n / 20) ** 2 / (n / 20), 0)).toBeLessThan(43.8);
    for (const sum of [next, sub, apart]) expect(Math.abs((12 * sum) / n)).toBeLessThan(4 / Math.sqrt(n));
  });
});

describe('a run of decode steps', () => {
  it('finds the step that ends at or after a time, as looking at each would', () => {
    const time = fc.double({ min: 0, max: 3000, noNaN: true });
    fc.assert(fc.property(fc.double({ min: 0.1, max: 20, noNaN: true }), fc.double({ min: 0, max: 1e-3, noNaN: true }), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 50_000 }), time, fc.boolean(), (at0, perToken, sequences, context, timeMs, after) => {
      const run = new DecodeRun();
      run.begin(0, sequences, context, { at0, perToken, upTo: Number.POSITIVE_INFINITY });
      run.planned = 200;
      let j = 1;
      while (j < 200 && (after ? run.endMs(j) <= timeMs : run.endMs(j) < timeMs)) j++;
      expect(run.stepEndingBy(timeMs, after)).toBe(j);
      expect(run.stepEndingBy(run.endMs(57), false)).toBe(57);
      expect(run.stepEndingBy(run.endMs(57), true)).toBe(58);
    }), { numRuns: 300 });
  });
  it('counts new blocks as each sequence by itself would take them', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 1000 }), fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 400 }), (size, step, held, steps, blocks) => {
      const phases = new BlockPhases(size);
      for (const tokens of held) phases.add(phases.phaseOf(step, tokens), 1);
      const growth = (n: number): number => held.reduce((sum, tokens) => sum + Math.ceil((tokens + n) / size) - Math.ceil(tokens / size), 0);
      expect(phases.growth(step, steps)).toBe(growth(steps));
      let within = 0;
      while (within < steps && growth(within + 1) <= blocks) within++;
      expect(phases.stepsWithin(step, steps, blocks)).toBe(within);
    }), { numRuns: 300 });
  });
  it('remembers the longest step since any', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 60 }), fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 30 }), (steps, from, forgotten) => {
      const longest = new LongestSince();
      steps.forEach((ms, i) => { longest.add(i, ms); });
      longest.forget(Math.min(forgotten, from));
      expect(longest.since(from)).toBe(Math.max(0, ...steps.slice(from)));
    }));
  });
});

describe('kept prefixes', () => {
  it('give way to sequences, the least recently used first, unless somebody reads them', () => {
    const pool = new KvPool(10, true, 1000);
    const keep = (key: number, nowMs: number) => {
      pool.take(3);
      const prefix = pool.keep(key, 48, 3, nowMs);
      if (prefix === null) throw new Error('not kept');
      return prefix;
    };
    const [a, b, c] = [keep(1, 0), keep(2, 1), keep(3, 2)];
    pool.leave(a, 10);
    pool.leave(b, 11);
    expect([pool.held, pool.available]).toEqual([3, 7]);
    pool.take(2);
    expect([pool.find(1, 12), pool.find(2, 12), pool.find(3, 12)]).toEqual([null, b, c]);
    expect(pool.find(2, 1012)).toBeNull();
    expect(pool.find(3, 1e9)).toBe(c);
  });
});

describe('circuit breaker', () => {
  it('opens after failures in a row, lets one try, closes when that succeeds', () => {
    const breaker = new CircuitBreaker({ failures: 2, openMs: 100 });
    breaker.failed(0);
    breaker.succeeded();
    breaker.failed(1);
    expect(breaker.allows(1)).toBe(true);
    breaker.failed(2);
    expect([breaker.allows(3), breaker.allows(101.9), breaker.allows(102), breaker.allows(102)]).toEqual([false, false, true, false]);
    breaker.failed(110);
    expect([breaker.opened, breaker.allows(150), breaker.allows(210)]).toEqual([2, false, true]);
    breaker.succeeded();
    expect([breaker.allows(211), breaker.allows(211)]).toEqual([true, true]);
  });
});

describe('balancer', () => {
  const replicas = (loads: number[]): Candidate[] => loads.map((load, index) => ({ index, load }));
  const make = (policy: 'round-robin' | 'least-connections' | 'power-of-two' | 'prefix-affinity', spillFactor = 1.25) => new Balancer({ policy, spillFactor }, cause(1, 'choice'), cause(1, 'affinity'));
  it('takes turns', () => {
    const balancer = make('round-robin');
    expect(Array.from({ length: 6 }, (_, i) => balancer.pick(replicas([9, 0, 0]), i, 0, -1).index)).toEqual([0, 1, 2, 0, 1, 2]);
  });
  it('finds the least loaded, and with two choices never the most loaded of three', () => {
    for (let i = 0; i < 200; i++) {
      expect(make('least-connections').pick(replicas([3, 1, 2]), i, 0, -1).index).toBe(1);
      expect(make('power-of-two').pick(replicas([1, 2, 9]), i, 0, -1).index).not.toBe(2);
    }
  });
  it('sends a prefix to one replica; without it only its own prefixes move', () => {
    const balancer = make('prefix-affinity', 100);
    const all = replicas([0, 0, 0, 0, 0]);
    for (let key = 0; key < 300; key++) {
      const home = balancer.pick(all, key, 0, key).index;
      expect(balancer.pick(all, key + 1, 0, key).index).toBe(home);
      const fewer = balancer.pick(all.filter((c) => c.index !== 4), key, 0, key).index;
      if (home !== 4) expect(fewer).toBe(home);
    }
  });
  it('spills over a bound, and never picks the replica it is told not to', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 8 }), fc.integer({ min: 0, max: 1000 }), fc.double({ min: 1, max: 3, noNaN: true }), (loads, key, spill) => {
      const mean = (loads.reduce((a, b) => a + b, 0) + 1) / loads.length;
      expect(make('prefix-affinity', spill).pick(replicas(loads), key, 0, key).load).toBeLessThan(Math.ceil(spill * mean));
      for (const policy of ['round-robin', 'least-connections', 'power-of-two', 'prefix-affinity'] as const) expect(make(policy).pick(replicas(loads), key, 0, key, 1).index).not.toBe(1);
    }));
  });
});
