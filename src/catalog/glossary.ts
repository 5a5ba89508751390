/** What the words on the screen mean, short, with where the field defines them. */

export interface GlossaryEntry {
  readonly term: string;
  readonly definition: string;
  readonly source: string;
}

const OTEL = 'OpenTelemetry semantic conventions for generative AI';
const GENAI_PERF = 'NVIDIA GenAI-Perf documentation, metrics';
const VLLM = 'vLLM documentation, metrics';
const MLPERF = 'MLPerf Inference rules';

export const GLOSSARY = {
  ttft: {
    term: 'TTFT', source: `${OTEL}; ${GENAI_PERF}`,
    definition: 'Time to first token: from sending the request until the first token has arrived. Without streaming that is the whole response time.',
  },
  itl: {
    term: 'ITL', source: GENAI_PERF,
    definition: 'Inter-token latency: the pause between one token and the next, the first token left out.',
  },
  tpot: {
    term: 'TPOT', source: `${VLLM}; ${OTEL}`,
    definition: 'Time per output token: from the first token to the last, divided by the number of tokens after the first.',
  },
  total: {
    term: 'Total', source: `${GENAI_PERF} (request latency)`,
    definition: 'From sending the request until the last byte of the answer has arrived.',
  },
  'tokens-per-second': {
    term: 'Tokens/s', source: GENAI_PERF,
    definition: 'Output tokens divided by the total time of this request. A server\'s throughput adds up all its requests and is a different number.',
  },
  'usable-answer': {
    term: 'Time to usable answer', source: 'S2, S3, S4',
    definition: 'Until the first whole sentence has arrived; for JSON, until all of it has.',
  },
  throughput: { term: 'Throughput', source: GENAI_PERF, definition: 'Tokens or requests that a server finishes in a second, all users together.' },
  goodput: {
    term: 'Goodput', source: 'Zhong et al., DistServe (OSDI 2024); GenAI-Perf',
    definition: 'Requests a second that also meet their latency targets. Throughput that arrives too late does not count.',
  },
  slo: { term: 'SLO', source: MLPERF, definition: 'Service-level objective: a promise such as "99 % of first tokens within 450 ms".' },
  p50: { term: 'p50', source: 'Hyndman & Fan 1996, type 7', definition: 'The median: half of the values are below it.' },
  p95: { term: 'p95', source: 'Hyndman & Fan 1996, type 7', definition: '95 of 100 values are below it. One request in twenty is slower.' },
  p99: { term: 'p99', source: 'Hyndman & Fan 1996, type 7', definition: '99 of 100 values are below it.' },
  'tail-latency': {
    term: 'Tail latency', source: 'Dean & Barroso, The Tail at Scale (2013)',
    definition: 'How slow the slowest few are. A page that needs many answers waits for the slowest of them.',
  },
  token: { term: 'Token', source: 'S1', definition: 'A piece of text from the model\'s vocabulary, about four characters of English. Models read, write and bill tokens.' },
  'context-window': { term: 'Context window', source: 'S1', definition: 'The most tokens, prompt and answer together, that a model can take into account.' },
  prefill: { term: 'Prefill', source: 'S1', definition: 'Reading the whole prompt in parallel. It fills the KV cache and gives the first token.' },
  'chunked-prefill': {
    term: 'Chunked prefill', source: 'Agrawal et al., Sarathi-Serve (OSDI 2024)',
    definition: 'Reading a long prompt in pieces, so that running requests can decode in between.',
  },
  decode: { term: 'Decode', source: 'S1', definition: 'Writing the answer, one pass through the model for each token.' },
  sampling: { term: 'Sampling', source: 'S1', definition: 'Choosing the next token from the model\'s probabilities.' },
  temperature: { term: 'Temperature', source: 'S1', definition: 'Flattens or sharpens the probabilities before a token is drawn. At 0 the most probable one is always taken.' },
  'top-k': { term: 'Top-k', source: 'Fan, Lewis & Dauphin (ACL 2018)', definition: 'Only the k most probable tokens may be drawn.' },
  'top-p': {
    term: 'Top-p', source: 'Holtzman et al. (ICLR 2020)',
    definition: 'Only the most probable tokens that together reach probability p may be drawn.',
  },
  'kv-cache': {
    term: 'KV cache', source: 'S3',
    definition: 'Keys and values of all tokens so far, kept so that they need not be computed again. 2 × layers × KV heads × head size × bytes for each token.',
  },
  gqa: { term: 'GQA', source: 'Ainslie et al. (EMNLP 2023)', definition: 'Grouped-query attention: several query heads share one pair of key and value heads, so the KV cache is smaller.' },
  mha: { term: 'MHA', source: 'Vaswani et al. (NeurIPS 2017)', definition: 'Multi-head attention: every query head has its own keys and values.' },
  mla: { term: 'MLA', source: 'DeepSeek-V2 report (2024)', definition: 'Multi-head latent attention: one compressed vector for each layer and token stands for all keys and values.' },
  moe: {
    term: 'MoE', source: 'Shazeer et al. (ICLR 2017)',
    definition: 'Mixture of experts: each token passes through only a few of many sub-networks. All have to be in memory, few are read for a single token.',
  },
  'flash-attention': { term: 'FlashAttention', source: 'Dao et al. (NeurIPS 2022)', definition: 'Attention computed in tiles on the chip, so that the large score matrix never goes to memory.' },
  'tensor-parallel': {
    term: 'Tensor parallelism', source: 'Shoeybi et al., Megatron-LM (2019)',
    definition: 'Every layer is divided among several GPUs, which exchange partial sums twice a layer.',
  },
  'all-reduce': { term: 'All-reduce', source: 'NVIDIA NCCL documentation', definition: 'Adds up the partial results of all GPUs and gives each the sum.' },
  precision: { term: 'Precision', source: 'OCP Microscaling formats v1.0', definition: 'Bits for each weight. Fewer bits are read faster, take less memory and lose some accuracy.' },
  roofline: {
    term: 'Roofline', source: 'Williams, Waterman & Patterson (2009)',
    definition: 'A step can be no faster than its arithmetic allows, nor than its memory traffic allows.',
  },
  'memory-bound': { term: 'Memory-bound', source: 'Williams, Waterman & Patterson (2009)', definition: 'Limited by how fast bytes arrive from memory, as decoding usually is.' },
  'compute-bound': { term: 'Compute-bound', source: 'Williams, Waterman & Patterson (2009)', definition: 'Limited by how fast the chip can calculate, as prefill usually is.' },
  batch: { term: 'Batch', source: 'S1', definition: 'Requests that go through the model together. The weights are read once for all of them.' },
  'continuous-batching': {
    term: 'Continuous batching', source: 'Yu et al., Orca (OSDI 2022)',
    definition: 'Requests join and leave the batch at every step instead of waiting for the whole batch to finish.',
  },
  'head-of-line': { term: 'Head-of-line blocking', source: 'S3', definition: 'One slow request holds up those behind it.' },
  'prefix-cache': {
    term: 'Prefix cache', source: 'vLLM documentation, automatic prefix caching',
    definition: 'The KV cache of a prompt\'s beginning, kept for the next prompt that begins in exactly the same way.',
  },
  ttl: { term: 'TTL', source: 'S2', definition: 'Time to live: how long an unused entry is kept.' },
  'speculative-decoding': {
    term: 'Speculative decoding', source: 'Leviathan, Kalman & Matias (ICML 2023)',
    definition: 'A small model proposes several tokens, the large one checks them in a single pass and keeps those it agrees with.',
  },
  acceptance: { term: 'Acceptance rate', source: 'Leviathan, Kalman & Matias (ICML 2023)', definition: 'How often the large model agrees with a proposed token.' },
  'cold-start': { term: 'Cold start', source: 'S3, S4', definition: 'What happens before the first request can be served: loading weights, compiling, warming up.' },
  'warm-pool': { term: 'Warm pool', source: 'S4', definition: 'Replicas that stand ready with the weights loaded.' },
  'queue-time': { term: 'Queue time', source: VLLM, definition: 'Waiting for a slot before any work is done.' },
  'load-shedding': { term: 'Load shedding', source: 'S4', definition: 'Refusing requests at once when they could not be answered in time.' },
  'rate-limit': { term: 'Rate limit', source: 'S1', definition: 'The most calls allowed in a time, commonly kept with a token bucket.' },
  'token-bucket': { term: 'Token bucket', source: 'S1', definition: 'Fills at a steady rate up to a limit; every call takes one out, and an empty bucket refuses.' },
  hedging: { term: 'Hedged request', source: 'Dean & Barroso (2013)', definition: 'A second copy, sent when the first is slow; the faster answer wins.' },
  streaming: { term: 'Streaming', source: 'S1', definition: 'Sending each token as soon as it is written. It changes when reading can start, not when the answer ends.' },
  sse: { term: 'SSE', source: 'WHATWG HTML, server-sent events', definition: 'Server-sent events: lines of text over an open HTTP response, the usual frame for streamed tokens.' },
  tls: { term: 'TLS', source: 'RFC 8446', definition: 'Encryption of the connection. Version 1.3 needs one round trip to set up.' },
  rtt: { term: 'RTT', source: 'RFC 6298', definition: 'Round-trip time: to the other end and back.' },
  'slow-start': { term: 'Slow start', source: 'RFC 5681, RFC 6928', definition: 'A new TCP connection sends ten segments first and doubles that each round trip.' },
  rag: { term: 'RAG', source: 'Lewis et al. (NeurIPS 2020)', definition: 'Retrieval-augmented generation: passages found for the question are put into the prompt.' },
  modeled: { term: 'Modeled', source: 'docs/architecture.md', definition: 'Computed from the scenario by a model with published constants. Hatched, with its range as a whisker.' },
  measured: { term: 'Measured', source: 'docs/architecture.md', definition: 'Timed on this machine while it happened. Solid.' },
  recorded: { term: 'Recorded', source: 'docs/architecture.md', definition: 'Measured earlier and played back. Outlined.' },
  imported: { term: 'Imported', source: 'docs/architecture.md', definition: 'Read from a file that another tool has written.' },
} as const satisfies Record<string, GlossaryEntry>;

export type GlossaryId = keyof typeof GLOSSARY;

/** The entry for an id, or undefined. */
export const findTerm = (id: string): GlossaryEntry | undefined =>
  Object.hasOwn(GLOSSARY, id) ? GLOSSARY[id as GlossaryId] : undefined;
