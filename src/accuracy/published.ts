/**
 * Figures that vendors and projects publish about their own systems: the check that needs no data folder. A test
 * holds the model's error on them. Static batches unless `clients` is given (that many at a time, each asking again).
 */
import type { EngineId, KvPrecision, Precision } from '@/core/scenario';
import { findGpu } from '@/catalog/gpus';
import { findModel } from '@/catalog/models';
import { predictClosedLoop } from './closed-loop';
import { engineVersion } from './engine-versions';
import { rooflineWith, type Parameters } from './parameters';
import { Collector, type FileResult, type Metric } from './points';
import { predictStatic } from './static-batch';

export interface PublishedFigure {
  readonly model: string;
  readonly gpu: string;
  readonly gpus: number;
  readonly precision: Precision;
  readonly engine: EngineId;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly batch: number;
  readonly clients?: true;
  /** The engine's version, where it matters. */
  readonly version?: string;
  readonly metric: Metric;
  readonly ms: number;
  readonly source: string;
}

type Setup = Omit<PublishedFigure, 'metric' | 'ms' | 'source'>;

const TRT_05 = 'NVIDIA TensorRT-LLM documentation, performance.md of release 0.5';
const GPT_FAST = 'pytorch-labs/gpt-fast README (commit 0f925b5): A100 80 GB limited to 330 W, batch 1, prompt of 5 tokens; 200 tokens written';
const GPT_FAST_MOE = 'pytorch-labs/gpt-fast mixtral-moe/README (commit 056f8fb): A100 80 GB limited to 330 W, batch 1, prompt of 5 tokens; 200 tokens written';
const VLLM_CI = 'vLLM performance benchmark on Buildkite (latency tests of 2024: 32 tokens in, 128 out, batch of 8, mean of the total)';
const NIM_DOCS = 'NVIDIA NIM LLMs Benchmarking documentation 1.0.0, Performance: Llama-3.3-70b-instruct, 2 × H100 80G, fp8';
const SPLITWISE = 'Splitwise (ISCA 2024) artifact, data/perf_model.csv (Mutinifni/splitwise-sim, commit 8f99e7d)';

/** gpt-fast has no server and keeps the host off the critical path; TensorRT-LLM is the engine of ours that is nearest. */
const gptFast = (model: string, precision: Precision, source: string, byGpus: readonly (readonly [gpus: number, tokensPerSecond: number])[]): PublishedFigure[] =>
  byGpus.map(([gpus, rate]) => ({ model, gpu: 'a100-sxm-80gb', gpus, precision, engine: 'tensorrt-llm', inputTokens: 5, outputTokens: 200, batch: 1, metric: 'tpot', ms: 1000 / rate, source }));

const firstToken = (model: string, gpu: string, gpus: number, precision: Precision, at128: number, at2048: number): PublishedFigure[] =>
  ([[128, at128], [2048, at2048]] as const).map(([inputTokens, ms]) => ({ model, gpu, gpus, precision, engine: 'tensorrt-llm', inputTokens, outputTokens: 1, batch: 1, metric: 'ttft', ms, source: TRT_05 }));

/** Throughput of one static batch is its tokens over its total time. */
const batchTotal = (model: string, gpu: string, gpus: number, rows: readonly (readonly [batch: number, inputTokens: number, outputTokens: number, tokensPerSecond: number])[]): PublishedFigure[] =>
  rows.map(([batch, inputTokens, outputTokens, rate]) => ({ model, gpu, gpus, precision: 'fp8', engine: 'tensorrt-llm', inputTokens, outputTokens, batch, metric: 'e2e', ms: (1000 * batch * outputTokens) / rate, source: TRT_05 }));

const vllm = (model: string, gpu: string, gpus: number, ms: number): PublishedFigure =>
  ({ model, gpu, gpus, precision: 'bf16', engine: 'vllm', inputTokens: 32, outputTokens: 128, batch: 8, metric: 'e2e', ms, source: VLLM_CI });

const both = (setup: Setup, ttft: number, second: 'tpot' | 'itl', ms: number, source: string): PublishedFigure[] =>
  [{ ...setup, metric: 'ttft', ms: ttft, source }, { ...setup, metric: second, ms, source }];
const nim = (version: string, inputTokens: number, outputTokens: number, batch: number, ttft: number, itl: number): PublishedFigure[] =>
  both({ model: 'llama-3.1-70b', gpu: 'h100-sxm', gpus: 2, precision: 'fp8', engine: 'nim', inputTokens, outputTokens, batch, clients: true, version }, ttft, 'itl', itl, `${NIM_DOCS}, ${version}`);
const splitwise = (model: string, gpus: number, inputTokens: number, ttft: number, tpot: number): PublishedFigure[] =>
  both({ model, gpu: 'a100-sxm-80gb', gpus, precision: 'bf16', engine: 'vllm-2023', inputTokens, outputTokens: 128, batch: 1 }, ttft, 'tpot', tpot, SPLITWISE);

export const PUBLISHED: readonly PublishedFigure[] = [
  ...gptFast('llama-2-7b', 'bf16', GPT_FAST, [[1, 104.9], [2, 168.84], [4, 254.02], [8, 328.43]]),
  ...gptFast('llama-2-7b', 'int8', GPT_FAST, [[1, 155.58]]),
  ...gptFast('llama-2-7b', 'int4', GPT_FAST, [[1, 196.8]]),
  ...gptFast('llama-2-70b', 'bf16', GPT_FAST, [[2, 21.32], [4, 38.01], [8, 62.5]]),
  ...gptFast('llama-2-70b', 'int8', GPT_FAST, [[1, 19.13], [8, 80.44]]),
  ...gptFast('llama-2-70b', 'int4', GPT_FAST, [[1, 25.25], [8, 90.77]]),
  ...gptFast('mixtral-8x7b', 'bf16', GPT_FAST_MOE, [[2, 78.75], [4, 118.23], [8, 203.69]]),
  ...gptFast('mixtral-8x7b', 'int8', GPT_FAST_MOE, [[1, 56.04], [2, 99.91], [4, 149.53], [8, 218.48]]),
  ...firstToken('gpt-j-6b', 'h100-sxm', 1, 'fp8', 7, 29),
  ...firstToken('llama-2-7b', 'h100-sxm', 1, 'fp8', 7, 36),
  ...firstToken('llama-2-70b', 'h100-sxm', 4, 'fp8', 26, 109),
  ...firstToken('falcon-180b', 'h100-sxm', 8, 'fp8', 27, 205),
  ...firstToken('gpt-j-6b', 'l40s', 1, 'fp8', 12, 71),
  ...firstToken('llama-2-7b', 'l40s', 1, 'fp8', 14, 73),
  ...firstToken('gpt-j-6b', 'a100-sxm-80gb', 1, 'bf16', 12, 129),
  ...firstToken('llama-2-7b', 'a100-sxm-80gb', 1, 'bf16', 16, 133),
  ...firstToken('llama-2-70b', 'a100-sxm-80gb', 4, 'bf16', 47, 377),
  ...firstToken('falcon-180b', 'a100-sxm-80gb', 8, 'bf16', 61, 509),
  ...batchTotal('gpt-j-6b', 'h100-sxm', 1, [[64, 128, 128, 10_907], [64, 128, 2048, 6179], [64, 2048, 128, 2229], [64, 2048, 2048, 2980]]),
  ...batchTotal('llama-2-7b', 'h100-sxm', 1, [[64, 128, 128, 9193], [64, 128, 2048, 5367], [64, 2048, 128, 2058], [32, 2048, 2048, 2230]]),
  ...batchTotal('llama-2-7b', 'l40s', 1, [[64, 128, 128, 3240], [64, 128, 2048, 1622], [32, 2048, 128, 581]]),
  vllm('llama-3.1-70b', 'h200-sxm', 4, 2077.53), vllm('llama-3.1-8b', 'h200-sxm', 1, 833.42), vllm('mixtral-8x7b', 'h200-sxm', 2, 1917.44),
  vllm('llama-3.1-70b', 'h100-sxm', 4, 2444.47), vllm('llama-3.1-8b', 'h100-sxm', 1, 997.54), vllm('mixtral-8x7b', 'h100-sxm', 2, 2326.97),
  vllm('llama-3.1-8b', 'a100-sxm-80gb', 1, 1585.43),
  ...nim('NIM 1.8.0', 5000, 500, 1, 406.77, 18.58), ...nim('NIM 1.8.0', 5000, 500, 5, 546.7, 21.83), ...nim('NIM 1.8.0', 5000, 500, 25, 688.69, 38.75), ...nim('NIM 1.8.0', 5000, 500, 50, 834.51, 59.73),
  ...nim('NIM 1.8.0', 500, 2000, 1, 47.77, 18.91),
  ...splitwise('bloom-176b', 8, 512, 173.81, 48.76), ...splitwise('llama-2-70b', 4, 512, 126.96, 44.99), ...splitwise('llama-2-70b', 8, 512, 94.31, 44.85),
];

const KV: Readonly<Record<Precision, KvPrecision>> = { bf16: 'bf16', fp8: 'fp8', int8: 'bf16', int4: 'bf16', fp4: 'fp8' };

/** The model's predictions for the built-in figures, in the form of any other table. @throws Error for an entry the catalogue lacks. */
export function evaluatePublished(parameters?: Parameters): FileResult {
  const into = new Collector();
  PUBLISHED.forEach((figure, index) => {
    const { gpus, precision, engine, inputTokens, outputTokens, batch } = figure;
    const [model, gpu] = [findModel(figure.model), findGpu(figure.gpu)];
    if (model === undefined || gpu === undefined) throw new Error(`no ${figure.model} or no ${figure.gpu} in the catalogue`);
    const deployment = { model, gpu, tensorParallel: gpus, weightPrecision: precision, kvPrecision: KV[precision], engine };
    const roofline = rooflineWith(deployment, parameters, engineVersion(figure.version ?? '', gpu)?.engine);
    const names = { line: index + 1, model: model.name, gpu: gpu.name, engine: roofline.engine.name, precision, saturated: false };
    into.add({ deployment, inputTokens, outputTokens, batch }, names, [[figure.metric, figure.ms, predictFigure(figure, roofline)]]);
  });
  return into.result('published figures');
}

function predictFigure({ clients, version = '', metric, inputTokens, outputTokens, batch }: PublishedFigure, roofline: ReturnType<typeof rooflineWith>): number {
  if (clients === true) {
    const load = predictClosedLoop({ inputTokens, outputTokens, concurrency: batch }, roofline, engineVersion(version, roofline.deployment.gpu)?.warm);
    return { ttft: load.ttftMs.mean, itl: load.itlMs.mean, tpot: load.itlMs.mean, e2e: load.e2eMs.mean }[metric];
  }
  const alone = predictStatic({ inputTokens, outputTokens, batch }, roofline);
  return { ttft: alone.ttftMs, tpot: alone.tpotMs, itl: alone.tpotMs, e2e: alone.e2eMs }[metric];
}
