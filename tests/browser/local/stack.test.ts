/** The local serving stack in a real browser, on WASM: seven stages, prefix reuse, cancel, every failure. */
import { describe, expect, it } from 'vitest';
import { metricsOf } from '../../../src/core/metrics';
import type { FailureKind, ScenarioPatch } from '../../../src/core/scenario';
import { STAGE_IDS } from '../../../src/core/stage';
import { parseTrace, totalMs, traceFaults, type Trace } from '../../../src/core/trace';
import { openHarness, serveHarness, traceOf, useHarness } from './support';

const harnessPage = useHarness('wasm');
const { run } = harnessPage;
const spansOf = (trace: Trace, stage: string, layer: string): Trace['spans'] => trace.spans.filter((span) => span.stage === stage && span.layer === layer);
const textOf = (trace: Trace): string => trace.tokens.map(({ text }) => text).join('');
const request = (patch: NonNullable<ScenarioPatch['request']>): ScenarioPatch => ({ request: { maxOutputTokens: 6, ...patch } });

describe('a run', () => {
  it('passes all seven stages and fills its time without gaps', async () => {
    const { result, events } = await run(request({ prompt: 'Tom had a red ball. He', maxOutputTokens: 8 }));
    expect(result.ok).toBe(true);
    const trace = traceOf({ result });
    expect(parseTrace(trace).ok).toBe(true);
    expect(traceFaults(trace)).toEqual([]);
    expect(trace.outcome).toEqual({ status: 'completed', httpStatus: 200, billed: true });
    const seen = new Set(trace.spans.map(({ stage }) => stage));
    expect(STAGE_IDS.filter((stage) => !seen.has(stage))).toEqual([]);
    expect(trace.spans.every(({ provenance }) => provenance === 'measured')).toBe(true);
    expect(trace.tokens).toHaveLength(8);
    expect(trace.usage.outputTokens).toBe(8);
    // What arrived while it ran is what the trace says.
    expect(events.filter(({ type }) => type === 'token')).toHaveLength(8);
    expect(events.filter(({ type }) => type === 'span')).toHaveLength(trace.spans.length);
    const metrics = metricsOf(trace);
    expect(metrics.ttftMs).toBeGreaterThan(0);
    expect(metrics.ttftMs).toBeLessThanOrEqual(totalMs(trace));
  });

  it('tells the cold start once, apart from the time to the first token', async () => {
    const fresh = await openHarness(harnessPage.url);
    try {
      const [cold, warm] = await fresh.page.evaluate(async () => [
        await harness.run({ local: { device: 'wasm' }, request: { maxOutputTokens: 2 } }),
        await harness.run({ local: { device: 'wasm' }, request: { maxOutputTokens: 2 } }),
      ] as const);
      const steps = traceOf(cold).coldStart?.steps ?? [];
      expect(steps.map(({ name }) => name)).toEqual(['configuration', 'download', 'verify', 'tokenizer', 'session', 'warm-up']);
      expect(cold.events.filter(({ type }) => type === 'load').length).toBeGreaterThan(0);
      expect(traceOf(warm).coldStart).toBeNull();
      expect(warm.events.filter(({ type }) => type === 'load')).toEqual([]);
    } finally {
      await fresh.close();
    }
  });

  it('grows the KV cache by the same bytes with every token', async () => {
    const trace = traceOf(await run(request({ prompt: 'The sun was', maxOutputTokens: 5 })));
    const { layers, kvHeads, headDim, bytesPerElement, bytesPerToken } = trace.kv;
    expect(bytesPerToken).toBe(2 * layers * kvHeads * headDim * bytesPerElement);
    expect(trace.tokens.map(({ kvBytes }) => kvBytes)).toEqual(trace.tokens.map((_, i) => (trace.usage.inputTokens + i + 1) * bytesPerToken));
  });

  it('gives the same answer for the same seed and another one for another seed', async () => {
    const sampled = (seed: number): ScenarioPatch => ({ seed, ...request({ prompt: 'One day, a cat', temperature: 1, topP: 0.95, maxOutputTokens: 12 }) });
    const [a, b, c] = [traceOf(await run(sampled(5))), traceOf(await run(sampled(5))), traceOf(await run(sampled(6)))];
    expect(textOf(a)).toBe(textOf(b));
    expect(textOf(a)).not.toBe(textOf(c));
  });

  it('does not depend on how the prompt is cut into chunks', async () => {
    const patch = { cache: { prefix: false }, ...request({ prompt: 'Lily and her mom went to the park. They saw a big dog. Lily said', maxOutputTokens: 10 }) };
    const whole = traceOf(await run(patch));
    const cut = traceOf(await run(patch, { chunkTokens: 5 }));
    expect(spansOf(whole, 'inference', 'prefill')).toHaveLength(1);
    expect(spansOf(cut, 'inference', 'prefill')).toHaveLength(Math.ceil(cut.usage.inputTokens / 5));
    expect(cut.tokens.map(({ id }) => id)).toEqual(whole.tokens.map(({ id }) => id));
  });

  it('ends at a stop sequence without giving it out, also across tokens', async () => {
    const prompt = 'Once upon a time, there was a little girl named Lily. She';
    const free = textOf(traceOf(await run(request({ prompt, maxOutputTokens: 12 }))));
    const stop = free.slice(9, 14);
    const trace = traceOf(await run(request({ prompt, maxOutputTokens: 12, stop: [stop] })));
    expect(textOf(trace)).toBe(free.slice(0, free.indexOf(stop)));
    expect(trace.environment['finishReason']).toBe('stop');
    expect(trace.tokens.length).toBeLessThan(12);
  });

  it('gives everything at the end when it does not stream', async () => {
    const trace = traceOf(await run(request({ prompt: 'Ben saw a frog.', maxOutputTokens: 5, stream: false })));
    const times = trace.tokens.map(({ timeMs }) => timeMs);
    expect(new Set(times).size).toBe(1);
    expect(times[0]).toBeCloseTo(totalMs(trace), 6);
    expect(trace.tokens.map(({ generatedMs }) => generatedMs)).toEqual([...trace.tokens.map(({ generatedMs }) => generatedMs)].sort((a, b) => a - b));
    expect(new Set(trace.tokens.map(({ generatedMs }) => generatedMs)).size).toBe(5);
  });
});

describe('the kept prefix', () => {
  const opening = 'Anna had a small boat. She took it to the river every day.';

  it('shrinks prefill to the new tokens and changes nothing about the answer', async () => {
    const prompt = `${opening} One morning, the boat`;
    const unshared = traceOf(await run({ cache: { prefix: false }, ...request({ prompt, maxOutputTokens: 8 }) }));
    await run(request({ prompt: opening, maxOutputTokens: 4 }));
    const shared = traceOf(await run(request({ prompt, maxOutputTokens: 8 })));
    const prefilled = spansOf(shared, 'inference', 'prefill').reduce((sum, { attributes }) => sum + Number(attributes['tokens']), 0);
    expect(unshared.usage.cachedTokens).toBe(0);
    expect(shared.usage.cachedTokens).toBeGreaterThan(8);
    expect(prefilled).toBe(shared.usage.inputTokens - shared.usage.cachedTokens);
    expect(shared.tokens.map(({ id }) => id)).toEqual(unshared.tokens.map(({ id }) => id));
    expect(shared.usage.costUsd).toBeLessThan(unshared.usage.costUsd);
  });

  it('works after the prompt was cut back', async () => {
    const long = traceOf(await run({ cache: { prefix: false }, ...request({ prompt: opening, maxOutputTokens: 6 }) }));
    await run(request({ prompt: `${opening} But then it began to rain and she had to`, maxOutputTokens: 6 }));
    const back = traceOf(await run(request({ prompt: opening, maxOutputTokens: 6 })));
    // All of the shorter prompt was in the cache; its last token is computed again for its logits.
    expect(back.usage.cachedTokens).toBe(back.usage.inputTokens - 1);
    expect(back.tokens.map(({ id }) => id)).toEqual(long.tokens.map(({ id }) => id));
  });

  it('is not used when it is older than its time to live', async () => {
    await run(request({ prompt: opening }));
    const trace = traceOf(await run({ cache: { ttlS: 0 }, ...request({ prompt: opening }) }));
    expect(trace.usage.cachedTokens).toBe(0);
    expect(spansOf(trace, 'router', 'prefix-cache')[0]?.attributes['miss']).toBe('expired');
  });
});

describe('cancelling', () => {
  it('stops within a step, bills what was made, and the next run works', async () => {
    const trace = traceOf(await run(request({ prompt: 'The king', maxOutputTokens: 200 }), { abortAfter: 5 }));
    expect(trace.outcome).toMatchObject({ status: 'cancelled', stage: 'inference', layer: 'stream-out', httpStatus: 499, billed: true });
    expect(trace.tokens.length).toBeGreaterThanOrEqual(5);
    expect(trace.tokens.length).toBeLessThan(12);
    expect(traceFaults(trace)).toEqual([]);
    const next = traceOf(await run(request({ prompt: 'The king', maxOutputTokens: 3 })));
    expect(next.outcome.status).toBe('completed');
    // The cancelled run's slot was given back: nothing of it is left to share.
    expect(next.usage.cachedTokens).toBe(0);
  });
});

describe('injected failures', () => {
  const failed = async (kind: FailureKind, afterTokens = 0, patch: ScenarioPatch = {}): Promise<Trace> =>
    traceOf(await run({ failure: { kind, afterTokens }, ...request({ prompt: 'A bird sat on a', maxOutputTokens: 12 }), ...patch }));

  it.each([
    ['unauthorized', 'gateway', 'authentication', 401, 'rejected'],
    ['rate-limited', 'gateway', 'rate-limiting', 429, 'rejected'],
    ['invalid-request', 'gateway', 'request-validation', 400, 'rejected'],
    ['context-overflow', 'tokenizer', 'context-check', 400, 'rejected'],
    ['shed', 'router', 'queue', 503, 'shed'],
  ] as const)('%s ends at %s/%s with %i, unbilled and without a token', async (kind, stage, layer, httpStatus, status) => {
    const trace = await failed(kind);
    expect(trace.outcome).toMatchObject({ status, stage, layer, httpStatus, billed: false });
    expect(trace.outcome.reason).toMatch(/\w+ .*\./);
    expect(trace.tokens).toEqual([]);
    expect(trace.usage.costUsd).toBe(0);
    // The layer that refused is the last one at work; after it only the refusal travels back.
    expect(trace.spans.filter(({ stage: place }) => place !== 'network').at(-1)).toMatchObject({ stage, layer });
    expect(traceFaults(trace)).toEqual([]);
    expect(traceOf(await run(request({ prompt: 'A bird sat on a', maxOutputTokens: 2 }))).outcome.status).toBe('completed');
  });

  it('rate-limited really uses up a bucket of that size', async () => {
    const fresh = await openHarness(harnessPage.url);
    try {
      const trace = traceOf(await fresh.page.evaluate(() => harness.run({
        local: { device: 'wasm' }, failure: { kind: 'rate-limited', afterTokens: 0 }, gateway: { requestsPerMinute: 17 },
      })));
      expect(spansOf(trace, 'gateway', 'rate-limiting')[0]?.attributes).toMatchObject({ requestsPerMinute: 17, requestsBefore: 17, accepted: false });
    } finally {
      await fresh.close();
    }
  });

  it('the reader’s own bucket refuses by itself when it is empty', async () => {
    const patch = { gateway: { requestsPerMinute: 1 }, ...request({ maxOutputTokens: 1 }) };
    await run(patch);
    const refused = traceOf(await run(patch));
    expect(refused.outcome).toMatchObject({ status: 'rejected', httpStatus: 429 });
    expect(traceOf(await run(request({ maxOutputTokens: 1 }))).outcome.status).toBe('completed');
  });

  it('saturated: waits for the other generation, then answers', async () => {
    const trace = await failed('saturated', 12);
    const alone = traceOf(await run(request({ prompt: 'A bird sat on a', maxOutputTokens: 12 })));
    const [queue] = spansOf(trace, 'router', 'queue');
    expect(trace.outcome.status).toBe('completed');
    expect(queue?.attributes).toMatchObject({ ahead: 1, admitted: true, jammedBy: 'another generation of 12 tokens' });
    expect(queue?.durationMs).toBeGreaterThan(spansOf(alone, 'router', 'queue')[0]?.durationMs ?? Infinity);
    expect(trace.tokens.map(({ id }) => id)).toEqual(alone.tokens.map(({ id }) => id));
  });

  it.each([0, 1, 3, 7])('client-disconnect: the client leaves exactly after token %i, and generation stops there', async (afterTokens) => {
    const trace = await failed('client-disconnect', afterTokens, request({ prompt: 'A bird sat on a', maxOutputTokens: 150 }));
    expect(trace.outcome).toMatchObject({ status: 'cancelled', stage: 'inference', layer: 'stream-out', httpStatus: 499, billed: true });
    expect(trace.outcome.reason).toContain(`after ${afterTokens} token`);
    expect(trace.tokens).toHaveLength(afterTokens);
    expect(trace.usage.outputTokens).toBe(afterTokens);
    // Not one step more: token n comes of the decode step after token n - 1, the first of the prefill.
    expect(spansOf(trace, 'inference', 'decode')).toHaveLength(Math.max(0, afterTokens - 1));
    expect(trace.usage.costUsd).toBeGreaterThan(0);
    expect(traceFaults(trace)).toEqual([]);
  });

  it.each(['client-disconnect', 'device-lost'] as const)('%s after more tokens than the answer may have strikes just before its end', async (kind) => {
    const trace = await failed(kind, 400, request({ prompt: 'A bird sat on a', maxOutputTokens: 4 }));
    expect(trace.outcome.status).toBe(kind === 'device-lost' ? 'failed' : 'cancelled');
    expect(trace.tokens).toHaveLength(3);
  });

  it('device-lost: fails in decode, the backend is started afresh, and the next run works', async () => {
    const trace = await failed('device-lost', 2);
    expect(trace.outcome).toMatchObject({ status: 'failed', stage: 'inference', layer: 'decode', httpStatus: 500, billed: false });
    expect(trace.tokens).toHaveLength(2);
    expect(traceFaults(trace)).toEqual([]);
    const next = await run(request({ prompt: 'A bird sat on a', maxOutputTokens: 4 }));
    expect(next.events.some(({ type }) => type === 'load')).toBe(true);
    expect(traceOf(next).outcome.status).toBe('completed');
  });
});

describe('bad input', () => {
  const rejected = async (prompt: string): Promise<Trace> => traceOf(await run(request({ prompt })));

  it.each([
    ['an empty prompt', '', /empty/],
    ['white space only', ' \n\t', /empty/],
    ['a lone surrogate', 'a\ud800b', /surrogate pair at character 2/],
    ['a control character', 'abc\u0000', /U\+0000 at character 4/],
  ])('%s is refused with words', async (_, prompt, reason) => {
    const trace = await rejected(prompt);
    expect(trace.outcome).toMatchObject({ status: 'rejected', httpStatus: 400, stage: 'gateway', layer: 'request-validation' });
    expect(trace.outcome.reason).toMatch(reason);
    // The scenario, with what was typed, is kept as it was.
    expect(trace.scenario.request.prompt).toBe(prompt);
  });

  it('a megabyte is refused by its length alone', async () => {
    const trace = await rejected('word '.repeat(210_000));
    expect(trace.outcome).toMatchObject({ status: 'rejected', httpStatus: 400, stage: 'tokenizer', layer: 'context-check' });
    expect(trace.outcome.reason).toContain('256');
  });

  it('a prompt one token over the context is refused, one token under is answered with one token', async () => {
    const words = (n: number): string => Array.from({ length: n }, () => 'cat').join(' ');
    const count = async (text: string): Promise<number> => harnessPage.open.page.evaluate(async (t) => {
      const counted = await harness.stack.countTokens('stories15M', t);
      return counted.ok ? counted.value : -1;
    }, text);
    const perWord = (await count(words(101))) - (await count(words(100)));
    expect(perWord).toBe(1);
    const most = 255 - (await count(words(1))) + 1;
    const fits = traceOf(await run(request({ prompt: words(most), maxOutputTokens: 131_072 })));
    expect(fits.usage).toMatchObject({ inputTokens: 255, outputTokens: 1 });
    const over = await rejected(words(most + 1));
    expect(over.outcome).toMatchObject({ status: 'rejected', stage: 'tokenizer', layer: 'context-check' });
  });
});

describe('without cross-origin isolation', () => {
  it('runs on one thread, says which clock it has, and still stops when the client goes away', async () => {
    const plain = await serveHarness({ isolated: false });
    const page = await openHarness(plain.url);
    try {
      const [whole, left] = await page.page.evaluate(async () => [
        await harness.run({ local: { device: 'wasm' }, request: { prompt: 'The king', maxOutputTokens: 6 } }),
        await harness.run({ local: { device: 'wasm' }, request: { prompt: 'The king', maxOutputTokens: 200 } }, { abortAfter: 4 }),
      ] as const);
      const environment = traceOf(whole).environment;
      expect(environment).toMatchObject({ crossOriginIsolated: false, wasmThreads: 1 });
      expect(environment['clockResolutionMs']).toBeGreaterThanOrEqual(0.1);
      expect(traceFaults(traceOf(whole))).toEqual([]);
      expect(traceOf(left).outcome.status).toBe('cancelled');
      expect(traceOf(left).tokens.length).toBeLessThan(12);
      const isolated = traceOf(await run({ cache: { prefix: false }, ...request({ prompt: 'The king', maxOutputTokens: 6 }) }));
      expect(traceOf(whole).tokens.map(({ id }) => id)).toEqual(isolated.tokens.map(({ id }) => id));
    } finally {
      await page.close();
      await plain.close();
    }
  });
});
