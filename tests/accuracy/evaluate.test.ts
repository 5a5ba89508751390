import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { predictClosedLoop } from '@/accuracy/closed-loop';
import { deploymentOf } from '@/accuracy/deployment';
import { errorStatistics } from '@/accuracy/errors';
import { evaluateTable, groupErrors, hasKnownShape, pointErrors } from '@/accuracy/evaluate';
import { rooflineWith } from '@/accuracy/parameters';
import type { FileResult } from '@/accuracy/points';
import { evaluatePublished, PUBLISHED } from '@/accuracy/published';
import { accuracyMarkdown, accuracyReport, accuracyText } from '@/accuracy/report';
import { scatterSvg } from '@/accuracy/scatter';
import { predictStatic } from '@/accuracy/static-batch';
import { expectOk } from '@/core/result';

const evaluate = (lines: readonly string[]): FileResult => expectOk(evaluateTable('t.csv', lines.join('\n')));
const STATIC = 'model,engine,gpu,tp,precision,input_tokens,output_tokens,batch,ttft_ms,tpot_ms,e2e_ms';
const BATCHING = 'model,engine,gpu,tp,precision,input_tokens,output_tokens,concurrency,ttft_avg_ms,itl_avg_ms,e2e_avg_ms';
const REQUESTS = 'run,gpu,model,precision,engine,tp,dp,max_num_seqs,max_num_batched_tokens,arrival_s,input_tokens,output_tokens,queue_ms,ttft_from_queued_ms,tpot_ms,e2e_from_queued_ms';
const llama = (() => {
  const d = deploymentOf({ model: 'Llama 3.1 8B', gpu: 'H100', engine: 'TensorRT-LLM', precision: 'fp16', tp: 1 });
  if (typeof d === 'string') throw new Error(d);
  return d;
})();

describe('error statistics', () => {
  it('are those of a hand calculation', () => {
    // Errors of +10, -20, 0 and +50 per cent.
    const e = errorStatistics([[100, 110], [100, 80], [50, 50], [10, 15]].map(([measured, predicted]) => ({ measured: measured as number, predicted: predicted as number })));
    expect(e.mape).toBeCloseTo(20, 9);
    expect(e.medianApe).toBeCloseTo(15, 9);
    expect(e.p90Ape).toBeCloseTo(41, 9);
    expect(e.bias).toBeCloseTo(10, 9);
  });
});

describe('tables', () => {
  it('a table of the model\'s own predictions has no error, and its scaled copy the scale', () => {
    const p = predictStatic({ inputTokens: 500, outputTokens: 100, batch: 4 }, rooflineWith(llama));
    const result = evaluate([STATIC, `Llama-3.1-8B,TensorRT-LLM 0.9,H100,1,fp16,500,100,4,${p.ttftMs},${p.tpotMs * 2},`]);
    expect(result).toMatchObject({ rows: 1, skipped: [] });
    const [ttft, tpot] = groupErrors(result.points);
    expect(ttft).toMatchObject({ metric: 'ttft', rows: 1, saturated: false, model: 'Llama-3.1-8B', gpu: 'H100' });
    expect(ttft?.mape).toBeCloseTo(0, 9);
    expect(tpot?.mape).toBeCloseTo(50, 9);
    expect(tpot?.bias).toBeCloseTo(-50, 9);
  });
  it('what cannot be modeled is counted with its reason', () => {
    const result = evaluate([
      STATIC, 'NoSuchLM 5B,TensorRT-LLM,H100,1,fp16,500,100,4,10,10,10', 'Llama-3.1-8B,TensorRT-LLM,V100,1,fp16,500,100,4,10,10,10', 'Llama-3.1-8B,TGI,H100,1,fp16,500,100,4,10,10,10',
      'Llama-3.1-8B,TensorRT-LLM,H100,3,fp16,500,100,4,10,10,10', 'Llama-3.1-8B,TensorRT-LLM,H100,1,fp16,500,100,4,,,', 'Llama-3.1-8B,TensorRT-LLM,H100,1,fp16,0,100,4,1,1,1',
      'Llama-3.1-8B,TensorRT-LLM,H100,1,fp16,many,100,4,1,1,1', 'Llama-3.1-8B,TensorRT-LLM,H100,1,fp16,500,100,4,10,10,10',
    ]);
    expect(result.rows).toBe(1);
    expect(result.skipped.reduce((sum, s) => sum + s.rows, 0)).toBe(7);
    expect(result.skipped.map((s) => s.reason).join(' | ')).toMatch(/model "NoSuchLM 5B".*GPU "V100".*engine "TGI".*do not divide the 32 heads.*no measured time.*below one|line 8 input_tokens is not a number/);
  });
  it('rows used and rows skipped are all rows', () => {
    const names = fc.constantFrom('Llama-3.1-8B', 'Falcon 7B', 'unknown');
    fc.assert(fc.property(fc.array(fc.tuple(names, fc.constantFrom('H100', 'L4', 'V100'), fc.constantFrom('1', '2', 'x'), fc.constantFrom('', '5', '-1')), { maxLength: 12 }), (rows) => {
      const result = evaluate([STATIC, ...rows.map(([model, gpu, tp, ttft]) => `${model},TensorRT-LLM,${gpu},${tp},fp8,100,50,1,${ttft},,`)]);
      expect(result.rows + result.skipped.reduce((sum, s) => sum + s.rows, 0)).toBe(rows.length);
    }));
  });
  it('a full KV cache is kept apart', () => {
    const row = (clients: number): string => `meta-llama3-8b,NIM (TensorRT-LLM),H100,1,fp16,2000,2000,${clients},100,10,1000`;
    const groups = groupErrors(evaluate([BATCHING, row(10), row(250)]).points);
    expect(groups.map((g) => [g.metric, g.saturated])).toEqual([['ttft', false], ['ttft', true], ['itl', false], ['itl', true], ['e2e', false], ['e2e', true]]);
  });
  it('a replayed run: a lone request takes its own time, a crowd waits for its slots', () => {
    const row = (arrival: number): string => `r,RTXPRO6000,meta-llama/Llama-3.1-8B,bf16,vLLM 0.19.0,1,1,2,2048,${arrival},600,40,0,1,1,1`;
    const of = (rows: readonly string[]) => evaluate([REQUESTS, ...rows]).points;
    const lone = of([row(0)]).map((p) => p.predictedMs);
    expect(lone).toHaveLength(3);
    expect(lone[2]).toBeCloseTo((lone[0] ?? 0) + 39 * (lone[1] ?? 0), 6);
    const crowd = of([0, 0, 0, 0].map(row));
    const first = crowd.filter((p) => p.metric === 'ttft').map((p) => p.predictedMs).sort((a, b) => a - b);
    expect(first[3]).toBeGreaterThan(first[1] as number + 39 * (lone[1] ?? 0) * 0.9);
  });
  it('shapes are told by their columns, whatever the file is called', () => {
    expect(hasKnownShape(`${STATIC}\n`)).toBe(true);
    expect(evaluateTable('kernels.csv', 'gpu,op,latency_ms\nh100,gemm,1\n')).toMatchObject({ ok: false, error: { code: 'table-unknown' } });
    expect(evaluateTable('t.csv', 'batch,ttft_ms,tpot_ms\n1,2,3\n')).toMatchObject({ ok: false, error: { code: 'csv-columns-missing' } });
    for (const text of ['', '\n', '\u0000', '"']) expect(evaluateTable('t.csv', text).ok).toBe(false);
  });
  it('fixed concurrency: mean latency and throughput obey Little\'s law', () => {
    const nim = rooflineWith({ ...llama, engine: 'nim' });
    for (const concurrency of [1, 8, 40]) {
      const p = predictClosedLoop({ inputTokens: 300, outputTokens: 100, concurrency }, nim);
      expect(p.e2eMs.mean).toBeCloseTo(p.ttftMs.mean + 99 * p.itlMs.mean, 3);
      expect(p.ttftMs.p95).toBeGreaterThanOrEqual(p.ttftMs.mean);
    }
  });
});

describe('reports', () => {
  const result = evaluate([STATIC, 'Llama-3.1-8B,TensorRT-LLM 0.9,H100,1,fp16,500,100,4,20,8,', 'what,TensorRT-LLM,H100,1,fp16,500,100,4,20,8,']);
  it('JSON has exactly the agreed fields', () => {
    const report = accuracyReport([result]);
    expect(Object.keys(report)).toEqual(['files']);
    const [file] = report.files;
    expect(Object.keys(file ?? {})).toEqual(['file', 'rows', 'skipped', 'groups']);
    expect(file).toMatchObject({ file: 't.csv', rows: 1, skipped: [{ reason: 'no layout for the model "what"', rows: 1 }] });
    for (const group of file?.groups ?? []) expect(Object.keys(group)).toEqual(['model', 'gpu', 'engine', 'precision', 'metric', 'rows', 'saturated', 'mape', 'medianApe', 'p90Ape', 'bias']);
  });
  it('text and Markdown name every group and every skipped row', () => {
    for (const text of [accuracyText([result]), accuracyMarkdown([result])]) {
      expect(text).toContain('Llama-3.1-8B, H100, TensorRT-LLM 0.9, fp16');
      expect(text).toContain('1: no layout for the model "what"');
    }
  });
  it('the plot has a mark for every point and survives names with markup', () => {
    const svg = scatterSvg([{ name: '<b>"t"', points: result.points }]);
    expect(svg.match(/M[\d.]+ [\d.]+h0/g)).toHaveLength(result.points.length);
    expect(svg).not.toContain('<b>');
    expect(scatterSvg([])).toContain('</svg>');
  });
});

/** Per cent, and a share. Today: 8.0, 7.8, 0.89. */
const BOUNDS = { median: 9, vllm: 8.8, within30: 0.86 };

describe('published figures', () => {
  const { points, skipped } = evaluatePublished();
  it('are forty or more, of several sources, and all are predicted', () => {
    expect(PUBLISHED.length).toBeGreaterThanOrEqual(40);
    expect(new Set(PUBLISHED.map((f) => f.source)).size).toBeGreaterThanOrEqual(5);
    expect(new Set(PUBLISHED.map((f) => `${f.model} ${f.gpu} ${f.gpus} ${f.precision} ${f.engine} ${f.inputTokens} ${f.outputTokens} ${f.batch} ${f.metric}`)).size).toBe(PUBLISHED.length);
    expect(points).toHaveLength(PUBLISHED.length);
    expect(skipped).toEqual([]);
  });
  // What the model reaches today, and a small margin.
  it('are met as well as today', () => {
    expect(pointErrors(points).medianApe).toBeLessThan(BOUNDS.median);
    expect(pointErrors(points.filter((p) => p.engine === 'vLLM')).mape).toBeLessThan(BOUNDS.vllm);
    const near = points.filter((p) => Math.abs(p.predictedMs / p.measuredMs - 1) < 0.3).length / points.length;
    expect(near).toBeGreaterThan(BOUNDS.within30);
  });
});
