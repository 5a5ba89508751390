import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnNames, loadColumnNames } from '@/accuracy/columns';
import { findGpu, type GpuSpec } from '@/catalog/gpus';
import { engineVersion } from '@/accuracy/engine-versions';
import { evaluateTable, groupErrors } from '@/accuracy/evaluate';
import { accuracyReport, accuracyText } from '@/accuracy/report';
import { expectOk } from '@/core/result';

const evaluate = (lines: readonly string[]) => expectOk(evaluateTable('t.csv', lines.join('\n')));

describe('column names', () => {
  it('other names, capitals and punctuation mean the same', () => {
    expect(columnNames(['Model Name', 'GPU Type', 'Framework', 'dtype', 'tensor_parallel_size', 'ISL', 'OSL', 'Batch Size', 'TTFT (ms)', 'TPOT [ms]', 'my note']))
      .toEqual(['model', 'gpu', 'engine', 'precision', 'tp', 'input_tokens', 'output_tokens', 'batch', 'ttft_ms', 'tpot_ms', 'my_note']);
  });
  it('a column with the usual name wins, and no two get the same', () => {
    expect(columnNames(['isl', 'input_tokens', 'prompt_tokens'])).toEqual(['isl', 'input_tokens', 'prompt_tokens']);
    expect(columnNames(['isl', 'prompt_tokens'])).toEqual(['input_tokens', 'prompt_tokens']);
    const header = fc.uniqueArray(fc.constantFrom('isl', 'input_len', 'input_tokens', 'tp', 'gpus', 'batch', 'bs', 'ttft_ms', 'prefill_ms', 'other', 'ttft_avg_ms', 'concurrency'));
    fc.assert(fc.property(header, (names) => {
      for (const of of [columnNames, loadColumnNames]) expect(new Set(of(names)).size).toBe(names.length);
    }));
  });
  it('times without a unit are not taken', () => {
    expect(columnNames(['ttft', 'latency', 'ttft_s'])).toEqual(['ttft', 'latency', 'ttft_s']);
  });
  it('under load, a metric by itself is its mean', () => {
    expect(loadColumnNames(['concurrency', 'ttft_ms', 'itl_ms'])).toEqual(['concurrency', 'ttft_avg_ms', 'itl_avg_ms']);
    expect(loadColumnNames(['batch', 'ttft_ms'])).toEqual(['batch', 'ttft_ms']);
  });
  it('a table under other names is predicted like one under the usual names', () => {
    const row = 'Llama-3.1-8B,TensorRT-LLM 0.9,H100,1,fp16,500,100,4,20,8';
    const usual = evaluate(['model,engine,gpu,tp,precision,input_tokens,output_tokens,batch,ttft_ms,tpot_ms', row]);
    const other = evaluate(['Model,Backend,Device,num_gpus,Quantization,ISL,OSL,BS,TTFT (ms),Time per output token (ms)', row]);
    expect(other).toEqual(usual);
    expect(usual.points).toHaveLength(2);
    // One GPU where nothing is said of them.
    const one = evaluate(['model,engine,gpu,precision,input_tokens,output_tokens,batch,ttft_ms,tpot_ms', row.replace(',1,', ',')]);
    expect(one.points.map((p) => p.predictedMs)).toEqual(usual.points.map((p) => p.predictedMs));
  });
  it('the cache\'s own precision counts where a table gives it', () => {
    const kv = (name: string): string | undefined => evaluate(['model,engine,gpu,precision,input_tokens,output_tokens,batch,tpot_ms,kv_cache_dtype', `Llama-3.1-8B,vLLM,H100,fp8,500,100,4,8,${name}`]).points[0]?.setup.deployment.kvPrecision;
    expect([kv(''), kv('auto'), kv('fp8_e4m3'), kv('bfloat16')]).toEqual(['bf16', 'bf16', 'fp8', 'bf16']);
  });
  it('NCCL instead of custom all-reduces makes steps longer', () => {
    const of = (custom: string): number => evaluate(['model,engine,gpu,tp,precision,input_tokens,output_tokens,batch,tpot_ms,custom_allreduce', `LLaMA v2 70B,TensorRT-LLM,H100,8,fp8,500,100,4,8,${custom}`]).points[0]?.predictedMs ?? 0;
    expect(of('No') - of('Yes')).toBeCloseTo(160 * 3 * 0.0043, 6);
    expect(of('')).toBe(of('Yes'));
  });
});

const gpu = (id: string): GpuSpec => findGpu(id) ?? ((): never => { throw new Error(id); })();

describe('load tests', () => {
  it('vLLM takes larger steps on large GPUs since 0.8, but not on A100', () => {
    for (const name of ['vLLM 0.8.5', 'vllm-0.19.0', 'vLLM V1']) {
      expect(engineVersion(name, gpu('h200-sxm'))?.engine.prefillChunkTokens).toBe(8192);
      expect(engineVersion(name, gpu('a100-sxm-80gb'))).toBeUndefined();
      expect(engineVersion(name, gpu('l40s'))).toBeUndefined();
    }
    for (const name of ['vLLM', 'vLLM 0.6.3', 'SGLang 0.8']) expect(engineVersion(name, gpu('h200-sxm'))).toBeUndefined();
  });
  const HEAD = 'model,engine,gpu,tp,precision,input_tokens,output_tokens,concurrency,ttft_avg_ms,ttft_p95_ms,itl_avg_ms,itl_p95_ms';
  it('95th percentiles are a list of their own', () => {
    const result = evaluate([HEAD, 'meta-llama3-8b,NIM,H100,1,fp16,500,100,10,80,120,9,10']);
    expect(groupErrors(result.points).map((g) => g.metric)).toEqual(['ttft', 'itl']);
    expect(groupErrors(result.p95 ?? []).map((g) => g.metric)).toEqual(['ttft', 'itl']);
    const [p95, mean] = [result.p95?.[0], result.points[0]];
    expect(p95?.measuredMs).toBe(120);
    expect(p95?.predictedMs).toBeGreaterThan(mean?.predictedMs ?? Number.POSITIVE_INFINITY);
    expect(Object.keys(accuracyReport([result]).files[0] ?? {})).toEqual(['file', 'rows', 'skipped', 'groups', 'p95']);
    expect(accuracyText([result])).toContain('TTFT p95');
  });
  it('later NIMs read prompts one by one, so a crowd waits less', () => {
    const h100 = gpu('h100-sxm');
    expect(engineVersion('NIM (TensorRT-LLM)', h100)).toBeUndefined();
    expect(engineVersion('NIM 1.0.0', h100)).toBeUndefined();
    for (const name of ['NIM 1.8.0', 'NVIDIA NIM v1.3', 'NIM (1.12)']) expect(engineVersion(name, h100)).toBeDefined();
    const ttft = (engine: string): number => evaluate([HEAD, `llama-3.1-70b,${engine},H100,2,fp8,5000,500,25,700,,40,`]).points[0]?.predictedMs ?? 0;
    // NVIDIA publishes 689 ms for NIM 1.8.0.
    expect(ttft('NIM')).toBeGreaterThan(3 * ttft('NIM 1.8.0'));
    expect(Math.abs(ttft('NIM 1.8.0') / 689 - 1)).toBeLessThan(0.2);
  });
});
