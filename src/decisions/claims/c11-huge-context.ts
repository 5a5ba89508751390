import { patchScenario, type Scenario } from '@/core/scenario';
import { msg, t } from '@/core/text';
import { formatCount } from '@/core/units';
import { ENGINE_PARAMETERS } from '@/stages/inference/parameters';
import type { RequestProfile } from '../profile';
import { mg1WaitMs } from '../queueing';
import { prefillRange } from '../ranges';
import { judge } from '../search';
import { column, maybe, ms, must, part, pct, scenarioOf } from './kit';
import type { Claim } from './types';

/** MLPerf Inference, llama2-70b-interactive, 99th percentiles (mlcommons/inference loadgen/mlperf.conf). */
const TTFT_LIMIT_MS = 450;
const TPOT_LIMIT_MS = 40;
const HUGE = 100_000;
const ORDINARY = 1_000;
/** Share of the GPU that ordinary prompts keep busy with prefill. */
const ORDINARY_LOAD = 0.3;
const USUAL_SHARE = 0.001;

const prefillMs = (profile: RequestProfile): number => profile.plan.prefill.totalMs;
const chunks = (profile: RequestProfile): number =>
  Math.max(1, Math.ceil((profile.usage.inputTokens - profile.usage.cachedTokens) / ENGINE_PARAMETERS[profile.scenario.deployment.engine].prefillChunkTokens));

export const hugeContext: Claim = {
  id: 'huge-context', number: 11, title: 'One huge context blocks everyone',
  statement: 'A request with a huge prompt on a GPU holds up all that come behind it; a cap on the context or a separate path for long prompts cures it.',
  source: 'S3, S4; limits: MLPerf Inference llama2-70b-interactive (first token 450 ms, token 40 ms at p99)',
  fleetAdds: 'Chunks, decode steps and preemption interleave; here the long prefill is one service time in an M/G/1 queue, or even chunks.',
  run: (patch) => {
    const base = scenarioOf(t('100,000 tokens, chunked'), { request: { inputTokens: HUGE, maxOutputTokens: 44 }, load: { batch: 1 } }, patch);
    const whole = (tokens: number): Scenario => patchScenario({ ...base, name: t('100,000 tokens, in one piece') }, { request: { inputTokens: tokens }, deployment: { engine: 'vllm-2023' } });
    const chunked = (tokens: number): Scenario => patchScenario(base, { request: { inputTokens: tokens } });
    const ordinary = patchScenario({ ...base, name: t('An ordinary prompt') }, { request: { inputTokens: ORDINARY } });
    const lengths = { parameter: msg('length of the huge prompt'), unit: msg('tokens'), domain: [8_000, 120_000], search: [200, 130_000], scale: 'log', integer: true, base: HUGE } as const;
    const blocks = judge(lengths, (tokens) => { const profile = maybe(whole(tokens)); return profile === null ? null : prefillMs(profile) > TTFT_LIMIT_MS; });
    const chunkMs = (profile: RequestProfile): number => prefillMs(profile) / chunks(profile);
    const slows = judge(lengths, (tokens) => { const profile = maybe(chunked(tokens)); return profile === null ? null : chunkMs(profile) > TPOT_LIMIT_MS; });
    const hugeMs = prefillMs(must(whole(HUGE)));
    const ordinaryMs = prefillMs(must(ordinary));
    const ratePerS = (ORDINARY_LOAD * 1000) / ordinaryMs;
    const alone = mg1WaitMs(ratePerS, [{ share: 1, ms: ordinaryMs }]);
    const mixedMs = (share: number): number => mg1WaitMs(ratePerS, [{ share: 1 - share, ms: ordinaryMs }, { share, ms: hugeMs }]);
    const path = judge(
      { parameter: msg('share of huge prompts'), unit: '', domain: [0.0001, 0.01], search: [1e-7, 0.1], scale: 'log', integer: false, base: USUAL_SHARE },
      (share) => mixedMs(share) >= 2 * alone,
    );
    const profiles = [must(ordinary), must(chunked(HUGE)), must(whole(HUGE))];
    const mixed = mixedMs(USUAL_SHARE);
    const step = must(chunked(HUGE));
    return {
      scenarios: profiles.map((profile) => ({ label: profile.scenario.name, scenario: profile.scenario })),
      columns: [column('prefill', t('Prefill'), 'ms'), column('chunks', t('Pieces'), 'count'), column('piece', t('One piece'), 'ms')],
      rows: profiles.map((profile) => ({ label: profile.scenario.name, values: [prefillMs(profile), chunks(profile), chunkMs(profile)], ranges: [prefillRange(profile, prefillMs(profile)), null, prefillRange(profile, chunkMs(profile))] })),
      parts: [
        part('blocks', t('Read in one piece, it holds others back for longer than MLPerf allows for a first token.'), blocks),
        part('slows', t('Read in chunks, it makes each token of the others slower than MLPerf allows.'), slows),
        part('path', t('A separate path halves the mean wait of ordinary prompts, or better.'), path),
      ],
      explanation: [
        t('Reading 100,000 tokens takes {whole} in one piece, and nobody else on that GPU gets a token meanwhile. In chunks of {chunk} tokens the others go on, but each of their next {count} tokens takes {time}.', { whole: ms(hugeMs), chunk: formatCount(ENGINE_PARAMETERS[base.deployment.engine].prefillChunkTokens), count: formatCount(chunks(step)), time: ms(chunkMs(step)) }),
        mixed === Infinity
          ? t('With one huge prompt in a thousand and ordinary ones at {load} load the queue never drains; on a path of their own ordinary prompts wait {alone}.', { load: pct(ORDINARY_LOAD), alone: ms(alone) })
          : t('With one huge prompt in a thousand and ordinary ones at {load} load, an ordinary prompt waits {mixed} on average; on a path of its own {alone}.', { load: pct(ORDINARY_LOAD), mixed: ms(mixed), alone: ms(alone) }),
      ],
    };
  },
};
