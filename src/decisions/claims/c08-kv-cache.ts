import { kvLayout, MODELS } from '@/catalog/models';
import { patchScenario } from '@/core/scenario';
import { msg, t } from '@/core/text';
import { formatBytes, formatCount } from '@/core/units';
import { judge, judgeList } from '../search';
import { column, maybe, must, num, part, scenarioOf } from './kit';
import type { Claim } from './types';

/** vLLM's long-standing default for max_num_seqs: how many sequences it runs together if memory allows. */
export const ENGINE_SEQUENCES = 256;

export const kvCache: Claim = {
  id: 'kv-cache', number: 8, title: 'The KV cache caps concurrency',
  statement: 'Its size grows with batch, layers, KV heads × head size and length of the sequence; memory limits how many requests run together.',
  source: 'S3', fleetAdds: null,
  run: (patch) => {
    const base = scenarioOf(t('Llama 3.1 8B, 4,000 tokens each'), { request: { inputTokens: 3_700, maxOutputTokens: 300 }, load: { batch: 1 } }, patch);
    const of = (name: string, change: Parameters<typeof patchScenario>[1]): { label: string; scenario: typeof base } => ({ label: name, scenario: patchScenario({ ...base, name }, change) });
    const scenarios = [
      { label: base.name, scenario: base }, of(t('Twice the length'), { request: { inputTokens: 7_700 } }), of(t('8-bit KV cache'), { deployment: { kvPrecision: 'fp8' } }),
      of(t('Llama 2 7B: every head has its own keys'), { model: 'llama-2-7b', request: { inputTokens: 3_700 } }),
    ];
    const profiles = scenarios.map(({ scenario }) => must(scenario));
    const { kvPrecision } = base.deployment;
    const formula = judgeList(msg('model'), 'Llama 3.1 8B',
      MODELS.map((model) => ({ label: model.name, value: model, inDomain: true })),
      (model) => {
        const { bytesPerToken, bytesPerElement } = kvLayout(model, kvPrecision);
        return bytesPerToken === 2 * model.layers * model.kvHeads * model.headDim * bytesPerElement;
      });
    const caps = judge(
      { parameter: msg('tokens of each sequence'), unit: msg('tokens'), domain: [2_000, 32_000], search: [310, 131_000], scale: 'log', integer: true, base: 4_000 },
      (tokens) => { const profile = maybe(patchScenario(base, { request: { inputTokens: tokens - 300 } })); return profile === null ? null : profile.plan.maxBatch < ENGINE_SEQUENCES; },
    );
    const [now, longer, small, full] = profiles;
    if (now === undefined || longer === undefined || small === undefined || full === undefined) throw new Error('four profiles expected');
    const mla = MODELS.find((model) => model.mla !== undefined);
    return {
      scenarios,
      columns: [column('token', t('KV for one token'), 'bytes'), column('sequence', t('KV for one sequence'), 'bytes'), column('most', t('Sequences that fit'), 'count')],
      rows: profiles.map((profile, i) => ({
        label: scenarios[i]?.label ?? '',
        values: [profile.plan.kv.bytesPerToken, profile.plan.kv.bytesPerToken * (profile.usage.inputTokens + profile.usage.outputTokens), profile.plan.maxBatch],
      })),
      parts: [
        part('formula', t('KV bytes of a token are 2 × layers × KV heads × head size × bytes.'), formula),
        part('caps', t('Memory allows fewer sequences than the engine\'s limit of {count}.', { count: ENGINE_SEQUENCES }), caps),
      ],
      explanation: [
        t('One token takes {bytes}; {count} sequences of 4,000 tokens fit beside the weights, {longer} of twice the length, {small} with an 8-bit cache.', { bytes: formatBytes(now.plan.kv.bytesPerToken), count: formatCount(now.plan.maxBatch), longer: formatCount(longer.plan.maxBatch), small: formatCount(small.plan.maxBatch) }),
        t('Without grouped-query attention a token takes {times} times as much.', { times: num(full.plan.kv.bytesPerToken / now.plan.kv.bytesPerToken) }),
        ...(mla === undefined ? [] : [t('{model} keeps one compressed vector for each layer and token, {bytes} a token: the formula does not hold for multi-head latent attention.', { model: mla.name, bytes: formatBytes(kvLayout(mla, kvPrecision).bytesPerToken) })]),
      ],
    };
  },
};
