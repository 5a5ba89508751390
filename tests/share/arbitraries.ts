/** Any valid scenario, drawn field by field from the limits that the schema states. */
import fc from 'fast-check';
import {
  BALANCING, ENGINES, FAILURES, GATEWAYS, KV_PRECISIONS, LIMITS, LOCAL_DEVICES, NETWORKS, PRECISIONS, REGIONS, SAFETY,
  type Scenario,
} from '@/core/scenario';
import { PLACE_IDS } from '@/core/stage';
import { LESSONS } from '@/app/learn/lessons';
import { PAGES } from '@/app/pages/pages';
import { PRESETS } from '@/datacenter/presets';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO } from '@/core/scenario';
import type { Trace } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import type { LinkDesk, LinkPick, LinkState } from '@/app/share';
import { decodeRun, encodeRun } from '@/app/share/columns';

const oneOf = <const T extends readonly unknown[]>(values: T): fc.Arbitrary<T[number]> => fc.constantFrom(...values);
const int = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
/** -0 is equal to 0 in a scenario and is not told apart in a link. */
const real = (max: number, min = 0): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true }).map((x) => x + 0);
/** Any UTF-16: emoji, control characters, lone surrogates, separators of URLs. */
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ maxLength }),
    fc.string({ unit: 'binary', maxLength }),
    fc.array(int(0, 0xffff), { maxLength }).map((units) => String.fromCharCode(...units)),
    fc.constantFrom('', '%', '%zz', 'a&b=c#d?e', '+', '\u202e', '\ud800', 'null', '__proto__'),
  );
const slug = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/);

export const anyScenario: fc.Arbitrary<Scenario> = fc.record({
  schemaVersion: fc.constant(1 as const),
  name: text(120),
  seed: int(0, 0xffff_ffff),
  request: fc.record({
    systemPrompt: text(600),
    prompt: text(600),
    inputTokens: fc.option(int(1, LIMITS.tokens)),
    outputTokens: fc.option(int(1, LIMITS.outputTokens)),
    maxOutputTokens: int(1, LIMITS.outputTokens),
    stream: fc.boolean(),
    temperature: real(2),
    topK: int(0, 1000),
    topP: real(1, Number.MIN_VALUE),
    stop: fc.array(text(64).filter((s) => s !== ''), { maxLength: 4 }),
    responseFormat: oneOf(['text', 'json']),
  }),
  client: fc.record({ network: oneOf(NETWORKS), region: oneOf(REGIONS), connection: oneOf(['cold', 'reused']) }),
  gateway: fc.record({ profile: oneOf(GATEWAYS), requestsPerMinute: int(1, 1_000_000) }),
  loadBalancer: fc.record({ policy: oneOf(BALANCING), region: oneOf(REGIONS) }),
  cache: fc.record({ prefix: fc.boolean(), sharedPrefixTokens: int(0, LIMITS.tokens), ttlS: real(86_400), ageS: real(86_400) }),
  model: slug,
  deployment: fc.record({
    gpu: slug,
    tensorParallel: oneOf([1, 2, 4, 8]),
    weightPrecision: oneOf(PRECISIONS),
    kvPrecision: oneOf(KV_PRECISIONS),
    engine: oneOf(ENGINES),
    warm: fc.boolean(),
    disaggregated: fc.boolean(),
  }),
  load: fc.record({ batch: int(1, LIMITS.batch), queueDepth: int(0, 10_000) }),
  speculative: fc.record({ enabled: fc.boolean(), draftTokens: int(1, 16), acceptance: real(1), draftCost: real(1) }),
  retrieval: fc.record({ enabled: fc.boolean(), documents: int(0, 1000), latencyMs: real(60_000) }),
  tools: fc.record({ calls: int(0, 50), parallel: fc.boolean(), latencyMs: real(60_000) }),
  safety: oneOf(SAFETY),
  failure: fc.option(fc.record({ kind: oneOf(FAILURES), afterTokens: int(0, LIMITS.outputTokens) })),
  budgetMs: real(600_000),
  prices: fc.record({
    inputUsdPerMillion: real(10_000), cachedUsdPerMillion: real(10_000), outputUsdPerMillion: real(10_000), source: text(200),
  }),
  local: fc.record({ model: text(200), device: oneOf(LOCAL_DEVICES) }),
});

/** Times as links keep them: whole microseconds. */
const timeMs = int(0, 600_000_000).map((us) => us / 1000);

/** A run that came from elsewhere, as a link gives it back. */
const foreign: Trace = { ...expectOk(modelTrace({ ...DEFAULT_SCENARIO, seed: 3 })), source: 'import' };

/** A run measured on a machine, as a link gives it back: recorded, in whole microseconds. */
const measured: Trace = expectOk(decodeRun(encodeRun({
  ...expectOk(modelTrace({ ...DEFAULT_SCENARIO, seed: 4 })), source: 'local', environment: { device: 'webgpu', adapter: 'a GPU', crossOriginIsolated: false, clockResolutionMs: 0.1 },
})));

/** A run that was brought to the upper lane, as a link gives it back: what was imported stays imported. */
const imported: Trace = expectOk(decodeRun(encodeRun({
  ...expectOk(modelTrace({ ...DEFAULT_SCENARIO, seed: 5 })), source: 'import', spans: expectOk(modelTrace({ ...DEFAULT_SCENARIO, seed: 5 })).spans.map((span) => ({ ...span, provenance: 'imported' as const })),
})));

/** As far as a link looks into one: an object with steps. */
const anyDeck = fc.record({ id: slug, title: text(40), steps: fc.array(fc.record({ title: text(40), words: text(80), change: fc.dictionary(slug, fc.integer(), { maxKeys: 2 }) }), { minLength: 1, maxLength: 4 }) })
  .map((deck) => JSON.parse(JSON.stringify(deck)) as Record<string, unknown>);

const anyPick: fc.Arbitrary<LinkPick> = fc.oneof(
  fc.constant({ kind: 'current' as const }),
  oneOf(PRESETS).map(({ id }) => ({ kind: 'preset' as const, presetId: id })),
  anyScenario.map((scenario) => ({ kind: 'scenario' as const, scenario })),
  anyScenario.map((scenario) => ({ kind: 'trace' as const, trace: { ...foreign, scenario } })),
);

export const anyDesk: fc.Arbitrary<LinkDesk> = fc.record({
  picks: fc.option(fc.array(anyPick, { minLength: 1, maxLength: 4 })),
  budget: fc.option(fc.record({ network: real(600_000), retrieval: real(600_000), prompt: real(600_000), model: real(600_000), 'tools-post': real(600_000) })),
  cost: fc.option(fc.record({ requestsPerS: real(1e6), utilization: real(1, 0.01), usdPerGpuHour: fc.option(real(1e4)) })),
  steadyPerS: fc.option(real(1e6, 1e-6)),
  fleet: fc.option(fc.record({ presetId: fc.option(slug), change: fc.dictionary(slug, fc.oneof(fc.integer(), fc.string({ maxLength: 20 }), fc.constant(null)), { maxKeys: 4 }) })),
  local: fc.option(anyScenario.map((scenario) => ({ ...measured, scenario }))),
  upper: fc.option(fc.record({ from: fc.string({ maxLength: 200 }), trace: anyScenario.map((scenario) => ({ ...imported, scenario })) })),
  deck: fc.option(fc.oneof(fc.constantFrom('the-tail', 'four-hundred-ms').map((id) => ({ kind: 'shipped' as const, id })), anyDeck.map((deck) => ({ kind: 'own' as const, deck })))),
});

const anyLesson: fc.Arbitrary<Pick<LinkState['view'], 'lesson' | 'step'>> = fc.option(oneOf(LESSONS)).chain((lesson) =>
  fc.record({ lesson: fc.constant(lesson?.id ?? null), step: lesson === null ? fc.constant(null) : fc.option(int(1, lesson.steps.length)) }));

export const anyState: fc.Arbitrary<LinkState> = fc.record({
  // Wholly different scenarios, presets as they are, and presets with a change.
  scenario: fc.oneof(anyScenario, oneOf(PRESETS).map(({ scenario }) => scenario), fc.tuple(oneOf(PRESETS), anyScenario).map(([preset, other]) => ({ ...preset.scenario, load: other.load, failure: other.failure }))),
  presetId: fc.option(oneOf(PRESETS).map(({ id }) => id)),
  desk: anyDesk,
  view: fc.record({
    page: oneOf(PAGES),
    stage: fc.option(oneOf(PLACE_IDS)),
    theme: oneOf(['system', 'dark', 'light']),
    axis: oneOf(['linear', 'log']),
    rows: oneOf(['stages', 'layers']),
    zoom: fc.option(fc.tuple(timeMs, timeMs).filter(([a, b]) => a < b).map(([startMs, endMs]) => ({ startMs, endMs }))),
    timeMs: fc.option(timeMs),
  }).chain((view) => anyLesson.map((lesson) => ({ ...view, ...lesson }))),
});
