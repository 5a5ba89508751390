import { describe, expect, it } from 'vitest';
import { metricsOf } from '@/core/metrics';
import { expectOk } from '@/core/result';
import { parseScenario } from '@/core/scenario';
import { traceFaults, type Trace } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import { findPreset, PRESETS } from '@/datacenter/presets';

const trace = (id: string): Trace => {
  const preset = findPreset(id);
  if (preset === undefined) throw new Error(`no preset ${id}`);
  return expectOk(modelTrace(preset.scenario));
};
const metrics = (id: string) => metricsOf(trace(id));

describe('presets', () => {
  it('are at least twelve, with unique kebab-case ids', () => {
    expect(PRESETS.length).toBeGreaterThanOrEqual(12);
    expect(new Set(PRESETS.map((p) => p.id)).size).toBe(PRESETS.length);
    for (const preset of PRESETS) expect(preset.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });
  it.each(PRESETS.map((p) => [p.id, p] as const))('%s is a valid scenario and ends as it says', (_, preset) => {
    expect(parseScenario(preset.scenario)).toEqual({ ok: true, value: preset.scenario });
    const result = expectOk(modelTrace(preset.scenario));
    expect(traceFaults(result)).toEqual([]);
    expect(result.outcome.status).toBe(preset.outcome ?? 'completed');
    expect(preset.scenario.name).toBe(preset.title);
    expect(preset.lesson).toMatch(/\.$/);
  });
  it('are found by id or title, in any case', () => {
    expect(findPreset('COLD-START')?.id).toBe('cold-start');
    expect(findPreset(' two tools in series ')?.id).toBe('tools-in-series');
    expect(findPreset('nothing')).toBeUndefined();
  });
  it('their local prompts can run in the embedded model\'s 256 tokens', () => {
    // The embedded vocabulary needs under one token for three characters of such prose.
    for (const preset of PRESETS) {
      const { systemPrompt, prompt } = preset.scenario.request;
      expect((systemPrompt.length + prompt.length) / 3.5).toBeLessThan(250);
    }
  });
});

describe('what the presets teach is what they compute', () => {
  it('S0: gateway tuning is noise, streaming moves the first token, a smaller model moves the total', () => {
    const [baseline, tuned, streamed, small] = ['baseline-synchronous', 'gateway-tuning-only', 'short-prompt-streaming', 'right-sized-model'].map(metrics) as [ReturnType<typeof metrics>, ReturnType<typeof metrics>, ReturnType<typeof metrics>, ReturnType<typeof metrics>];
    expect(baseline.totalMs).toBeGreaterThan(400);
    expect(baseline.totalMs).toBeLessThan(800);
    expect((baseline.totalMs - tuned.totalMs) / baseline.totalMs).toBeLessThan(0.02);
    expect(streamed.ttftMs).toBeLessThan(0.15 * (baseline.ttftMs ?? 0));
    expect(streamed.totalMs).toBeGreaterThan(0.9 * baseline.totalMs);
    expect(small.totalMs).toBeLessThan(0.6 * streamed.totalMs);
  });
  it('the 13B claim: the first token holds, 300 tokens in 1.8 s do not', () => {
    const m = metrics('self-hosted-13b');
    expect(m.ttftMs).toBeLessThan(200);
    expect(m.totalMs).toBeGreaterThan(1800);
    expect(metrics('self-hosted-13b-int4').totalMs).toBeLessThan(0.6 * m.totalMs);
  });
  it('the network takes longer than the model on a phone far away', () => {
    const m = metrics('mobile-far-region');
    expect(m.totalMs - m.stagesMs).toBeGreaterThan(m.stagesMs);
  });
  it('a kept prefix skips prefill, an expired one does not', () => {
    expect(metrics('prefix-cache-hit').ttftMs).toBeLessThan(0.5 * (metrics('prefix-cache-expired').ttftMs ?? 0));
  });
  it('a cold start and a full queue dwarf the model', () => {
    expect(metrics('cold-start').stageShares.router).toBeGreaterThan(0.9);
    expect(metrics('saturated-gpus').stageShares.router).toBeGreaterThan(0.5);
  });
  it('speculation helps with a good draft only', () => {
    expect(metrics('speculative-decoding').totalMs).toBeLessThan(0.5 * metrics('speculative-overhead').totalMs);
  });
  it('tools in parallel are faster, and the safety model as slow as the answer', () => {
    expect(metrics('tools-in-parallel').totalMs).toBeLessThan(metrics('tools-in-series').totalMs - 200);
    expect(metrics('large-safety-model').stageShares['post-processing']).toBeGreaterThan(0.5);
  });
  it('the RAG turn keeps its budget when all goes as usual', () => {
    expect(metrics('rag-chat-turn').totalMs).toBeLessThan(2500);
  });
});
