import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SCENARIO, parsePatch, parseScenario, patchScenario } from '@/core/scenario';
import { expectOk } from '@/core/result';

describe('parseScenario', () => {
  it('accepts the default', () => { expect(parseScenario(DEFAULT_SCENARIO)).toEqual({ ok: true, value: DEFAULT_SCENARIO }); });
  it.each([
    [{ request: { maxOutputTokens: Number.NaN } }, 'request.maxOutputTokens'],
    [{ request: { maxOutputTokens: 0 } }, 'request.maxOutputTokens'],
    [{ request: { maxOutputTokens: -1 } }, 'request.maxOutputTokens'],
    [{ request: { maxOutputTokens: 1e9 } }, 'request.maxOutputTokens'],
    [{ request: { maxOutputTokens: 1.5 } }, 'request.maxOutputTokens'],
    [{ request: { topP: 0 } }, 'request.topP'],
    [{ request: { temperature: Number.POSITIVE_INFINITY } }, 'request.temperature'],
    [{ deployment: { tensorParallel: 3 } }, 'deployment.tensorParallel'],
    [{ client: { network: 'carrier-pigeon' } }, 'client.network'],
    [{ model: '../etc' }, 'model'],
    [{ request: { stop: [''] } }, 'request.stop.0'],
    [{ failure: { kind: 'unauthorized' } }, 'failure.afterTokens'],
    [{ seed: -1 }, 'seed'],
    [{ schemaVersion: 2 }, 'schemaVersion'],
  ])('names the field at fault: %j', (patch, field) => {
    const result = parsePatch(DEFAULT_SCENARIO, patch);
    expect(result.ok).toBe(false);
    if (!result.ok) {
      expect(result.error.field).toBe(field);
      expect(result.error.message).toContain(field);
      expect(result.error.action).not.toBe('');
    }
  });
  it('survives anything', () => {
    fc.assert(fc.property(fc.anything(), (input) => {
      const whole = parseScenario(input);
      const patched = parsePatch(DEFAULT_SCENARIO, input);
      if (!whole.ok) expect(whole.error.message).not.toBe('');
      if (!patched.ok) expect(patched.error.action).not.toBe('');
    }));
  });
  it('refuses fields that do not exist, at any depth', () => {
    for (const [patch, field] of [[{ colour: 1 }, 'colour'], [{ request: { tone: 1 } }, 'request.tone']] as const) {
      const result = parsePatch(DEFAULT_SCENARIO, patch);
      expect(result.ok ? null : result.error.field).toBe(field);
    }
    expect(parsePatch(DEFAULT_SCENARIO, { failure: { kind: 'shed', afterTokens: 0, extra: 1 } }).ok).toBe(false);
    expect(parsePatch(DEFAULT_SCENARIO, []).ok).toBe(false);
    expect(parsePatch(DEFAULT_SCENARIO, JSON.parse('{"__proto__":{"seed":1}}')).ok).toBe(false);
  });
});

describe('patchScenario', () => {
  it('changes what it names and nothing else, without touching its arguments', () => {
    const before = structuredClone(DEFAULT_SCENARIO);
    fc.assert(fc.property(fc.integer({ min: 1, max: 4096 }), fc.boolean(), fc.array(fc.string({ minLength: 1, maxLength: 5 }), { maxLength: 4 }), (batch, stream, stop) => {
      const patched = patchScenario(DEFAULT_SCENARIO, { load: { batch }, request: { stream, stop } });
      expect(patched).toEqual({ ...before, load: { ...before.load, batch }, request: { ...before.request, stream, stop } });
      expect(DEFAULT_SCENARIO).toEqual(before);
      expect(patchScenario(patched, { load: { batch } })).toEqual(patched);
    }));
  });
  it('replaces null by an object and back', () => {
    const failing = expectOk(parsePatch(DEFAULT_SCENARIO, { failure: { kind: 'shed', afterTokens: 3 } }));
    expect(failing.failure).toEqual({ kind: 'shed', afterTokens: 3 });
    expect(patchScenario(failing, { failure: null })).toEqual(DEFAULT_SCENARIO);
  });
});
