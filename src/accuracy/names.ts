/** What data sets call models, GPUs, engines and precisions, mapped to the catalogue's entries. */
import { findGpu, type GpuSpec } from '@/catalog/gpus';
import { findModel, type ModelSpec } from '@/catalog/models';
import type { EngineId, Precision } from '@/core/scenario';

/** The part after the owner, in lower case, with one separator: "meta-llama/Llama-3.1-8B" -> "llama-3.1-8b". */
const plain = (name: string): string => (name.split('/').filter((part) => part.trim() !== '').pop() ?? '').toLowerCase().trim().replace(/[\s_:()]+/g, '-').replace(/-+/g, '-').replace(/^-|-$/g, '');

/** Layouts that were published under several names: the older Llamas by size, the newer by version and size. */
const LLAMA_BY_SIZE: Readonly<Record<string, string>> = { '7': 'llama-2-7b', '13': 'llama-2-13b', '30': 'llama-33b', '33': 'llama-33b', '34': 'code-llama-34b', '65': 'llama-65b', '70': 'llama-2-70b' };
const LLAMA_3: Readonly<Record<string, string>> = { '1': 'llama-3.2-1b', '3': 'llama-3.2-3b', '8': 'llama-3.1-8b', '70': 'llama-3.1-70b', '405': 'llama-3.1-405b' };
/** Qwen2's dense layouts are Qwen2.5's; what differs is training. */
const QWEN: Readonly<Record<string, string>> = { '1.5': 'qwen1.5', '2': 'qwen2.5', '2.5': 'qwen2.5', '3': 'qwen3' };
const GEMMA: Readonly<Record<string, string>> = { '2': 'gemma-2', '3': 'gemma-3' };
const MISTRAL_SIZES: Readonly<Record<string, string>> = { '7': 'mistral-7b', '12': 'mistral-nemo-12b', '22': 'mistral-small-22b', '24': 'mistral-small-24b', '123': 'mistral-large-123b' };

/** In this order: families that carry another's name (distillations, Nemotron) before it. A rule that matches decides. */
const RULES: readonly (readonly [RegExp, string | ((match: RegExpExecArray) => string | undefined)])[] = [
  [/gpt-?oss-?(20|120)b/, (m) => `gpt-oss-${m[1]}b`],
  [/gpt-?j/, 'gpt-j-6b'],
  [/gpt-?neox/, 'gpt-neox-20b'],
  [/gpt-?3\D.*175|gpt-?3$|gpt-175/, 'gpt-3-175b'],
  [/^opt-?(1\.3|2\.7|6\.7|13|30|66|175)b/, (m) => `opt-${m[1]}b`],
  [/mpt-?(7|30)b/, (m) => `mpt-${m[1]}b`],
  [/bloomz?.*(7b1|7\.1b|-7b)/, 'bloom-7b'],
  [/bloomz?(?!.*\d+(\.\d+)?[bm])|bloomz?.*17[65]/, 'bloom-176b'],
  [/falcon-?(180|40|7)b?(?!\d)/, (m) => `falcon-${m[1]}b`],
  [/mixtral.*8x-?(22|7)/, (m) => `mixtral-8x${m[1]}b`],
  [/mixtral/, 'mixtral-8x7b'],
  [/mistral.*nemo|^nemo.*12b/, 'mistral-nemo-12b'],
  [/mistral-large/, 'mistral-large-123b'],
  [/mistral-small-3|mistral-small.*2[56]\d\d/, 'mistral-small-24b'],
  [/mistral\D*(\d+)b/, (m) => MISTRAL_SIZES[m[1] ?? '']],
  [/mistral(?!.*(small|medium|large))/, 'mistral-7b'],
  [/nemotron-?4-?(15|340)b/, (m) => `nemotron-4-${m[1]}b`],
  [/(tiny-?llama|^tinyllama)/, 'tinyllama-1.1b'],
  [/deepseek.*distill.*qwen\D*([\d.]+b)/, (m) => (m[1] === '1.5b' || m[1] === '7b' || m[1] === '14b' || m[1] === '32b' ? `qwen2.5-${m[1]}` : undefined)],
  [/deepseek.*distill.*llama\D*(8|70)b/, (m) => LLAMA_3[m[1] ?? '']],
  [/deepseek.*(v3|r1)(?!.*distill)/, 'deepseek-v3'],
  [/deepseek.*v2(?!.*lite)/, 'deepseek-v2'],
  [/kimi-?k2/, 'kimi-k2'],
  [/dbrx/, 'dbrx-132b'],
  [/command-?r-?(plus|\+|.*104b)/, 'command-r-plus-104b'],
  [/command-?r/, 'command-r-35b'],
  [/starcoder-?2.*15b/, 'starcoder2-15b'],
  [/chatglm-?[23].*6b/, 'chatglm3-6b'],
  [/glm-?4.*9b/, 'glm-4-9b'],
  [/llama-?v?4(?!\d)/, () => undefined],
  [/llama-?v?3(?:[.-]\d)?(?!\d)\D*?(\d+)b/, (m) => LLAMA_3[m[1] ?? '']],
  [/(?:llama|vicuna)(?!.*nemotron)\D*?(?:v?[12](?:\.\d)?)?[^\d.]+?(?:v\d(?:\.\d)?-)?(\d+)b/, (m) => LLAMA_BY_SIZE[m[1] ?? '']],
  [/qwen-?3-?coder.*480b/, 'qwen3-coder-480b-a35b'],
  [/qwen-?3.*(30b-a3b|235b-a22b)/, (m) => `qwen3-${m[1]}`],
  [/qwen-?3-?coder.*30b/, 'qwen3-30b-a3b'],
  [/qwen-?2.*57b/, 'qwen2-57b-a14b'],
  [/qwen-?(1\.5|2\.5|2|3)(?![.\d])\D*?(\d+(?:\.\d+)?)b(?!-a\d)/, (m) => `${QWEN[m[1] ?? ''] ?? ''}-${m[2]}b`],
  [/qwen-?(7|14|72)b/, (m) => `qwen1.5-${m[1]}b`],
  [/gemma-?([23])(?:-|n-)?\D*?(\d+)b/, (m) => `${GEMMA[m[1] ?? ''] ?? ''}-${m[2]}b`],
  [/gemma-?(?:1\.1-)?7b/, 'gemma-7b'],
  [/yi-?(?:1\.5-)?(6|34)b/, (m) => `yi-${m[1]}b`],
  [/phi-?4.*mini/, 'phi-4-mini'],
  [/phi-?4/, 'phi-4'],
  [/phi-?3(?:\.5)?-?mini/, 'phi-3-mini'],
  [/phi-?3-?medium/, 'phi-3-medium'],
  [/phi-?2(?!\d)/, 'phi-2'],
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
  [/gb300/, 'gb300'], [/gb200/, 'gb200'], [/gh200.*(144|hbm3e)/, 'gh200-144gb'], [/gh200/, 'gh200'], [/b300(?!\d)/, 'b300-sxm'], [/b200(?!\d)/, 'b200-sxm'], [/b100(?!\d)/, 'b100-sxm'],
  [/h200(?!\d).*nvl(?!ink)/, 'h200-nvl'], [/h200(?!\d)/, 'h200-sxm'], [/h100(?!\d).*nvl(?!ink)/, 'h100-nvl'], [/h100(?!\d).*pci/, 'h100-pcie'], [/h100(?!\d)/, 'h100-sxm'], [/h800(?!\d)(?!.*pci)/, 'h800-sxm'],
  [/h20(?!\d)/, 'h20'], [/a100(?!\d).*pci.*40|a100(?!\d).*40.*pci/, 'a100-pcie-40gb'], [/a100(?!\d).*pci/, 'a100-pcie-80gb'], [/a100(?!\d).*(?<!\d)40/, 'a100-sxm-40gb'], [/a100(?!\d)|p4de/, 'a100-sxm-80gb'],
  [/a800(?!\d)(?!.*pci)/, 'a800-sxm-80gb'], [/l40s/, 'l40s'], [/l40(?!\d)/, 'l40'], [/l20(?!\d)/, 'l20'], [/(^|[^a-z0-9])l4(?!\d)/, 'l4'],
  [/(rtx-?)?pro-?6000/, 'rtx-pro-6000'], [/6000-?ada|ada-?6000/, 'rtx-6000-ada'], [/a6000/, 'rtx-a6000'], [/5090(?!d)/, 'rtx-5090'], [/4090(?!d)/, 'rtx-4090'], [/3090(?!-?ti)/, 'rtx-3090'],
  [/(^|[^a-z0-9])a10g/, 'a10g'], [/(^|[^a-z0-9])a10(?!\d)/, 'a10'], [/(^|[^a-z0-9])a30(?!\d)/, 'a30'], [/(^|[^a-z0-9])a40(?!\d)/, 'a40'],
  [/mi-?355x/, 'mi355x'], [/mi-?325x/, 'mi325x'], [/mi-?300x/, 'mi300x'],
];

/** The catalogue's GPU for a data set's name, or undefined. A count in front ("8x H100", "4 × A100") is left out. */
export function gpuNamed(name: string): GpuSpec | undefined {
  const text = plain(name).replace(/^\d+-?[x×*]-?/, '');
  const rule = GPU_RULES.find(([pattern]) => pattern.test(text));
  return findGpu(text) ?? (rule === undefined ? undefined : findGpu(rule[1]));
}

/** The engine for a data set's name, or undefined. vLLM before 0.4 ran without CUDA graphs for most of its life. */
export function engineNamed(name: string): EngineId | undefined {
  const text = name.toLowerCase();
  if (/\bnims?\b|nvidia-?nim/.test(text)) return 'nim';
  if (/tensor-?rt|trt-?_?llm/.test(text)) return 'tensorrt-llm';
  if (/sglang/.test(text)) return 'sglang';
  if (/vllm/.test(text)) return /2023|splitwise|v?\b0\.[0-3]\b/.test(text) ? 'vllm-2023' : 'vllm';
  return undefined;
}

/** The precision of the weights, or undefined. Half and bfloat16 weigh the same. */
export function precisionNamed(name: string): Precision | undefined {
  const text = name.toLowerCase();
  if (/fp4|e2m1/.test(text)) return 'fp4';
  if (/int4|w4a|\b4-?bit|q4|awq|gptq|u4\b/.test(text)) return 'int4';
  if (/int8|w8a16|w8a8-int|\b8-?bit|q8|smoothquant|llm\.int8/.test(text)) return 'int8';
  if (/fp8|e4m3|float8|w8a8/.test(text)) return 'fp8';
  if (/16|half|bf-?16|^none$|unquantized/.test(text)) return 'bf16';
  return undefined;
}
