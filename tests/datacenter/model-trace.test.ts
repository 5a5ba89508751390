import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GPUS } from '@/catalog/gpus';
import { findModel, kvLayout, MODELS } from '@/catalog/models';
import { metricsOf } from '@/core/metrics';
import { expectOk } from '@/core/result';
import * as s from '@/core/scenario';
import { DEFAULT_SCENARIO, patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';
import { parseTrace, timeByPlace, totalMs, traceFaults, type Trace } from '@/core/trace';
import { explainInference, modelTrace } from '@/datacenter/model-trace';

const run = (patch: ScenarioPatch = {}): Trace => expectOk(modelTrace(patchScenario(DEFAULT_SCENARIO, patch)));
const at = (trace: Trace, layer: string): number => trace.spans.filter((span) => span.layer === layer).reduce((sum, span) => sum + span.durationMs, 0);
const inference = (trace: Trace): number => timeByPlace(trace).get('inference') ?? 0;

const int = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const scenarios: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.oneof(fc.constant(0), int(1, 0xffff_ffff)),
  request: fc.record({
    systemPrompt: fc.string({ maxLength: 40 }), prompt: fc.string({ maxLength: 200 }), inputTokens: fc.option(int(1, 6000)), outputTokens: fc.option(int(1, 120)),
    maxOutputTokens: int(1, 100), stream: fc.boolean(), temperature: fc.constantFrom(0, 0.7, 2), topK: fc.constantFrom(0, 40), topP: fc.constantFrom(1, 0.9),
    responseFormat: fc.constantFrom('text' as const, 'json' as const),
  }),
  client: fc.record({ network: fc.constantFrom(...s.NETWORKS), region: fc.constantFrom(...s.REGIONS), connection: fc.constantFrom('cold' as const, 'reused' as const) }),
  gateway: fc.record({ profile: fc.constantFrom(...s.GATEWAYS), requestsPerMinute: int(1, 1000) }),
  loadBalancer: fc.record({ policy: fc.constantFrom(...s.BALANCING), region: fc.constantFrom(...s.REGIONS) }),
  cache: fc.record({ prefix: fc.boolean(), sharedPrefixTokens: int(0, 8000), ttlS: int(0, 600), ageS: int(0, 600) }),
  model: fc.constantFrom(...MODELS.map((m) => m.id)),
  deployment: fc.record({
    gpu: fc.constantFrom(...GPUS.map((g) => g.id)), tensorParallel: fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const),
    weightPrecision: fc.constantFrom(...s.PRECISIONS), kvPrecision: fc.constantFrom(...s.KV_PRECISIONS), engine: fc.constantFrom(...s.ENGINES), warm: fc.boolean(), disaggregated: fc.boolean(),
  }),
  load: fc.record({ batch: int(1, 64), queueDepth: int(0, 50) }),
  speculative: fc.record({ enabled: fc.boolean(), draftTokens: int(1, 8), acceptance: fc.double({ min: 0, max: 1, noNaN: true }), draftCost: fc.double({ min: 0, max: 1, noNaN: true }) }),
  retrieval: fc.record({ enabled: fc.boolean(), documents: int(0, 8), latencyMs: int(0, 500) }),
  tools: fc.record({ calls: int(0, 5), parallel: fc.boolean(), latencyMs: int(0, 1000) }),
  safety: fc.constantFrom(...s.SAFETY),
  failure: fc.option(fc.record({ kind: fc.constantFrom(...s.FAILURES), afterTokens: int(0, 150) }), { freq: 3 }),
}).map((patch) => patchScenario(DEFAULT_SCENARIO, patch));

describe('every modeled trace', () => {
  it('is sound, sums to its total, and its KV bytes follow the formula', () => {
    let traces = 0;
    fc.assert(fc.property(scenarios, (scenario) => {
      const result = modelTrace(scenario);
      if (!result.ok) {
        expect(result.error.action).not.toBe('');
        return;
      }
      traces++;
      const trace = result.value;
      expect(traceFaults(trace)).toEqual([]);
      const model = findModel(scenario.model);
      const { bytesPerToken } = kvLayout(model ?? MODELS[0] as never, scenario.deployment.kvPrecision);
      trace.tokens.forEach((token, i) => { expect(token.kvBytes).toBe(Math.round((trace.usage.inputTokens + i + 1) * bytesPerToken)); });
      const sum = [...timeByPlace(trace).values()].reduce((a, b) => a + b, 0);
      expect(Math.abs(sum - totalMs(trace))).toBeLessThan(1e-6 * totalMs(trace));
      const m = metricsOf(trace);
      if (m.ttftMs !== null) expect(m.ttftMs).toBeLessThanOrEqual(m.totalMs + 1e-6);
      for (const span of trace.spans) {
        expect(span.provenance).toBe('modeled');
        if (span.rangeMs !== undefined) expect(span.rangeMs.low).toBeLessThanOrEqual(span.rangeMs.high);
      }
      if (trace.outcome.status === 'completed') expect(trace.usage.outputTokens).toBe(Math.min(scenario.request.outputTokens ?? scenario.request.maxOutputTokens, scenario.request.maxOutputTokens));
      if (!trace.outcome.billed) expect(trace.usage.costUsd).toBe(0);
    }), { numRuns: 400 });
    expect(traces).toBeGreaterThan(80);
  });
  it('parses back from JSON and is the same for the same seed', () => {
    fc.assert(fc.property(scenarios, (scenario) => {
      const result = modelTrace(scenario);
      if (!result.ok) return;
      expect(modelTrace(scenario)).toEqual(result);
      const back = parseTrace(JSON.parse(JSON.stringify(result.value)));
      expect(back.ok ? back.value : back.error).toEqual(result.value);
    }), { numRuns: 60 });
  });
  it('streaming changes when the first token arrives, not the work', () => {
    fc.assert(fc.property(scenarios, (scenario) => {
      const of = (stream: boolean) => modelTrace(patchScenario({ ...scenario, failure: null }, { request: { stream } }));
      const [streamed, whole] = [of(true), of(false)];
      if (!streamed.ok || !whole.ok || streamed.value.tokens.length === 0) return;
      const ends = (t: Trace): number => totalMs(t) - at(t, 'response');
      expect(ends(streamed.value)).toBeCloseTo(ends(whole.value), 6);
      const [a, b] = [metricsOf(streamed.value), metricsOf(whole.value)];
      expect(a.ttftMs).toBeLessThanOrEqual(b.ttftMs as number);
      expect(b.ttftMs).toBeCloseTo(b.totalMs, 6);
      expect(a.tpotMs ?? 0).toBeCloseTo(b.tpotMs ?? 0, 4);
    }), { numRuns: 80 });
  });
});

describe('the default request', () => {
  const trace = run();
  const place = timeByPlace(trace);
  it('reproduces S1: about 11 ms before inference, 95 % in it, 6 ms after, 400 ms in all', () => {
    const before = (['gateway', 'load-balancer', 'tokenizer', 'router'] as const).reduce((sum, id) => sum + (place.get(id) ?? 0), 0);
    const after = (place.get('post-processing') ?? 0) + (place.get('billing') ?? 0);
    const m = metricsOf(trace);
    expect(Math.abs(before - 11)).toBeLessThan(0.5);
    expect(Math.abs(after - 6)).toBeLessThan(0.5);
    expect(Math.abs(m.stageShares.inference - 0.955)).toBeLessThan(0.01);
    expect(Math.abs(m.stagesMs - 400)).toBeLessThan(20);
    expect(place.get('gateway')).toBeCloseTo(5, 1);
    expect(place.get('load-balancer')).toBeCloseTo(2, 1);
    expect(place.get('tokenizer')).toBeCloseTo(3, 1);
    expect(place.get('router')).toBeCloseTo(1, 1);
    expect(place.get('billing')).toBeLessThan(1);
  });
  it('shows at least fourteen layers of the seven stages', () => {
    expect(new Set(trace.spans.filter((span) => span.stage !== 'network').map((span) => `${span.stage}/${span.layer}`)).size).toBeGreaterThanOrEqual(14);
  });
  it('draws each layer from its own stream: a change in one leaves the others', () => {
    const a = run({ seed: 7 });
    const b = run({ seed: 7, tools: { calls: 2, latencyMs: 300 }, safety: 'large-classifier' });
    for (const layer of ['authentication', 'replica-pick', 'encode', 'prefill', 'detokenize']) expect(at(b, layer)).toBe(at(a, layer));
    expect(at(run({ seed: 8 }), 'authentication')).not.toBe(at(a, 'authentication'));
  });
  it('takes token counts and texts from the local run', () => {
    const answer = [{ id: 5, text: ' he' }, { id: 9, text: ' ran' }, { id: 2, text: '.' }];
    const known = expectOk(modelTrace(DEFAULT_SCENARIO, { inputTokens: 31, answer }));
    expect(known.usage).toMatchObject({ inputTokens: 31, outputTokens: 3 });
    expect(known.tokens.map((t) => [t.id, t.text])).toEqual([[5, ' he'], [9, ' ran'], [2, '.']]);
    const longer = expectOk(modelTrace(patchScenario(DEFAULT_SCENARIO, { request: { outputTokens: 5 } }), { inputTokens: 31, answer }));
    expect(longer.tokens.map((t) => t.text)).toEqual([' he', ' ran', '.', '', '']);
    expect(longer.environment.answerTextKnownTokens).toBe(3);
    expect(expectOk(modelTrace(patchScenario(DEFAULT_SCENARIO, { request: { inputTokens: 100 } }), { inputTokens: 31, answer })).usage.inputTokens).toBe(100);
  });
});

describe('levers', () => {
  it('a tuned gateway is noise beside a shorter prompt or a kept prefix', () => {
    const base: ScenarioPatch = { request: { inputTokens: 3000 } };
    const total = (patch: ScenarioPatch): number => totalMs(expectOk(modelTrace(patchScenario(patchScenario(DEFAULT_SCENARIO, base), patch))));
    const gateway = total({}) - total({ gateway: { profile: 'tuned' } });
    expect(gateway).toBeGreaterThan(0);
    expect(gateway / total({})).toBeLessThan(0.02);
    expect(total({}) - total({ cache: { sharedPrefixTokens: 2900 } })).toBeGreaterThan(3 * gateway);
  });
  it('a prefix counts in whole blocks, until its time to live, and never the whole prompt', () => {
    const cached = (patch: ScenarioPatch): number => run({ request: { inputTokens: 100 }, ...patch }).usage.cachedTokens;
    expect(cached({ cache: { sharedPrefixTokens: 50 } })).toBe(48);
    expect(cached({ cache: { sharedPrefixTokens: 5000 } })).toBe(96);
    expect(cached({ cache: { sharedPrefixTokens: 50, ageS: 301, ttlS: 300 } })).toBe(0);
    expect(cached({ cache: { sharedPrefixTokens: 50, ageS: 300, ttlS: 300 } })).toBe(48);
    expect(cached({ cache: { sharedPrefixTokens: 50, prefix: false } })).toBe(0);
    expect(cached({ cache: { sharedPrefixTokens: 50 }, deployment: { engine: 'vllm-2023' } })).toBe(0);
    expect(cached({ cache: { sharedPrefixTokens: 50 }, deployment: { engine: 'sglang' } })).toBe(50);
  });
  it('cached input is cheaper where its price is', () => {
    const cost = (shared: number): number => run({ request: { inputTokens: 1000 }, cache: { sharedPrefixTokens: shared } }).usage.costUsd;
    expect(cost(0) - cost(960)).toBeCloseTo((960 * (0.1 - 0.025)) / 1e6, 12);
  });
  it('speculative decoding wins with a good draft and loses with a bad one', () => {
    const on = (acceptance: number): number => inference(run({ model: 'llama-3.1-70b', deployment: { tensorParallel: 4 }, load: { batch: 1 }, speculative: { enabled: true, acceptance } }));
    const off = inference(run({ model: 'llama-3.1-70b', deployment: { tensorParallel: 4 }, load: { batch: 1 } }));
    expect(on(0.9)).toBeLessThan(0.6 * off);
    expect(on(0)).toBeGreaterThan(1.2 * off);
  });
  it('a cold connection pays three handshakes, a far region pays its distance on each leg', () => {
    const near = run();
    const cold = run({ client: { connection: 'cold' } });
    expect(near.spans.filter((span) => span.stage === 'network').map((span) => span.layer)).toEqual(['request', 'response']);
    expect(cold.spans.filter((span) => span.stage === 'network').map((span) => span.layer)).toEqual(['dns', 'tcp', 'tls', 'request', 'response']);
    // Fibre: three times 4 ms.
    expect(totalMs(cold) - totalMs(near)).toBeCloseTo(12, 6);
    const far = run({ client: { region: 'ap-northeast' } });
    // There and back once, 10,900 km × 1.5 ÷ 200 km/ms each way.
    expect(Math.abs(totalMs(far) - totalMs(near) - 163.5)).toBeLessThan(3);
  });
  it('tools in parallel take as long as the slowest, in series as long as all', () => {
    const of = (parallel: boolean): number => at(run({ tools: { calls: 3, parallel, latencyMs: 200 } }), 'tool-calls');
    expect(of(false)).toBeCloseTo(600, 6);
    expect(of(true)).toBeGreaterThan(200);
    expect(of(true)).toBeLessThan(300);
  });
  it('retrieval makes the prompt longer as well as later', () => {
    const trace = run({ retrieval: { enabled: true, documents: 3, latencyMs: 100 } });
    expect(trace.usage.inputTokens - run().usage.inputTokens).toBe(3 * 800);
    expect(at(trace, 'search')).toBeCloseTo(100, 6);
    expect(at(trace, 'prefill')).toBeGreaterThan(at(run(), 'prefill'));
  });
  it('a larger batch interrupts decoding with others\' prefills', () => {
    const itl = (batch: number) => metricsOf(run({ request: { inputTokens: 1500, maxOutputTokens: 60 }, load: { batch } })).itlMs;
    const lone = itl(1);
    const shared = itl(4);
    expect((lone?.max ?? 0) / (lone?.p50 ?? 1)).toBeLessThan(1.01);
    expect((shared?.max ?? 0) / (shared?.p50 ?? 1)).toBeGreaterThan(1.5);
  });
  it('speculation skips no other request\'s prefill, whatever the seed', () => {
    const interruptions = (seed: number, enabled: boolean): number => run({
      seed, request: { inputTokens: 1500, maxOutputTokens: 200 }, load: { batch: 24 }, speculative: { enabled, draftTokens: 4, acceptance: 0.8 },
    }).spans.reduce((sum, span) => sum + (typeof span.attributes.interruptedByPrefills === 'number' ? span.attributes.interruptedByPrefills : 0), 0);
    // 23 others, each replaced once; only what falls due while the last tokens are written is left to the next request.
    expect(interruptions(0, false)).toBe(23);
    for (const seed of [0, 1, 2, 3, 4, 5, 6, 7]) {
      expect(interruptions(seed, true)).toBeLessThanOrEqual(23);
      expect(interruptions(seed, true)).toBeGreaterThanOrEqual(20);
    }
  });
  it('prefill on GPUs of its own: no step waits for another prompt, the second token waits for the cache', () => {
    const patch: ScenarioPatch = { model: 'llama-3.1-70b', deployment: { tensorParallel: 4 }, request: { inputTokens: 8000, maxOutputTokens: 60 }, load: { batch: 16 } };
    const [same, apart] = [run(patch), run({ ...patch, deployment: { tensorParallel: 4, disaggregated: true } })];
    const [a, b] = [metricsOf(same), metricsOf(apart)];
    expect(b.itlMs?.p95 ?? 0).toBeLessThan(0.5 * (a.itlMs?.p95 ?? 0));
    expect(b.ttftMs ?? 0).toBeLessThan(a.ttftMs ?? 0);
    const [first, second] = apart.spans.filter((span) => span.layer === 'decode');
    // 8,000 tokens × 327,680 bytes over four adapters of 50 GB/s take 13.1 ms; all but the last of 80 layers hides behind the prefill.
    expect(first?.attributes.kvTransferMs).toBeCloseTo(((8000 * 327_680) / 4 / 50e9) * 1000 / 80, 6);
    expect(second?.attributes.kvTransferMs).toBeUndefined();
    expect(traceFaults(apart)).toEqual([]);
    const plan = expectOk(explainInference(apart.scenario));
    expect(plan.serviceMs / inference(apart)).toBeCloseTo(1, 1);
    // The GPUs that read this prompt work for it alone; those that decode, for all sixteen.
    const decodeMs = apart.spans.filter((span) => span.layer === 'decode').reduce((sum, span) => sum + span.durationMs, 0) - Number(first?.attributes.kvTransferMs);
    expect(plan.gpuMs / (4 * (plan.prefill.totalMs + Number(first?.attributes.kvTransferMs) + decodeMs / 16))).toBeCloseTo(1, 2);
    // Shared GPUs need no others, and cost the share of one slot.
    const shared = expectOk(explainInference(same.scenario));
    expect(shared.gpuMs).toBeCloseTo((4 * shared.serviceMs) / 16, 9);
  });
  it('a safety model delays the end but not the first token', () => {
    const rules = metricsOf(run());
    const large = metricsOf(run({ safety: 'large-classifier' }));
    expect(large.ttftMs).toBe(rules.ttftMs);
    expect(large.totalMs - rules.totalMs).toBeCloseTo(498, 6);
  });
  it('a cold replica loads its weights before it answers', () => {
    const trace = run({ deployment: { warm: false } });
    // 16.06 GB at 15 GB in 14.34 s, and the tokenizer.
    expect(Math.abs(at(trace, 'cold-start') - (16.06 / 15) * 14_340 - 381)).toBeLessThan(20);
    expect(trace.coldStart?.totalMs).toBe(at(trace, 'cold-start'));
    expect(run().coldStart).toBeNull();
  });
  it('the wait is requests ahead times service time over slots', () => {
    const patch: ScenarioPatch = { load: { batch: 4, queueDepth: 10 } };
    const plan = expectOk(explainInference(patchScenario(DEFAULT_SCENARIO, patch)));
    expect(at(run(patch), 'queue')).toBeCloseTo((10 * plan.serviceMs) / 4 + 0.1, 6);
  });
  it('the service time that the plan predicts is what the spans take', () => {
    for (const patch of [{ load: { batch: 4 } }, { load: { batch: 8 }, request: { inputTokens: 1500 } }, { speculative: { enabled: true }, request: { maxOutputTokens: 400 } }] as ScenarioPatch[]) {
      const plan = expectOk(explainInference(patchScenario(DEFAULT_SCENARIO, patch)));
      const trace = run(patch);
      const joinMs = Number(trace.spans.find((span) => span.layer === 'prefill')?.attributes.joinMs);
      expect(Math.abs(plan.serviceMs / (inference(trace) - joinMs) - 1)).toBeLessThan(0.01);
    }
  });
});

describe('failures', () => {
  const failing = (kind: s.FailureKind, afterTokens = 0, patch: ScenarioPatch = {}): Trace => run({ ...patch, failure: { kind, afterTokens } });
  it.each([
    ['unauthorized', 'rejected', 'gateway', 'authentication', 401],
    ['rate-limited', 'rejected', 'gateway', 'rate-limiting', 429],
    ['invalid-request', 'rejected', 'gateway', 'request-validation', 400],
    ['context-overflow', 'rejected', 'tokenizer', 'context-check', 400],
    ['shed', 'shed', 'router', 'queue', 503],
  ] as const)('%s: %s at %s/%s with %d, unbilled, and only the refusal goes back', (kind, status, stage, layer, httpStatus) => {
    const trace = failing(kind);
    expect(trace.outcome).toMatchObject({ status, stage, layer, httpStatus, billed: false });
    expect(trace.outcome.reason).toMatch(/not billed/);
    expect(trace.spans.at(-2)).toMatchObject({ stage, layer });
    expect(trace.spans.at(-1)).toMatchObject({ stage: 'network', layer: 'response' });
    expect(trace.tokens).toEqual([]);
    expect(trace.usage.costUsd).toBe(0);
    expect(traceFaults(trace)).toEqual([]);
  });
  it('saturation waits, and completes', () => {
    const trace = failing('saturated');
    expect(trace.outcome.status).toBe('completed');
    expect(at(trace, 'queue')).toBeGreaterThan(300);
    expect(at(trace, 'decode')).toBe(at(run(), 'decode'));
  });
  it('a client that leaves stops generation, is billed for what was generated, and gets nothing more', () => {
    const trace = failing('client-disconnect', 10, { client: { network: '4g' } });
    expect(trace.outcome).toMatchObject({ status: 'cancelled', stage: 'inference', layer: 'stream-out', httpStatus: 499, billed: true });
    expect(trace.tokens).toHaveLength(10);
    expect(trace.usage.costUsd).toBeCloseTo((trace.usage.inputTokens * 0.1 + 10 * 0.4) / 1e6, 12);
    expect(trace.spans.at(-1)).toMatchObject({ stage: 'billing' });
    // The reset needs 35 ms on 4G; the passes that began before it came are wasted.
    const last = trace.spans.find((span) => span.layer === 'stream-out');
    expect(last?.durationMs).toBeGreaterThanOrEqual(35);
    expect(totalMs(trace)).toBeLessThan(totalMs(run({ client: { network: '4g' } })));
    expect(failing('client-disconnect', 0).tokens).toEqual([]);
    expect(failing('client-disconnect', 9999).tokens).toHaveLength(43);
  });
  it('a lost GPU fails the request unbilled, its cache gone', () => {
    const trace = failing('device-lost', 5);
    expect(trace.outcome).toMatchObject({ status: 'failed', stage: 'inference', layer: 'decode', httpStatus: 500, billed: false });
    expect(trace.tokens).toHaveLength(5);
    expect(trace.usage.costUsd).toBe(0);
    expect(trace.spans.at(-1)).toMatchObject({ layer: 'response' });
  });
  it('a prompt that does not fit the window is refused without being told to', () => {
    const trace = run({ model: 'llama-2-7b', request: { inputTokens: 4090 } });
    expect(trace.outcome).toMatchObject({ status: 'rejected', stage: 'tokenizer', layer: 'context-check', httpStatus: 400 });
    expect(trace.outcome.reason).toContain('4,134');
    expect(trace.outcome.reason).toMatch(/Lower max tokens to 6, or shorten the prompt to 4,052, or use [^(]+ \((8,192|16,384)\)\./);
    expect(run({ model: 'llama-2-7b', load: { batch: 1 }, request: { inputTokens: 4090, maxOutputTokens: 6 } }).outcome.status).toBe('completed');
    // No window holds as much: only a shorter prompt helps.
    expect(run({ model: 'llama-2-7b', request: { inputTokens: 1_900_000 } }).outcome.reason).toMatch(/Shorten the prompt to 4,052\. It/);
    expect(run({ model: 'llama-2-7b', load: { batch: 1 }, request: { inputTokens: 4052 } }).outcome.status).toBe('completed');
  });
});

describe('set-ups that cannot exist', () => {
  const fault = (patch: ScenarioPatch) => {
    const result = modelTrace(patchScenario(DEFAULT_SCENARIO, patch));
    return result.ok ? null : result.error;
  };
  it('name what is wrong and what would work', () => {
    expect(fault({ model: 'nobody-1b' })).toMatchObject({ code: 'unknown-model', field: 'model' });
    expect(fault({ deployment: { gpu: 'abacus' } })).toMatchObject({ code: 'unknown-gpu', field: 'deployment.gpu' });
    expect(fault({ model: 'llama-3.1-70b' })).toMatchObject({ code: 'model-does-not-fit', action: 'Set tensor parallelism to 2, or use int4 weights.' });
    expect(fault({ model: 'qwen2.5-7b', deployment: { tensorParallel: 8 } })).toMatchObject({ code: 'tensor-parallel-uneven' });
    expect(fault({ load: { batch: 4000 }, request: { inputTokens: 2000 } })).toMatchObject({ code: 'kv-cache-does-not-fit', field: 'load.batch' });
  });
});
