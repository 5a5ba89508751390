import { mkdtempSync, openSync, closeSync, rmSync, writeFileSync, ftruncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../scripts/cli/program';
import { FLEET_PRESETS } from '@/datacenter/fleet/presets';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleet-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function cli(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCli(['fleet', ...argv], { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const nullable = v.nullable(v.number());
const Metric = v.object({ mean: nullable, p50: nullable, p95: nullable, p99: nullable, p999: nullable, count: v.number() });
const Summary = v.object({
  requests: v.number(), outcomes: v.record(v.string(), v.number()), quantiles: v.record(v.string(), Metric), stageShares: v.record(v.string(), v.number()),
  utilization: v.number(), cost: v.object({ totalUsd: v.number(), gpuHours: v.number() }), simulatedSeconds: v.number(), wallSeconds: v.number(), stopped: v.string(),
});
const Replay = v.object({
  runs: v.array(v.object({
    run: v.string(), requests: v.number(),
    metrics: v.array(v.object({ metric: v.picklist(['ttft', 'tpot', 'e2e', 'queue']), simulatedMean: nullable, measuredMean: nullable, meanErrorPct: nullable, p95ErrorPct: nullable, mapePct: nullable })),
  })),
});

async function summary(...argv: string[]): Promise<v.InferOutput<typeof Summary>> {
  const { code, out, err } = await cli(...argv, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return v.parse(Summary, JSON.parse(out));
}

describe('presets', () => {
  it.each(FLEET_PRESETS.map(({ id }) => id))('%s: every request ends, shares sum to 1, quantiles rise', async (id) => {
    const { requests, outcomes, quantiles, stageShares, stopped } = await summary('--preset', id, '--requests', '600');
    expect(stopped).toBe('drained');
    expect(requests).toBe(600);
    expect(Object.values(outcomes).reduce((sum, n) => sum + n, 0)).toBe(600);
    expect(Object.values(stageShares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    for (const { p50, p95, p99, p999 } of Object.values(quantiles)) {
      expect(p95 ?? 0).toBeGreaterThanOrEqual(p50 ?? 0);
      expect(p99 ?? 0).toBeGreaterThanOrEqual(p95 ?? 0);
      expect(p999 ?? 0).toBeGreaterThanOrEqual(p99 ?? 0);
    }
  });

  it('the same seed gives the same run, another another', async () => {
    const run = async (seed: string) => {
      const { wallSeconds: _, ...rest } = await summary('--preset', 'steady-chat', '--requests', '500', '--seed', seed);
      return rest;
    };
    expect(await run('7')).toEqual(await run('7'));
    expect(await run('7')).not.toEqual(await run('8'));
  });

  it('with two policies shows both and the difference', async () => {
    const { code, out } = await cli('--preset', 'hedging', '--requests', '2000', '--against', '--json');
    expect(code).toBe(0);
    const { against, comparison } = v.parse(v.object({ against: Summary, comparison: v.array(v.object({ metric: v.string(), difference: nullable })) }), JSON.parse(out));
    expect(against.requests).toBe(2_000);
    expect(comparison.length).toBeGreaterThan(10);
    const text = await cli('--preset', 'hedging', '--requests', '2000', '--against');
    expect(text.out).toMatch(/Difference on the same requests/);
    expect(text.out).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('scenarios and logs', () => {
  it('reads only what differs from steady chat, other arrivals included', async () => {
    const path = file('fleet.json', JSON.stringify({ name: 'mine', workload: { requests: 50, arrivals: { kind: 'closed', clients: 2, thinkMs: 0, think: 'fixed' } } }));
    expect((await summary('--scenario', path)).requests).toBe(50);
  });

  it('replays a simple log in a preset’s fleet', async () => {
    const path = file('simple.csv', 'arrival_s,input_tokens,output_tokens,tenant\n0,100,20,a\n0.1,200,30,b\n0.1,50,1,a\n');
    const { requests, outcomes } = await summary('--replay', path);
    expect([requests, outcomes['completed']]).toEqual([3, 3]);
  });

  it('compares a measured log run by run', async () => {
    const header = 'run,gpu,model,precision,engine,tp,dp,max_num_seqs,max_num_batched_tokens,request_id,arrival_s,input_tokens,output_tokens,queue_ms,ttft_from_queued_ms,tpot_ms,e2e_from_queued_ms,source';
    const rows = ['x', 'y'].flatMap((run) => Array.from({ length: 5 }, (_, i) => `${run},H100,meta-llama/Llama-3.1-8B,bf16,vLLM 0.19.0,1,1,128,2048,r${i},${i},500,50,0.1,30,9,480,"a, b"`));
    const path = file('measured.csv', [header, ...rows].join('\n'));
    const { code, out, err } = await cli('--replay', path, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { runs } = v.parse(Replay, JSON.parse(out));
    expect(runs.map(({ run, requests }) => [run, requests])).toEqual([['x', 5], ['y', 5]]);
    expect(runs[0]?.metrics.map(({ metric }) => metric)).toEqual(['ttft', 'tpot', 'e2e', 'queue']);
    expect(runs[0]?.metrics).toEqual(runs[1]?.metrics);
    expect((await cli('--replay', path)).out).toMatch(/x: 5 requests/);
  });
});

describe('bad input: exit 2, one line that says what and where, nothing on stdout', () => {
  const simple = 'arrival_s,input_tokens,output_tokens\n1,10,5\n';
  const refused: [string, RegExp, () => string[]][] = [
    ['nothing to do', /--preset.*--scenario.*--replay/, () => []],
    ['unknown preset', /no fleet preset "nope".*steady-chat/, () => ['--preset', 'nope']],
    ['preset and scenario', /not both/, () => ['--preset', 'hedging', '--scenario', 'x.json']],
    ['no requests', /--requests must be at least 1/, () => ['--preset', 'steady-chat', '--requests', '0']],
    ['too many requests', /--requests must be at most 100000000/, () => ['--preset', 'steady-chat', '--requests', '999999999999']],
    ['requests in words', /--requests must be a whole number, not "many"/, () => ['--preset', 'steady-chat', '--requests', 'many']],
    ['broken JSON', /broken\.json is not JSON/, () => ['--scenario', file('broken.json', '{"name": ')]],
    ['a list', /list\.json: .*JSON object/, () => ['--scenario', file('list.json', '[]')]],
    ['no replicas', /There is no replica/, () => ['--scenario', file('empty.json', JSON.stringify({ regions: [{ region: 'us-east', replicas: 0, smallReplicas: 0, outage: null }] }))]],
    ['an unknown field', /colour/, () => ['--scenario', file('field.json', JSON.stringify({ colour: 'red' }))]],
    ['an unknown model', /no model called nothing/, () => ['--scenario', file('model.json', JSON.stringify({ pool: { model: 'nothing' } }))]],
    ['a model that does not fit', /take/, () => ['--scenario', file('fit.json', JSON.stringify({ pool: { model: 'llama-3.1-405b' } }))]],
    ['a missing log', /none\.csv cannot be read \(ENOENT\)/, () => ['--replay', join(folder, 'none.csv')]],
    ['a folder as log', /EISDIR/, () => ['--replay', folder]],
    ['a bad header', /line 1: the header has no column/, () => ['--replay', file('head.csv', 'a,b\n1,2\n')]],
    ['a negative time', /line 3: arrival "-1" is negative/, () => ['--replay', file('neg.csv', `${simple}-1,10,5\n`)]],
    ['an unordered log', /line 3:.*before the one above/, () => ['--replay', file('order.csv', `${simple}0,10,5\n`)]],
    ['flags a measured log has no use for', /--seed has no use/, () => ['--seed', '3', '--replay', file('m.csv', `gpu,model,engine,${simple.replace('1,10', 'H100,llama-3.1-8b,vLLM,1,10')}`)]],
    ['nothing to compare with', /--against/, () => ['--preset', 'steady-chat', '--requests', '10', '--against']],
  ];
  it.each(refused)('%s', async (_, expected, argv) => {
    const { code, out, err } = await cli(...argv());
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(expected);
    expect(err.trimEnd().split('\n').length).toBe(1);
  });

  it('a file of two gigabytes', async () => {
    const path = join(folder, 'huge.csv');
    const descriptor = openSync(path, 'w');
    // Sparse: it takes no room on the disk, but reads as two gigabytes of zeros.
    ftruncateSync(descriptor, 2 ** 31);
    closeSync(descriptor);
    const { code, err } = await cli('--replay', path);
    expect(code).toBe(2);
    expect(err).toMatch(/line 1: has more than 65536 characters/);
  });

  it('sorts an unordered log when asked to', async () => {
    expect((await summary('--sort', '--replay', file('sort.csv', `${simple}0,10,5\n`))).requests).toBe(2);
  });
});
