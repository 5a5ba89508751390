import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO } from '@/core/scenario';
import { parseTrace } from '@/core/trace';

describe('the recorded run that the page opens with', () => {
  const trace = expectOk(parseTrace(JSON.parse(readFileSync(join(ROOT, 'public/recorded/default.json'), 'utf8'))));

  it('is a completed run of the default request (npm run record makes it anew)', () => {
    expect(trace.source).toBe('local');
    expect(trace.outcome.status).toBe('completed');
    expect(trace.scenario.request).toEqual(DEFAULT_SCENARIO.request);
    expect(trace.scenario.local).toEqual(DEFAULT_SCENARIO.local);
    expect(trace.tokens.length).toBeGreaterThan(10);
  });

  it('says that it is recorded, and on what', () => {
    expect(new Set(trace.spans.map((span) => span.provenance))).toEqual(new Set(['recorded']));
    expect(trace.environment['device']).toMatch(/^(webgpu|wasm)$/);
    expect(trace.environment['adapter']).toMatch(/\w/);
  });
});
