/** What data sets call models, GPUs, engines and precisions, mapped to the catalogue's entries. */
import { findGpu, type GpuSpec } from '@/catalog/gpus';
import { findModel, type ModelSpec } from '@/catalog/models';
import type { EngineId, Precision } from '@/core/scenario';

/** The part after the owner, in lower case, with one separator: "meta-llama/Llama-3.1-8B" -> "llama-3.1-8b". */
const plain = (name: string): string => (name.split('/').pop() ?? name).toLowerCase().trim().replace(/[\s_]+/g, '-');

/** Layouts that were published under several names: the older Llamas by size, the newer by version and size. */
const LLAMA_BY_SIZE: Readonly<Record<string, string>> = { '7': 'llama-2-7b', '13': 'llama-2-13b', '65': 'llama-65b', '70': 'llama-2-70b' };
const LLAMA_3: Readonly<Record<string, string>> = { '1': 'llama-3.2-1b', '3': 'llama-3.2-3b', '8': 'llama-3.1-8b', '70': 'llama-3.1-70b', '405': 'llama-3.1-405b' };

const RULES: readonly (readonly [RegExp, string | ((match: RegExpExecArray) => string | undefined)])[] = [
  [/gpt-?oss-?(20|120)b/, (m) => `gpt-oss-${m[1]}b`],
  [/gpt-?j/, 'gpt-j-6b'],
  [/gpt-?3.*175/, 'gpt-3-175b'],
  [/bloom(?!.*\d+b)|bloom.*176/, 'bloom-176b'],
  [/falcon\D*(180|40|7)b?/, (m) => `falcon-${m[1]}b`],
  [/mixtral.*8x(22|7)/, (m) => `mixtral-8x${m[1]}b`],
  [/mixtral/, 'mixtral-8x7b'],
  [/mistral.*nemo|nemo.*12b/, 'mistral-nemo-12b'],
  [/mistral(?!.*(large|small|medium|2[24]b|123b))/, 'mistral-7b'],
  [/code-?llama.*34b/, 'code-llama-34b'],
  [/llama\D*3(?:[.-]\d)?\D+(\d+)b/, (m) => LLAMA_3[m[1] ?? '']],
  [/llama\D*[12]?\D+(\d+)b/, (m) => LLAMA_BY_SIZE[m[1] ?? '']],
  [/qwen-?(2|2\.5|3)\D+?(\d+(?:\.\d+)?b(?:-a\d+b)?)/, (m) => `qwen${m[1] === '2' ? '2.5' : m[1]}-${m[2]}`],
  [/deepseek.*(v3|r1)(?!.*distill)/, 'deepseek-v3'],
  [/gemma-7b/, 'gemma-7b'],
  [/yi.*34b/, 'yi-34b'],
  [/phi-?4(?!.*mini)/, 'phi-4'],
];

/** The catalogue's model for a data set's name, or undefined. */
export function modelNamed(name: string): ModelSpec | undefined {
  const text = plain(name);
  const exact = findModel(text);
  if (exact !== undefined) return exact;
  for (const [pattern, target] of RULES) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const id = typeof target === 'string' ? target : target(match);
    return id === undefined ? undefined : findModel(id);
  }
  return undefined;
}

/** Most specific first. */
const GPU_RULES: readonly (readonly [RegExp, string])[] = [
  [/gb200/, 'gb200'], [/gh200.*144|gh200.*hbm3e/, 'gh200-144gb'], [/gh200/, 'gh200'], [/b300/, 'b300-sxm'], [/b200/, 'b200-sxm'],
  [/h200.*nvl/, 'h200-nvl'], [/h200/, 'h200-sxm'], [/h100.*nvl/, 'h100-nvl'], [/h100.*pcie/, 'h100-pcie'], [/h100/, 'h100-sxm'],
  [/h20(?!\d)/, 'h20'], [/a100.*pcie/, 'a100-pcie-80gb'], [/a100.*40/, 'a100-sxm-40gb'], [/a100/, 'a100-sxm-80gb'],
  [/l40s/, 'l40s'], [/l40/, 'l40'], [/(^|-)l4(-|$)/, 'l4'], [/rtx-?pro-?6000/, 'rtx-pro-6000'], [/a6000/, 'rtx-a6000'], [/4090/, 'rtx-4090'],
  [/(^|-)a10g?(-|$)/, 'a10'], [/mi-?300x/, 'mi300x'],
];

/** The catalogue's GPU for a data set's name, or undefined. */
export function gpuNamed(name: string): GpuSpec | undefined {
  const text = plain(name);
  const rule = GPU_RULES.find(([pattern]) => pattern.test(text));
  return findGpu(text) ?? (rule === undefined ? undefined : findGpu(rule[1]));
}

/** The engine for a data set's name, or undefined. vLLM before 0.4 ran without CUDA graphs for most of its life. */
export function engineNamed(name: string): EngineId | undefined {
  const text = name.toLowerCase();
  if (/\bnim\b/.test(text)) return 'nim';
  if (/tensorrt|trt-?llm/.test(text)) return 'tensorrt-llm';
  if (/sglang/.test(text)) return 'sglang';
  if (/vllm/.test(text)) return /2023|splitwise|v?\b0\.[0-3]\b/.test(text) ? 'vllm-2023' : 'vllm';
  return undefined;
}

/** The precision of the weights, or undefined. Half and bfloat16 weigh the same. */
export function precisionNamed(name: string): Precision | undefined {
  const text = name.toLowerCase();
  if (/fp4|mxfp4/.test(text)) return 'fp4';
  if (/int4|w4a16|awq|gptq/.test(text)) return 'int4';
  if (/int8|w8a16|w8a8-int/.test(text)) return 'int8';
  if (/fp8|e4m3/.test(text)) return 'fp8';
  if (/16|half/.test(text)) return 'bf16';
  return undefined;
}
