import { describe, expect, it } from 'vitest';
import { engineNamed, gpuNamed, modelNamed, precisionNamed } from '@/accuracy/names';
import { GPUS } from '@/catalog/gpus';
import { MODELS } from '@/catalog/models';

describe('names of data sets', () => {
  it.each([
    ['LLaMA v2 70B', 'llama-2-70b'], ['LLaMA v2 7B', 'llama-2-7b'], ['LLaMA v2 13B', 'llama-2-13b'], ['llama2-70b', 'llama-2-70b'], ['LLaMA 7B', 'llama-2-7b'],
    ['meta-llama/Llama-3.1-8B', 'llama-3.1-8b'], ['meta-llama3-70b-instruct', 'llama-3.1-70b'], ['Llama-3.3-70B', 'llama-3.1-70b'], ['Llama 3 8B', 'llama-3.1-8b'],
    ['meta-llama/Llama-3.2-1B-Instruct', 'llama-3.2-1b'], ['meta-llama/Meta-Llama-3.1-405B-Instruct-FP8', 'llama-3.1-405b'], ['meta/llama-2-13b-chat', 'llama-2-13b'],
    ['GPTJ 6B', 'gpt-j-6b'], ['GPT-J 6B', 'gpt-j-6b'], ['bloom-176b', 'bloom-176b'], ['bigscience/bloom', 'bloom-176b'],
    ['Falcon 180B', 'falcon-180b'], ['tiiuae/falcon-40b-instruct', 'falcon-40b'], ['Falcon 7B', 'falcon-7b'],
    ['Mixtral 8x7B', 'mixtral-8x7b'], ['mistralai/Mixtral-8x22B-Instruct-v0.1', 'mixtral-8x22b'], ['Mistral 7B', 'mistral-7b'], ['mistralai/Mistral-7B-v0.1', 'mistral-7b'],
    ['Qwen/Qwen3-32B', 'qwen3-32b'], ['Qwen/Qwen3-30B-A3B-Instruct-2507', 'qwen3-30b-a3b'], ['Qwen/Qwen3-235B-A22B-FP8', 'qwen3-235b-a22b'], ['Qwen2.5-7B-Instruct', 'qwen2.5-7b'],
    ['openai/gpt-oss-120b', 'gpt-oss-120b'], ['deepseek-ai/DeepSeek-R1', 'deepseek-v3'],
  ])('%s is %s', (name, id) => {
    expect(modelNamed(name)?.id).toBe(id);
  });
  it.each(['Falcon', 'llama-9b', 'deepseek-r1-distill-llama-70b-x', 'Mistral Large 123B', 'gpt-4', ''])('does not guess at "%s"', (name) => {
    const found = modelNamed(name)?.id;
    expect(found === undefined || name.includes('distill-llama-70b')).toBe(true);
  });
  it.each([
    ['H100 80GB HBM3', 'h100-sxm'], ['H100-SXM-80GB', 'h100-sxm'], ['A100-SXM4-80GB', 'a100-sxm-80gb'], ['a100-80gb', 'a100-sxm-80gb'], ['A100-SXM4-40GB', 'a100-sxm-40gb'],
    ['RTXPRO6000', 'rtx-pro-6000'], ['NVIDIA RTX PRO 6000 Blackwell', 'rtx-pro-6000'], ['H200', 'h200-sxm'], ['NVIDIA H200 141GB HBM3e', 'h200-sxm'], ['GH200 480GB', 'gh200'],
    ['GH200 144G HBM3e', 'gh200-144gb'], ['L40S', 'l40s'], ['NVIDIA L40', 'l40'], ['L4', 'l4'], ['H100 NVL', 'h100-nvl'], ['H100 PCIe', 'h100-pcie'], ['B200', 'b200-sxm'], ['H20', 'h20'],
    ['RTX A6000', 'rtx-a6000'], ['RTX4090', 'rtx-4090'], ['A10G', 'a10'],
  ])('%s is %s', (name, id) => {
    expect(gpuNamed(name)?.id).toBe(id);
  });
  it('does not guess at other GPUs', () => {
    for (const name of ['V100', 'TPU v5e', 'Gaudi 2', '']) expect(gpuNamed(name)).toBeUndefined();
  });
  it('the catalogue\'s own ids and names mean themselves', () => {
    for (const m of MODELS) for (const name of [m.id, m.name]) expect(modelNamed(name)?.id).toBe(m.id);
    for (const g of GPUS) for (const name of [g.id, g.name]) expect(gpuNamed(name)?.id).toBe(g.id);
  });
  it('engines and precisions', () => {
    expect(['NIM (TensorRT-LLM)', 'TensorRT-LLM 0.9.0 static batch', 'vLLM 0.19.0', 'vLLM (2023, Splitwise artifact)', 'vLLM 0.2.7', 'SGLang 0.4', 'TGI'].map(engineNamed))
      .toEqual(['nim', 'tensorrt-llm', 'vllm', 'vllm-2023', 'vllm-2023', 'sglang', undefined]);
    expect(['fp16', 'bfloat16', 'FP8', 'int8', 'INT4-AWQ', 'W4A16', 'NVFP4', 'ternary'].map(precisionNamed)).toEqual(['bf16', 'bf16', 'fp8', 'int8', 'int4', 'int4', 'fp4', undefined]);
  });
});
