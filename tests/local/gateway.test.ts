import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SCENARIO, patchScenario } from '../../src/core/scenario';
import { requestBody } from '../../src/local/wire';
import { TokenBucket } from '../../src/stages/gateway/local-bucket';
import { keyDigest, openRecord, sealRecord } from '../../src/stages/gateway/local-record';
import { checkBody } from '../../src/stages/gateway/local-request';
import { textFault } from '../../src/stages/gateway/text-fault';

describe('token bucket', () => {
  it('never lets through more than its size plus what time has refilled, and always as much when asked often enough', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 120 }), fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 200 }), (perMinute, gapsMs) => {
      const bucket = new TokenBucket(perMinute, 0);
      let nowMs = 0;
      let taken = 0;
      for (const gapMs of gapsMs) {
        nowMs += gapMs;
        if (bucket.take(nowMs)) taken++;
        else expect(bucket.retryAfterMs(nowMs)).toBeGreaterThan(0);
        expect(taken).toBeLessThanOrEqual(perMinute + (nowMs * perMinute) / 60_000 + 1e-6);
      }
    }));
  });

  it('lets a burst of its size through, refuses the next, and says when to come back', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), (perMinute) => {
      const bucket = new TokenBucket(perMinute, 1_000);
      for (let i = 0; i < perMinute; i++) expect(bucket.take(1_000)).toBe(true);
      expect(bucket.take(1_000)).toBe(false);
      const waitMs = bucket.retryAfterMs(1_000);
      expect(waitMs).toBeCloseTo(60_000 / perMinute, 6);
      expect(bucket.take(1_000 + waitMs * 0.98)).toBe(false);
      expect(bucket.take(1_000 + waitMs)).toBe(true);
    }));
  });

  it('keeps what was used when the limit changes, and survives a clock that steps back', () => {
    const bucket = new TokenBucket(10, 0);
    for (let i = 0; i < 4; i++) bucket.take(0);
    bucket.setLimit(20, 0);
    expect(bucket.available(0)).toBe(16);
    bucket.setLimit(3, 0);
    expect(bucket.available(0)).toBe(0);
    expect(bucket.available(-50_000)).toBe(0);
  });
});

describe('request body', () => {
  const body = (patch: Parameters<typeof patchScenario>[1]): string =>
    JSON.stringify(requestBody(patchScenario(DEFAULT_SCENARIO, patch), { model: 'm', contextTokens: 256 }));

  it('of every valid scenario passes', () => {
    fc.assert(fc.property(
      fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.trim() !== '' && textFault(text) === null),
      fc.integer({ min: 1, max: 131_072 }), fc.double({ min: 0, max: 2, noNaN: true }), fc.boolean(),
      (prompt, maxOutputTokens, temperature, stream) => {
        expect(checkBody(body({ request: { prompt, maxOutputTokens, temperature, stream } }))).toMatchObject({ ok: true });
      },
    ));
  });

  it('of an injected schema error is refused at its field', () => {
    expect(checkBody(body({ failure: { kind: 'invalid-request', afterTokens: 0 } }))).toEqual({ ok: false, field: 'max_tokens', reason: 'max_tokens must be a number.' });
  });

  it('of an injected overflow has more words than the context has tokens', () => {
    const checked = checkBody(body({ failure: { kind: 'context-overflow', afterTokens: 0 } }));
    if (!checked.ok) throw new Error(checked.reason);
    expect(checked.request.messages.at(-1)?.content.split(' ').length).toBeGreaterThan(256);
  });

  it.each([['', 'body'], ['{', 'body'], ['null', 'body'], ['[]', 'body'], ['{"model":"m"}', 'messages']])('%j is refused, not thrown', (text, field) => {
    const checked = checkBody(text);
    expect(checked.ok).toBe(false);
    if (!checked.ok && field !== 'body') expect(checked.field).toBe(field);
  });

  it.each([
    [0, 'max_tokens must be at least 1.'], [-1, 'max_tokens must be at least 1.'], [1.5, 'max_tokens must be a whole number.'],
  ])('max_tokens %d is refused with words', (max_tokens, reason) => {
    const checked = checkBody(JSON.stringify({ ...JSON.parse(body({})) as object, max_tokens }));
    expect(checked).toMatchObject({ ok: false, reason });
  });

  it('refuses half of a character as a stop sequence: it would cut one in two', () => {
    expect(checkBody(body({ request: { stop: ['END', '\udd8a'] } }))).toMatchObject({ ok: false, field: 'stop.1', reason: expect.stringMatching(/Stop sequence 2 .* type it again/) as string });
    expect(checkBody(body({ request: { stop: ['🦊'] } })).ok).toBe(true);
  });

  it('names the first bad character and its place', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }).filter((text) => textFault(text) === null), fc.constantFrom('\ud800', '\udfff', '\u0000', '\u001b', '\u0085'), (text, bad) => {
      expect(textFault(`${text}${bad} `)).toContain(`at character ${text.length + 1}:`);
    }));
  });

  it('takes tabs, line ends, emoji and unusual spaces as text', () => {
    expect(textFault('a\tb\r\nc 😀 \u00a0\u2028 ﷽')).toBeNull();
  });
});

describe('sealed records', () => {
  it('come back as sent, and not at all when a bit has changed', async () => {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    const http = { authorization: 'Bearer x', body: '{"prompt":"日本 \\ud83d\\ude00"}' };
    const record = await sealRecord(http, key);
    expect(await openRecord(record, key)).toEqual(http);
    expect(new TextDecoder().decode(record)).not.toContain('Bearer');
    const changed = new Uint8Array(record.slice(0));
    changed[20] = (changed[20] ?? 0) ^ 1;
    await expect(openRecord(changed.buffer, key)).rejects.toThrow();
  });

  it('digests keys by SHA-256', async () => {
    // FIPS 180-2, appendix B.1.
    expect(await keyDigest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
