import { describe, expect, it } from 'vitest';
import { planText } from '@/app/models/plan-text';
import { formatBytes } from '@/core/units';
import type { LoadPlan } from '@/local/types';

const MIB = 1024 * 1024;
const plan = (part: Partial<LoadPlan>): LoadPlan => ({
  model: 'm', title: 'M', device: 'wasm', deviceReason: 'as asked for.', dtype: 'q8', dtypeReason: 'fast.',
  files: [{ path: 'a', bytes: 8 * MIB, cachedBytes: 0 }, { path: 'b', bytes: 4 * MIB, cachedBytes: 0 }],
  totalBytes: 12 * MIB, exact: true, cachedBytes: 0, thisVisitOnly: false, fits: true, ...part,
});
const unit = (bytes: number): string => formatBytes(bytes);

describe('the size of a model before it is loaded', () => {
  it('is exact where it is listed and said to be about right where it is not', () => {
    expect(planText(plan({}), false)).toMatchObject({ size: unit(12 * MIB), button: `Download ${unit(12 * MIB)}`, place: '', noRoom: null, loads: true });
    expect(planText(plan({ exact: false }), false)).toMatchObject({ size: `about ${unit(12 * MIB)}`, button: `Download about ${unit(12 * MIB)}` });
    const untold = plan({ totalBytes: null, exact: false, files: [{ path: 'a', bytes: 8 * MIB, cachedBytes: 0 }, { path: 'b', bytes: null, cachedBytes: 0 }] });
    expect(planText(untold, false)).toMatchObject({ size: `about ${unit(8 * MIB)}`, button: 'Download and load' });
    expect(planText({ ...untold, files: [{ path: 'a', bytes: null, cachedBytes: 0 }] }, false).size).toBe('size not told by the server');
  });

  it('tells what is here already', () => {
    expect(planText(plan({ cachedBytes: 5 * MIB }), false)).toMatchObject({ place: `, ${unit(5 * MIB)} of it in the cache`, button: `Download ${unit(7 * MIB)}` });
    expect(planText(plan({ cachedBytes: 12 * MIB }), false)).toMatchObject({ place: ', in the browser’s cache', button: 'Load now' });
    expect(planText(plan({ cachedBytes: 12 * MIB, thisVisitOnly: true }), true).place).toBe(', in memory for this visit');
  });

  it('says what happens where the storage has no room: only the embedded model still loads', () => {
    const hub = planText(plan({ fits: false, cachedBytes: 2 * MIB }), false);
    expect(hub.loads).toBe(false);
    expect(hub.noRoom?.message).toContain(unit(10 * MIB));
    const embedded = planText(plan({ fits: false }), true);
    expect(embedded.loads).toBe(true);
    expect(embedded.noRoom?.action).toMatch(/still runs/);
  });
});
