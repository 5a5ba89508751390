import { findPreset } from '@/datacenter/presets';
import { GPUS } from '@/catalog/gpus';
import { patchScenario, type Precision, type Scenario, type ScenarioPatch } from '@/core/scenario';
import { msg, t } from '@/core/text';
import { firstRange, passRange, totalRange } from '../ranges';
import { judge, judgeList } from '../search';
import { column, maybe, ms, must, num, part } from './kit';
import type { Claim } from './types';

const FIRST_MS = 200;
const TOTAL = { low: 1_200, high: 1_800 };
const TOKENS = 300;

/** The set-up of fewest, then cheapest GPUs that passes; null when none does. GPUs without a rental quote come last. */
function cheapest(passes: (change: ScenarioPatch) => boolean): { readonly label: string; readonly change: ScenarioPatch } | null {
  const byPrice = [...GPUS].sort((a, b) => (a.usdPerGpuHour?.low ?? Infinity) - (b.usdPerGpuHour?.low ?? Infinity));
  for (const tensorParallel of [1, 2, 4] as const) {
    for (const gpu of byPrice) {
      for (const weightPrecision of ['bf16', 'fp8', 'int4'] as const) {
        if (weightPrecision === 'fp8' && gpu.fp8Tflops === null) continue;
        const change: ScenarioPatch = { deployment: { gpu: gpu.id, tensorParallel, weightPrecision } };
        if (passes(change)) return { label: `${tensorParallel} × ${gpu.name}, ${weightPrecision}`, change };
      }
    }
  }
  return null;
}

export const selfHosted: Claim = {
  id: 'self-hosted-13b', number: 12, title: 'A 13B model on one A100-40G',
  statement: 'With continuous batching the first token comes within 200 ms and 300 tokens within 1.2 to 1.8 s at the median.',
  source: 'S4', fleetAdds: null,
  run: (patch) => {
    const preset = findPreset('self-hosted-13b');
    if (preset === undefined) throw new Error('the 13B preset is missing');
    const base = patchScenario(preset.scenario, patch);
    const of = (name: string, change: Parameters<typeof patchScenario>[1]): Scenario => patchScenario({ ...base, name }, change);
    const options = [
      of(t('As claimed: bf16'), {}), of(t('Alone on the GPU'), { load: { batch: 1 } }), of(t('4-bit weights'), { deployment: { weightPrecision: 'int4' } }),
      of(t('4-bit weights, alone'), { deployment: { weightPrecision: 'int4' }, load: { batch: 1 } }), of(t('One H100'), { deployment: { gpu: 'h100-sxm' } }),
      of(t('Two H100, fp8'), { deployment: { gpu: 'h100-sxm', tensorParallel: 2, weightPrecision: 'fp8' } }),
    ];
    const profiles = options.map(must);
    const first = judge(
      { parameter: msg('length of the prompt'), unit: msg('tokens'), domain: [50, 1_000], search: [1, 3_700], scale: 'log', integer: true, base: base.request.inputTokens ?? TOKENS },
      (tokens) => { const profile = maybe(patchScenario(base, { request: { inputTokens: tokens } })); return profile?.ttftMs == null ? null : profile.ttftMs < FIRST_MS; },
    );
    const inTime = (scenario: Scenario): boolean | null => { const profile = maybe(scenario); return profile === null ? null : profile.totalMs <= TOTAL.high; };
    const total = judge(
      { parameter: msg('length of the answer'), unit: msg('tokens'), domain: [TOKENS, TOKENS], search: [1, TOKENS], scale: 'log', integer: true, base: TOKENS },
      (tokens) => inTime(patchScenario(base, { request: { maxOutputTokens: tokens } })),
    );
    const onA100: readonly Precision[] = ['bf16', 'int8', 'int4'];
    const other = cheapest((change) => inTime(patchScenario(base, change)) === true);
    const bits = judgeList<ScenarioPatch>(msg('set-up'), 'A100, bf16', [
      ...onA100.map((weightPrecision) => ({ label: `A100, ${weightPrecision}`, value: { deployment: { weightPrecision }, load: { batch: 1 } }, inDomain: true })),
      ...(other === null ? [] : [{ label: other.label, value: other.change, inDomain: false }]),
    ], (change) => inTime(patchScenario(base, change)));
    const now = must(base);
    const { memoryTbPerS, name } = now.plan.deployment.gpu;
    const floorMs = now.plan.capacity.weightBytesPerGpu / (memoryTbPerS * 1e9);
    return {
      scenarios: options.map((scenario) => ({ label: scenario.name, scenario })),
      columns: [column('ttft', t('First token'), 'ms'), column('total', t('300 tokens'), 'ms'), column('token', t('One pass'), 'ms')],
      rows: profiles.map((profile, i) => ({
        label: options[i]?.name ?? '', values: [profile.ttftMs, profile.totalMs, profile.passMs], ranges: [firstRange(profile), totalRange(profile), passRange(profile)],
        ...(i === 0 ? { published: [{ low: 0, high: FIRST_MS }, TOTAL, null] } : {}),
      })),
      parts: [
        part('first', t('The first token comes within 200 ms.'), first),
        part('total', t('300 tokens come within 1.8 s with 16-bit weights.'), total),
        part('bits', t('They do with the GPU to oneself, or with fewer bits.'), bits),
      ],
      explanation: [
        t('The first token comes after {first}, the end after {end}.', { first: ms(now.ttftMs ?? 0), end: ms(now.totalMs) }),
        t('Every token reads all {gigabytes} GB of weights. At {bandwidth} TB/s the {gpu} cannot do that in less than {pass}, so 300 tokens need at least {answer}, whatever the software. 1.8 s would ask for {needed} TB/s at full efficiency.', { gigabytes: num(now.plan.capacity.weightBytesPerGpu / 1e9), bandwidth: num(memoryTbPerS), gpu: name, pass: ms(floorMs), answer: ms(TOKENS * floorMs), needed: num((TOKENS * now.plan.capacity.weightBytesPerGpu) / TOTAL.high / 1e9) }),
        other === null ? t('No set-up of the catalogue with up to four GPUs does it in 1.8 s.') : t('The set-up of fewest and cheapest GPUs in the catalogue that does it in 1.8 s: {setup}.', { setup: other.label }),
      ],
    };
  },
};
