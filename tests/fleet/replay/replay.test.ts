import { describe, expect, it } from 'vitest';
import { metricErrors, replayRun, replayScenario } from '@/accuracy/fleet-replay';
import { expectOk } from '@/core/result';
import { parseLog } from '@/datacenter/fleet/workload/log';

const HEADER = 'run,gpu,model,precision,engine,tp,dp,max_num_seqs,max_num_batched_tokens,arrival_s,input_tokens,output_tokens,queue_ms,ttft_from_queued_ms,tpot_ms,e2e_from_queued_ms';
const log = (setup: string, rows: readonly string[]) => {
  const [run] = expectOk(parseLog([HEADER, ...rows.map((row) => `${setup},${row}`)].join('\n'), { name: 'log.csv' }));
  if (run === undefined) throw new Error('no run');
  return run;
};
const LLAMA = 'a,RTXPRO6000,meta-llama/Llama-3.1-8B,bf16,vLLM 0.19.0,1,1,4,512';

describe('errors', () => {
  it('are of means, of 95th percentiles, and of single requests, over those with both', () => {
    const simulated = Float64Array.of(110, 90, 200, Number.NaN, 5);
    const measured = Float64Array.of(100, 100, 100, 100, Number.NaN);
    const errors = metricErrors('ttft', simulated, measured);
    expect(errors).toMatchObject({ requests: 3, simulatedMean: 400 / 3, measuredMean: 100 });
    expect(errors.meanErrorPct).toBeCloseTo(100 / 3, 9);
    // 95th percentile of 90, 110, 200: 110 + 0.9 · 90.
    expect(errors.p95ErrorPct).toBeCloseTo(91, 9);
    expect(errors.mapePct).toBeCloseTo((10 + 10 + 100) / 3, 9);
  });

  it('are null where nothing was measured, or nothing above the clock’s step', () => {
    expect(metricErrors('queue', Float64Array.of(1, 2), null)).toMatchObject({ measuredMean: null, meanErrorPct: null, p95ErrorPct: null, mapePct: null, simulatedMean: 1.5 });
    expect(metricErrors('queue', Float64Array.of(1), Float64Array.of(0))).toMatchObject({ meanErrorPct: null, mapePct: null });
    expect(metricErrors('queue', Float64Array.of(), Float64Array.of())).toMatchObject({ simulatedMean: null, measuredMean: null });
  });
});

describe('replay', () => {
  it('takes the fleet from the rows: engine limits, replicas, names', () => {
    const scenario = expectOk(replayScenario(log(LLAMA.replace(',1,1,4,', ',2,3,4,'), ['0,10,5,0,1,1,1'])));
    expect(scenario.pool).toMatchObject({ model: 'llama-3.1-8b', gpu: 'rtx-pro-6000', tensorParallel: 2, maxSequences: 4, maxTokensPerStep: 512, engine: 'vllm', weightPrecision: 'bf16' });
    expect(scenario.regions[0]?.replicas).toBe(3);
    expect(scenario.path).toBe(false);
  });

  it('of a log that the simulation itself has written has no error', () => {
    const requests = Array.from({ length: 30 }, (_, i) => `${i * 0.2},${100 + 37 * i},${20 + 3 * i}`);
    const first = expectOk(replayRun(log(LLAMA, requests.map((row) => `${row},1,1,1,1`))));
    expect(first.metrics.map(({ metric }) => metric)).toEqual(['ttft', 'tpot', 'e2e', 'queue']);
    const simulated = Object.fromEntries(first.metrics.map(({ metric, simulatedMean }) => [metric, simulatedMean ?? 0]));
    // Each request's own times are not printed; that their means come back shows that both read the same requests.
    const second = expectOk(replayRun(log(LLAMA, requests.map((row) => `${row},${simulated['queue']},${simulated['ttft']},${simulated['tpot']},${simulated['e2e']}`))));
    for (const { meanErrorPct } of second.metrics) expect(Math.abs(meanErrorPct ?? 1)).toBeLessThan(1e-9);
    expect((simulated['e2e'] ?? 0) > (simulated['ttft'] ?? 0) && (simulated['ttft'] ?? 0) > (simulated['queue'] ?? 0)).toBe(true);
  });

  it('with four places shows the queue that it must have', () => {
    const run = expectOk(replayRun(log(LLAMA, Array.from({ length: 40 }, () => '0,50,100,0,1,1,1'))));
    const queue = run.metrics.find(({ metric }) => metric === 'queue')?.simulatedMean ?? 0;
    const e2e = run.metrics.find(({ metric }) => metric === 'e2e')?.simulatedMean ?? 0;
    // Ten rounds of four: on average four and a half rounds of waiting and one of work.
    expect(queue / e2e).toBeCloseTo(4.5 / 5.5, 1);
  });

  it('replays a mixture on ranks that share its experts', () => {
    const run = (dp: number) => expectOk(replayRun(log(`m,RTXPRO6000,Qwen/Qwen3-30B-A3B,bf16,vLLM 0.19.0,1,${dp},8,2048`, Array.from({ length: 40 }, (_, i) => `${i * 0.05},400,60,0,1,1,1`))));
    const mean = (dp: number, metric: string): number => run(dp).metrics.find((m) => m.metric === metric)?.simulatedMean ?? 0;
    expect(mean(2, 'e2e')).toBeLessThan(mean(1, 'e2e'));
  });

  it.each([
    ['an unknown GPU', LLAMA.replace('RTXPRO6000', 'Abacus'), /no data for the GPU "Abacus"/],
    ['an unknown model', LLAMA.replace('meta-llama/Llama-3.1-8B', 'nobody/nothing'), /no layout for the model/],
    ['an uneven split', LLAMA.replace(',1,1,4,', ',3,1,4,'), /3 GPUs do not divide/],
    ['a model that does not fit', LLAMA.replace('meta-llama/Llama-3.1-8B', 'meta-llama/Llama-3.1-405B'), /take/],
  ])('explains %s', (_, setup, expected) => {
    const run = replayRun(log(setup, ['0,10,5,0,1,1,1']));
    expect(run.ok ? '' : run.error.message).toMatch(expected);
  });
});
