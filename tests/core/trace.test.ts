import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costUsd, metricsOf } from '@/core/metrics';
import { DEFAULT_SCENARIO, patchScenario } from '@/core/scenario';
import { LapTimer, SpanLine } from '@/core/spans';
import { parseTrace, timeByPlace, totalMs, traceFaults, type TokenEvent, type Trace } from '@/core/trace';

/** Four tokens over a request of 100 ms: 10 gateway, 70 inference, 15 post-processing, 5 network. */
function sample(stream: boolean, texts = ['Once', ' upon', ' a time.', ' The']): Trace {
  const line = new SpanLine('modeled');
  line.add('gateway', 'authentication', 10);
  line.add('inference', 'prefill', 40);
  line.add('inference', 'decode', 30);
  line.add('post-processing', 'packaging', 15);
  line.add('network', 'response', 5);
  const generated = [50, 58, 68, 80];
  const tokens: TokenEvent[] = texts.map((text, index) => {
    const generatedMs = generated[index] as number;
    return { index, id: index, text, generatedMs, timeMs: stream ? generatedMs + 5 : 100, kvBytes: 1000 * (index + 1) };
  });
  return {
    schemaVersion: 1, scenario: patchScenario(DEFAULT_SCENARIO, { request: { stream } }), source: 'datacenter', spans: line.spans, tokens,
    usage: { inputTokens: 10, cachedTokens: 4, outputTokens: texts.length, costUsd: 0 }, outcome: { status: 'completed', billed: true },
    kv: { layers: 1, kvHeads: 1, headDim: 1, bytesPerElement: 2, bytesPerToken: 4 }, coldStart: null, environment: {},
  };
}

describe('metricsOf', () => {
  it('derives every metric of a streamed trace', () => {
    const m = metricsOf(sample(true));
    expect(m.ttftMs).toBe(55);
    expect(m.itlMs).toEqual({ p50: 10, p95: 11.8, max: 12 });
    expect(m.tpotMs).toBe(10);
    expect(m.totalMs).toBe(100);
    expect(m.tokensPerSecond).toBe(40);
    expect(m.decodeTokensPerSecond).toBe(100);
    expect(m.usableAnswerMs).toBe(73);
    expect(m.stagesMs).toBe(95);
    expect(m.stageShares.inference).toBeCloseTo(70 / 95, 12);
    expect(m.stageShares.billing).toBe(0);
  });
  it('without streaming the first token comes with the last, and the engine\'s pace stays visible', () => {
    const m = metricsOf(sample(false));
    expect(m.ttftMs).toBe(100);
    expect(m.tpotMs).toBe(10);
    expect(m.usableAnswerMs).toBe(100);
  });
  it('JSON is usable only when it is complete', () => {
    const trace = sample(true);
    expect(metricsOf({ ...trace, scenario: patchScenario(trace.scenario, { request: { responseFormat: 'json' } }) }).usableAnswerMs).toBe(85);
  });
  it('has no rate without tokens', () => {
    const m = metricsOf({ ...sample(true), tokens: [] });
    expect(m).toMatchObject({ ttftMs: null, itlMs: null, tpotMs: null, tokensPerSecond: null, decodeTokensPerSecond: null, usableAnswerMs: null, totalMs: 100 });
    const one = sample(true, ['A']);
    expect(metricsOf(one)).toMatchObject({ ttftMs: 55, itlMs: null, tpotMs: null });
  });
  it('an empty trace divides by nothing', () => {
    const m = metricsOf({ ...sample(true), spans: [], tokens: [] });
    expect(m.totalMs).toBe(0);
    expect(Object.values(m.stageShares).every((share) => share === 0)).toBe(true);
  });
  it('prices fresh, cached and output tokens apart', () => {
    const prices = { inputUsdPerMillion: 3, cachedUsdPerMillion: 0.3, outputUsdPerMillion: 15 };
    expect(costUsd({ inputTokens: 1000, cachedTokens: 400, outputTokens: 200 }, prices)).toBeCloseTo(0.0018 + 0.00012 + 0.003, 12);
  });
});

describe('traceFaults', () => {
  it('finds nothing wrong with a sound trace, which parses', () => {
    for (const stream of [true, false]) {
      expect(traceFaults(sample(stream))).toEqual([]);
      expect(parseTrace(JSON.parse(JSON.stringify(sample(stream)))).ok).toBe(true);
    }
  });
  const broken: [string, (t: Trace) => void][] = [
    ['a gap between spans', (t) => { (t.spans[2] as { startMs: number }).startMs += 1; }],
    ['an overlap', (t) => { (t.spans[2] as { startMs: number }).startMs -= 1; }],
    ['a layer of another stage', (t) => { (t.spans[0] as { layer: string }).layer = 'prefill'; }],
    ['a token out of order', (t) => { (t.tokens[2] as TokenEvent).timeMs = 56; }],
    ['a token received before it was generated', (t) => { (t.tokens[0] as TokenEvent).timeMs = 49; }],
    ['a token after the end', (t) => { (t.tokens[3] as TokenEvent).timeMs = 101; }],
    ['a wrong index', (t) => { (t.tokens[1] as TokenEvent).index = 7; }],
    ['a shrinking cache', (t) => { (t.tokens[1] as TokenEvent).kvBytes = 1; }],
    ['usage that differs from the tokens', (t) => { t.usage.outputTokens = 9; }],
    ['more cached than input', (t) => { t.usage.cachedTokens = 11; }],
  ];
  it.each(broken)('finds %s', (_, damage) => {
    const trace = structuredClone(sample(true));
    damage(trace);
    expect(traceFaults(trace)).not.toEqual([]);
    expect(parseTrace(trace).ok).toBe(false);
  });
  it('names the field of a malformed trace', () => {
    const result = parseTrace({ ...sample(true), source: 'dream' });
    expect(result.ok ? null : result.error.field).toBe('source');
  });
});

describe('span builders', () => {
  it('a line of durations has no gaps and its places sum to the total', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { maxLength: 60 }), (durations) => {
      const line = new SpanLine('modeled');
      durations.forEach((d, i) => (i % 2 === 0 ? line.add('gateway', 'authentication', d) : line.add('network', 'request', d)));
      const trace = { ...sample(true), spans: line.spans, tokens: [], usage: { inputTokens: 0, cachedTokens: 0, outputTokens: 0, costUsd: 0 } };
      expect(traceFaults(trace)).toEqual([]);
      const sum = [...timeByPlace(trace).values()].reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(totalMs(trace), 6);
      expect(totalMs(trace)).toBe(line.endMs);
    }));
  });
  it('refuses durations that are no durations', () => {
    for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => new SpanLine('modeled').add('gateway', 'authentication', bad)).toThrow(RangeError);
  });
  it('a lap timer gives every moment to one layer, even when the clock steps back', () => {
    const times = [100, 101, 105, 103, 110];
    let i = 0;
    const timer = new LapTimer(() => times[i++] as number);
    timer.lap('gateway', 'authentication');
    timer.lap('tokenizer', 'encode');
    timer.lap('router', 'queue');
    timer.lap('inference', 'prefill');
    expect(timer.spans.map((s) => [s.startMs, s.durationMs])).toEqual([[0, 1], [1, 4], [5, 0], [5, 5]]);
    expect(timer.elapsedMs).toBe(10);
    expect(timer.spans.every((s) => s.provenance === 'measured')).toBe(true);
  });
});
