/** Any sound trace: spans end to end, tokens in order, a cache that grows. */
import fc from 'fast-check';
import { LAYERS, PLACE_IDS } from '@/core/stage';
import { OUTCOMES, PROVENANCES, traceFaults, type Span, type TokenEvent, type Trace } from '@/core/trace';
import { anyScenario } from '../share/arbitraries';

const whole = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
/** -0 is 0 in JSON. */
const real = (max: number): fc.Arbitrary<number> => fc.double({ min: 0, max, noNaN: true }).map((x) => x + 0);
/** Text that UTF-8 can hold: a lone surrogate has no place in a file. */
const text = fc.oneof(
  fc.string({ maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', '=1+1', '\'quoted', '"', 'a,b', 'line\r\nbreak', '\tTab', '-', '@x', ' lead', '{"a":1}', '\u0000', 'NaN', '1e5', 'true', '\uFEFFx'),
).map((s) => s.toWellFormed());

const key = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_.]{0,11}$/).filter((name) => !['constructor', 'prototype'].includes(name));
const attributes = fc.dictionary(key, fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0), fc.boolean(), fc.integer()), { maxKeys: 3, noNullPrototype: true });

const places = PLACE_IDS.flatMap((stage) => LAYERS[stage].map((layer) => ({ stage, layer })));

const anySpans: fc.Arbitrary<Span[]> = fc.array(
  fc.record({
    place: fc.constantFrom(...places),
    // Nothing, less than a nanosecond, microseconds, seconds.
    durationMs: fc.oneof(fc.constant(0), real(1e-7), real(0.01), real(5_000)),
    provenance: fc.constantFrom(...PROVENANCES),
    range: fc.option(fc.tuple(real(100), real(100)), { nil: undefined }),
    attributes,
  }),
  { minLength: 1, maxLength: 14 },
).map((drawn) => {
  let startMs = 0;
  return drawn.map(({ place, durationMs, provenance, range, attributes }): Span => {
    const span = { ...place, startMs, durationMs, provenance, attributes, ...(range === undefined ? {} : { rangeMs: { low: range[0], high: range[1] } }) };
    startMs += durationMs;
    return span;
  });
});

const anyTokens = (endMs: number): fc.Arbitrary<TokenEvent[]> =>
  fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), lead: fc.double({ min: 0, max: 1, noNaN: true }), id: whole(200_000), text, kv: whole(1e6) }), { maxLength: 8 }).map((drawn) => {
    let kvBytes = 0;
    return [...drawn].sort((a, b) => a.at - b.at).map(({ at, lead, id, text, kv }, index) => {
      const timeMs = at * endMs + 0;
      return { index, id, text, timeMs, generatedMs: timeMs * lead + 0, kvBytes: (kvBytes += kv) };
    });
  });

export const anyTrace: fc.Arbitrary<Trace> = anySpans.chain((spans) => {
  const last = spans.at(-1) as Span;
  return fc.record({
    schemaVersion: fc.constant(1 as const),
    scenario: anyScenario.map((scenario) => JSON.parse(JSON.stringify(scenario)) as Trace['scenario']),
    source: fc.constantFrom('datacenter', 'local', 'remote', 'import'),
    spans: fc.constant(spans),
    tokens: anyTokens(last.startMs + last.durationMs),
    usage: fc.record({ input: whole(100_000), cached: fc.double({ min: 0, max: 1, noNaN: true }), costUsd: real(10) }),
    outcome: fc.record({ status: fc.constantFrom(...OUTCOMES), billed: fc.boolean(), stage: fc.constantFrom(...PLACE_IDS), layer: text, httpStatus: whole(599), reason: text }, { requiredKeys: ['status', 'billed'] }),
    kv: fc.record({ layers: whole(200), kvHeads: whole(128), headDim: whole(256), bytesPerElement: real(4), bytesPerToken: real(1e6) }),
    coldStart: fc.option(fc.record({ totalMs: real(1e5), steps: fc.array(fc.record({ name: text, durationMs: real(1e5), detail: text }), { maxLength: 3 }) })),
    environment: attributes,
  }).map(({ usage, ...rest }) => {
    const trace: Trace = {
      ...rest, usage: { inputTokens: usage.input, cachedTokens: Math.floor(usage.input * usage.cached), outputTokens: rest.tokens.length, costUsd: usage.costUsd },
    };
    const faults = traceFaults(trace);
    if (faults.length > 0) throw new Error(`The generator made an unsound trace: ${faults[0]}`);
    return trace;
  });
});
