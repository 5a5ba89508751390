/** What tables call their columns, mapped to one name each. */

/** Other names by the one used here. The unit is part of a name: a column of times without one is not taken. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  model: ['model_name', 'model_id', 'llm'],
  gpu: ['gpu_name', 'gpu_type', 'device', 'accelerator', 'hardware'],
  engine: ['framework', 'backend', 'runtime', 'inference_engine', 'serving_engine', 'engine_version'],
  precision: ['dtype', 'data_type', 'quantization', 'weight_precision'],
  tp: ['tensor_parallel', 'tensor_parallelism', 'tensor_parallel_size', 'tp_size', 'num_gpus', 'gpus', 'gpu_count', 'n_gpus'],
  kv_precision: ['kv_cache_dtype', 'kv_dtype', 'kv_cache_precision'],
  dp: ['data_parallel', 'data_parallel_size', 'dp_size', 'replicas'],
  input_tokens: ['input_length', 'input_len', 'isl', 'prompt_tokens', 'prompt_len', 'prompt_length', 'num_input_tokens', 'avg_input_tokens', 'in_tokens'],
  output_tokens: ['output_length', 'output_len', 'osl', 'completion_tokens', 'generated_tokens', 'num_output_tokens', 'avg_output_tokens', 'out_tokens'],
  batch: ['batch_size', 'bs'],
  concurrency: ['clients', 'users', 'concurrent_requests', 'concurrent_users', 'max_concurrency', 'num_concurrent_requests'],
  ttft_ms: ['time_to_first_token_ms', 'first_token_ms', 'first_token_latency_ms', 'prefill_ms'],
  tpot_ms: ['time_per_output_token_ms', 'decode_ms_per_token', 'inter_token_latency_ms'],
  e2e_ms: ['e2e_latency_ms', 'total_ms', 'total_latency_ms', 'request_latency_ms'],
  ttft_avg_ms: ['avg_ttft_ms', 'mean_ttft_ms', 'ttft_mean_ms'],
  ttft_p95_ms: ['p95_ttft_ms'],
  itl_avg_ms: ['avg_itl_ms', 'mean_itl_ms', 'itl_mean_ms', 'itl_ms', 'avg_tpot_ms', 'mean_tpot_ms', 'tpot_avg_ms', 'tpot_mean_ms'],
  itl_p95_ms: ['p95_itl_ms', 'p95_tpot_ms', 'tpot_p95_ms'],
  e2e_avg_ms: ['avg_e2e_ms', 'mean_e2e_ms', 'e2e_mean_ms', 'mean_e2el_ms', 'avg_latency_ms'],
  e2e_p95_ms: ['p95_e2e_ms', 'p95_e2el_ms'],
};

const PLAIN = new Map(Object.entries(ALIASES).flatMap(([name, others]) => others.map((other) => [other, name] as const)));

/** A header cell in lower case with underscores: "TTFT (ms)" -> "ttft_ms". */
const normal = (cell: string): string => cell.replace(/^\uFEFF/, '').trim().toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '');

/**
 * The names of a header's columns. Another name is only translated where the usual one is absent and it is the first of
 * its kind, so no two columns end up with one name.
 */
export function columnNames(header: readonly string[]): string[] {
  const own = header.map(normal);
  const taken = new Set(own);
  return own.map((name) => {
    const plain = PLAIN.get(name);
    if (plain === undefined || taken.has(plain)) return name;
    taken.add(plain);
    return plain;
  });
}

/**
 * The same for tables under load, where means are often called by the metric alone ("ttft_ms" beside "concurrency").
 */
export function loadColumnNames(header: readonly string[]): string[] {
  const names = columnNames(header);
  const rename: Readonly<Record<string, string>> = { ttft_ms: 'ttft_avg_ms', tpot_ms: 'itl_avg_ms', e2e_ms: 'e2e_avg_ms' };
  if (!names.includes('concurrency')) return names;
  return names.map((name) => {
    const mean = rename[name];
    return mean === undefined || names.includes(mean) ? name : mean;
  });
}
