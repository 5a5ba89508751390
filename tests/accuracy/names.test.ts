import { describe, expect, it } from 'vitest';
import { engineNamed, gpuNamed, modelNamed, precisionNamed } from '@/accuracy/names';
import { GPUS } from '@/catalog/gpus';
import { MORE_GPUS } from '@/catalog/gpus-more';
import { MORE_MODELS } from '@/catalog/model-layouts-more';
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
    ['openai/gpt-oss-120b', 'gpt-oss-120b'], ['deepseek-ai/DeepSeek-R1', 'deepseek-v3'], ['gpt_oss_20b', 'gpt-oss-20b'],
    ['Llama-2-13b-chat-hf', 'llama-2-13b'], ['llama2-13B', 'llama-2-13b'], ['LLaMA v3 8B', 'llama-3.1-8b'], ['Llama 3.3 70B Instruct', 'llama-3.1-70b'], ['llama3.1:8b', 'llama-3.1-8b'],
    ['nvidia/Llama-3.1-405B-Instruct-FP4', 'llama-3.1-405b'], ['Llama-3.1-Nemotron-70B-Instruct', 'llama-3.1-70b'], ['meta-llama-3-70b', 'llama-3.1-70b'], ['LLaMA 13B', 'llama-2-13b'],
    ['lmsys/vicuna-13b-v1.5', 'llama-2-13b'], ['vicuna-7b', 'llama-2-7b'], ['LLaMA 30B', 'llama-33b'], ['LLaMA 65B', 'llama-65b'], ['CodeLlama-34b-Instruct-hf', 'code-llama-34b'], ['codellama/CodeLlama-13b', 'llama-2-13b'],
    ['LLaMA v2 34B', 'code-llama-34b'], ['TinyLlama-1.1B-Chat', 'tinyllama-1.1b'], ['deepseek-r1-distill-llama-70b', 'llama-3.1-70b'], ['DeepSeek-R1-Distill-Qwen-32B', 'qwen2.5-32b'], ['DeepSeek-V2-Chat', 'deepseek-v2'],
    ['tiiuae/falcon-180B-chat', 'falcon-180b'], ['Falcon40B', 'falcon-40b'], ['FALCON-7b-instruct', 'falcon-7b'], ['mistralai/Mixtral-8x7B-v0.1', 'mixtral-8x7b'], ['mixtral_8x22b', 'mixtral-8x22b'],
    ['Mistral-Nemo-Instruct-2407', 'mistral-nemo-12b'], ['Mistral-Small-24B-Instruct-2501', 'mistral-small-24b'], ['Mistral Large 123B', 'mistral-large-123b'], ['Mistral-7B-Instruct-v0.3', 'mistral-7b'], ['Mistral', 'mistral-7b'],
    ['Qwen2-7B', 'qwen2.5-7b'], ['Qwen/Qwen2.5-72B-Instruct-AWQ', 'qwen2.5-72b'], ['qwen2.5:0.5b', 'qwen2.5-0.5b'], ['Qwen3-0.6B', 'qwen3-0.6b'], ['Qwen 3 8B', 'qwen3-8b'], ['Qwen3-14B-FP8', 'qwen3-14b'],
    ['Qwen3-235B-A22B-Instruct-2507', 'qwen3-235b-a22b'], ['Qwen3 30B A3B', 'qwen3-30b-a3b'], ['Qwen2-57B-A14B', 'qwen2-57b-a14b'], ['Qwen1.5-110B-Chat', 'qwen1.5-110b'], ['Qwen2.5-Coder-32B-Instruct', 'qwen2.5-32b'],
    ['google/gemma-2-27b-it', 'gemma-2-27b'], ['gemma-3-12b-it', 'gemma-3-12b'], ['gemma2:9b', 'gemma-2-9b'], ['google/gemma-7b', 'gemma-7b'], ['facebook/opt-13b', 'opt-13b'], ['OPT-175B', 'opt-175b'],
    ['bigscience/bloomz', 'bloom-176b'], ['bloom-7b1', 'bloom-7b'], ['microsoft/phi-2', 'phi-2'], ['Phi-3-mini-4k-instruct', 'phi-3-mini'], ['Phi-3.5-mini-instruct', 'phi-3-mini'], ['microsoft/Phi-4-mini-instruct', 'phi-4-mini'],
    ['Yi-34B-Chat', 'yi-34b'], ['01-ai/Yi-1.5-6B', 'yi-6b'], ['nemotron-4-340b-instruct', 'nemotron-4-340b'], ['c4ai-command-r-plus', 'command-r-plus-104b'], ['GPT-3 175B', 'gpt-3-175b'], ['EleutherAI/gpt-neox-20b', 'gpt-neox-20b'],
    ['databricks/dbrx-instruct', 'dbrx-132b'], ['moonshotai/Kimi-K2-Instruct', 'kimi-k2'], ['mpt-7b-chat', 'mpt-7b'],
  ])('%s is %s', (name, id) => {
    expect(modelNamed(name)?.id).toBe(id);
  });
  it.each([
    'Falcon', 'falcon3-10b', 'llama-9b', 'Llama-4-Scout-17B-16E', 'Mistral Medium', 'Mistral 99B', 'gpt-4', 'DeepSeek-V2-Lite', 'Qwen3-Next-80B-A3B', 'Qwen', 'bloom-560m', 'bloom-3b', 'Llama', 'Llama-3.1-Nemotron-51B', '', '/', 'a/',
  ])('does not guess at "%s"', (name) => {
    expect(modelNamed(name)).toBeUndefined();
  });
  it.each([
    ['H100 80GB HBM3', 'h100-sxm'], ['H100-SXM-80GB', 'h100-sxm'], ['A100-SXM4-80GB', 'a100-sxm-80gb'], ['a100-80gb', 'a100-sxm-80gb'], ['A100-SXM4-40GB', 'a100-sxm-40gb'],
    ['RTXPRO6000', 'rtx-pro-6000'], ['NVIDIA RTX PRO 6000 Blackwell', 'rtx-pro-6000'], ['H200', 'h200-sxm'], ['NVIDIA H200 141GB HBM3e', 'h200-sxm'], ['GH200 480GB', 'gh200'],
    ['GH200 144G HBM3e', 'gh200-144gb'], ['L40S', 'l40s'], ['NVIDIA L40', 'l40'], ['L4', 'l4'], ['H100 NVL', 'h100-nvl'], ['H100 PCIe', 'h100-pcie'], ['B200', 'b200-sxm'], ['H20', 'h20'],
    ['RTX A6000', 'rtx-a6000'], ['RTX4090', 'rtx-4090'], ['A10G', 'a10g'], ['NVIDIA A10', 'a10'],
    ['NVIDIA H100 80GB HBM3', 'h100-sxm'], ['H100-PCIE-80GB', 'h100-pcie'], ['NVIDIA H100 PCIe', 'h100-pcie'], ['NVIDIA H100 NVL', 'h100-nvl'], ['H100 NVLink', 'h100-sxm'], ['h100_sxm5', 'h100-sxm'], ['8xH100', 'h100-sxm'], ['4 x A100-80G', 'a100-sxm-80gb'],
    ['NVIDIA GH200 480GB', 'gh200'], ['NVIDIA H200', 'h200-sxm'], ['H200-SXM-141GB', 'h200-sxm'], ['H200 NVL', 'h200-nvl'], ['NVIDIA B200', 'b200-sxm'], ['GB200 NVL72', 'gb200'], ['B100', 'b100-sxm'], ['GB300', 'gb300'],
    ['NVIDIA L40S', 'l40s'], ['L40S 48GB', 'l40s'], ['nvidia-l4', 'l4'], ['NVIDIA-A30', 'a30'], ['A40', 'a40'], ['A100 80GB PCIe', 'a100-pcie-80gb'], ['NVIDIA A100-PCIE-40GB', 'a100-pcie-40gb'], ['A100 40G', 'a100-sxm-40gb'],
    ['NVIDIA H800', 'h800-sxm'], ['NVIDIA A800-SXM4-80GB', 'a800-sxm-80gb'], ['NVIDIA H20', 'h20'], ['AMD Instinct MI300X', 'mi300x'], ['MI325X', 'mi325x'], ['NVIDIA GeForce RTX 4090', 'rtx-4090'], ['RTX 5090', 'rtx-5090'], ['GeForce RTX 3090', 'rtx-3090'],
    ['RTX PRO 6000 Blackwell Server Edition', 'rtx-pro-6000'], ['NVIDIA RTX 6000 Ada Generation', 'rtx-6000-ada'], ['NVIDIA RTX A6000', 'rtx-a6000'], ['L20', 'l20'],
  ])('%s is %s', (name, id) => {
    expect(gpuNamed(name)?.id).toBe(id);
  });
  it('does not guess at other GPUs', () => {
    for (const name of ['V100', 'TPU v5e', 'Gaudi 2', 'T4', 'A1000', 'H2000', 'L400', 'RTX 4080', '']) expect(gpuNamed(name)).toBeUndefined();
  });
  it('the catalogue\'s own ids and names mean themselves', () => {
    for (const m of [...MODELS, ...MORE_MODELS]) for (const name of [m.id, m.name]) expect(modelNamed(name)?.id).toBe(m.id);
    for (const g of [...GPUS, ...MORE_GPUS]) for (const name of [g.id, g.name]) expect(gpuNamed(name)?.id).toBe(g.id);
  });
  it('engines and precisions', () => {
    expect(['NIM (TensorRT-LLM)', 'TensorRT-LLM 0.9.0 static batch', 'vLLM 0.19.0', 'vLLM (2023, Splitwise artifact)', 'vLLM 0.2.7', 'SGLang 0.4', 'TGI', 'trtllm', 'TRT_LLM 0.10', 'TensorRT LLM (PyTorch backend)', 'vLLM V1 0.8.5', 'vllm-0.6.3.post1', 'NVIDIA NIM 1.8.0'].map(engineNamed))
      .toEqual(['nim', 'tensorrt-llm', 'vllm', 'vllm-2023', 'vllm-2023', 'sglang', undefined, 'tensorrt-llm', 'tensorrt-llm', 'tensorrt-llm', 'vllm', 'vllm', 'nim']);
    expect(['W8A8', 'fp8_e4m3', 'FP8 W8A8', 'AWQ 4-bit', 'int8_wo', 'int4_wo', 'MXFP4', 'float16', 'BF16', 'none', 'q4_k_m'].map(precisionNamed)).toEqual(['fp8', 'fp8', 'fp8', 'int4', 'int8', 'int4', 'fp4', 'bf16', 'bf16', 'bf16', 'int4']);
    expect(['fp16', 'bfloat16', 'FP8', 'int8', 'INT4-AWQ', 'W4A16', 'NVFP4', 'ternary'].map(precisionNamed)).toEqual(['bf16', 'bf16', 'fp8', 'int8', 'int4', 'int4', 'fp4', undefined]);
  });
});
