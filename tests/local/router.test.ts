import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonPrefix, lookUpPrefix } from '../../src/stages/router/local-prefix';
import { DeviceQueue } from '../../src/stages/router/local-queue';

const ids = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 30 });

describe('kept prefix', () => {
  it('is the longest one: equal up to it, different or ended after it', () => {
    fc.assert(fc.property(ids, ids, (a, b) => {
      const n = commonPrefix(a, b);
      expect(a.slice(0, n)).toEqual(b.slice(0, n));
      expect(n === a.length || n === b.length || a[n] !== b[n]).toBe(true);
      expect(commonPrefix(b, a)).toBe(n);
    }));
  });

  it('always leaves a token to compute, and is nothing when off or expired', () => {
    fc.assert(fc.property(ids, ids.filter((prompt) => prompt.length > 0), (kept, prompt) => {
      const found = lookUpPrefix(kept, prompt, { enabled: true, ageMs: 1, ttlMs: 1 });
      expect(found.cachedTokens).toBe(Math.min(commonPrefix(kept, prompt), prompt.length - 1));
      expect(found.miss === null).toBe(found.cachedTokens > 0);
      expect(lookUpPrefix(kept, prompt, { enabled: false, ageMs: 0, ttlMs: 9 })).toEqual({ cachedTokens: 0, miss: 'off' });
      if (kept.length > 0) expect(lookUpPrefix(kept, prompt, { enabled: true, ageMs: 2, ttlMs: 1 }).miss).toBe('expired');
    }));
  });
});

describe('queue before the device', () => {
  it('runs one at a time, in order, and never more than its limit wait', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 12 }), async (limit, requests) => {
      const queue = new DeviceQueue(limit);
      const order: number[] = [];
      let running = 0;
      const results = await Promise.all(Array.from({ length: requests }, async (_, i) => {
        const release = await queue.acquire();
        if (release === null) return false;
        running++;
        expect(running).toBe(1);
        order.push(i);
        await Promise.resolve();
        running--;
        release();
        release();
        return true;
      }));
      // The first runs, `limit` wait, the rest is refused at once.
      expect(results).toEqual(Array.from({ length: requests }, (_, i) => i <= limit));
      expect(order).toEqual([...order].sort((a, b) => a - b));
      expect(queue.busy).toBe(false);
      expect(queue.waiting).toBe(0);
    }));
  });

  it('lets a waiting request leave', async () => {
    const queue = new DeviceQueue(2);
    const release = await queue.acquire();
    const leave = new AbortController();
    const second = queue.acquire(leave.signal);
    const third = queue.acquire();
    leave.abort();
    expect(await second).toBeNull();
    release?.();
    expect(await third).not.toBeNull();
  });
});
