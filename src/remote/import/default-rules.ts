/**
 * The rules that come with the app. Names are those that these tools were seen to write:
 * vLLM (`vllm/tracing`, attributes `gen_ai.latency.*` in seconds), OpenTelemetry GenAI conventions (`gen_ai.*`),
 * OpenInference (`openinference.span.kind`), OpenLLMetry (`traceloop.span.kind`, `llm.*`), Vercel AI SDK (`ai.*`), LangChain's
 * class names, the HTTP clients of Go (otelhttptrace), .NET and Node.
 */
import type { KnownPlaceId, LayerOf } from '@/core/stage';
import { msg } from '@/core/text';
import { RULES_VERSION, type ImportRule, type ImportRules } from './rules';

const at = <P extends KnownPlaceId>(stage: P, layer: LayerOf<P>): { stage: P; layer: LayerOf<P> } => ({ stage, layer });
const named = <P extends KnownPlaceId>(stage: P, layer: LayerOf<P>, ...names: string[]): ImportRule[] =>
  names.map((name) => ({ match: { name }, place: at(stage, layer) }));
const having = <P extends KnownPlaceId>(stage: P, layer: LayerOf<P>, attributes: Record<string, string | number | boolean>): ImportRule => ({
  match: { attributes }, place: at(stage, layer),
});

const WHOLE_CALL = msg('A span of the whole call, as its client saw it: it does not tell network, queue and model apart. All of it is shown as inference.');
const calls = (firstToken: string, unit: 's' | 'ms', attributes: Record<string, string>): ImportRule[] => [
  {
    match: { attributes: { ...attributes, [firstToken]: '*' } }, place: at('inference', 'decode'), note: WHOLE_CALL,
    split: { unit, pieces: [{ ...at('inference', 'prefill'), attribute: firstToken }] },
  },
  { match: { attributes }, place: at('inference', 'decode'), note: WHOLE_CALL },
];
const HAR_NOTE = msg('An HTTP archive does not tell what the server did. The wait for its first byte is shown as prefill and what follows as decode; both hold network, queue and all other stages.');
const FIRST_CHUNK = 'gen_ai.response.time_to_first_chunk';

const rules: ImportRule[] = [
  // An engine that states the parts of its time. What lies before its queue is left to the span around it.
  {
    match: { attributes: { 'gen_ai.latency.time_in_queue': '*', 'gen_ai.latency.time_in_model_prefill': '*' } },
    place: null,
    split: {
      unit: 's',
      pieces: [
        { ...at('router', 'queue'), attribute: 'gen_ai.latency.time_in_queue' },
        { ...at('inference', 'prefill'), attribute: 'gen_ai.latency.time_in_model_prefill' },
        { ...at('inference', 'decode'), attribute: 'gen_ai.latency.time_in_model_decode' },
      ],
      anchor: { attribute: 'gen_ai.latency.time_to_first_token', after: 1 },
    },
  },
  // Older engines state the queue and the first token only.
  {
    match: { attributes: { 'gen_ai.latency.time_in_queue': '*' } }, place: at('inference', 'decode'),
    split: { unit: 's', pieces: [{ ...at('router', 'queue'), attribute: 'gen_ai.latency.time_in_queue' }] },
    note: msg('The engine states its queue, but not prefill and decode: both are shown as decode.'),
  },

  // What a span says of itself counts before its name.
  having('tools', 'tool-calls', { 'gen_ai.operation.name': 'execute_tool' }),
  having('retrieval', 'search', { 'gen_ai.operation.name': 'embeddings' }),
  having('retrieval', 'search', { 'gen_ai.operation.name': 'retrieval' }),
  { match: { attributes: { 'gen_ai.operation.name': '*_agent' } }, place: null },
  ...['chat', 'text_completion', 'generate_content'].flatMap((name) => calls(FIRST_CHUNK, 's', { 'gen_ai.operation.name': name })),
  having('retrieval', 'search', { 'openinference.span.kind': 'RETRIEVER' }),
  having('retrieval', 'search', { 'openinference.span.kind': 'RERANKER' }),
  having('retrieval', 'search', { 'openinference.span.kind': 'EMBEDDING' }),
  having('tools', 'tool-calls', { 'openinference.span.kind': 'TOOL' }),
  having('post-processing', 'safety', { 'openinference.span.kind': 'GUARDRAIL' }),
  { match: { attributes: { 'openinference.span.kind': 'LLM' } }, place: at('inference', 'decode'), note: WHOLE_CALL },
  having('tools', 'tool-calls', { 'traceloop.span.kind': 'tool' }),
  { match: { attributes: { 'traceloop.span.kind': '*' } }, place: null },
  { match: { attributes: { 'llm.request.type': 'rerank' } }, place: at('retrieval', 'search') },
  { match: { attributes: { 'llm.request.type': 'embedding' } }, place: at('retrieval', 'search') },
  ...calls('llm.response.time_to_first_token', 's', { 'llm.request.type': '*' }),

  // Vercel AI SDK: the outer span prepares, the inner one calls.
  { match: { name: 'ai.*.do*', attributes: { 'ai.response.msToFirstChunk': '*' } }, place: at('inference', 'decode'), note: WHOLE_CALL, split: { unit: 'ms', pieces: [{ ...at('inference', 'prefill'), attribute: 'ai.response.msToFirstChunk' }] } },
  { match: { name: 'ai.embed*' }, place: at('retrieval', 'search') },
  { match: { name: 'ai.*.do*' }, place: at('inference', 'decode'), note: WHOLE_CALL },
  ...named('tools', 'tool-calls', 'ai.toolCall*'),

  // HTTP archives: a server seen from outside.
  ...named('network', 'dns', 'har.dns'), ...named('network', 'tls', 'har.ssl'), ...named('network', 'tcp', 'har.connect'), ...named('network', 'request', 'har.send'),
  { match: { name: 'har.blocked' }, place: null },
  { match: { name: 'har.wait' }, place: at('inference', 'prefill'), note: HAR_NOTE },
  { match: { name: 'har.receive' }, place: at('inference', 'decode'), note: HAR_NOTE },

  // The way there and back.
  ...named('network', 'dns', 'dns', 'dns.*', 'dns *', 'http.dns', 'domain lookup*'),
  ...named('network', 'tls', 'tls', 'tls.*', 'tls *', 'http.tls', 'ssl', 'ssl *'),
  ...named('network', 'tcp', 'tcp', 'tcp.*', 'tcp *', 'http.connect', 'http.getconn', 'socket connect*', 'connect'),
  ...named('network', 'request', 'http.send', 'http.headers', 'send', 'send request*', 'request sent'),
  ...named('network', 'response', 'http.receive', 'receive', 'content download', 'read response*', 'response received'),

  // Names that servers, engines and frameworks give their steps. "detokenize" before "tokenize", or it would match that.
  ...named('post-processing', 'detokenize', '*detokeniz*', '*detokenis*'),
  ...named('post-processing', 'safety', '*moderation*', '*guardrail*', '*safety*', '*content?filter*'),
  ...named('post-processing', 'stop-sequences', '*stop?sequence*', '*stop?criteria*'),
  ...named('post-processing', 'packaging', 'postprocess*', 'post?process*', '*serialize?response*', '*format?response*'),
  ...named('tokenizer', 'encode', '*tokeniz*', '*tokenis*'),
  ...named('router', 'prefix-cache', '*prefix?cache*', '*kv?cache?lookup*', '*cache?lookup*'),
  ...named('router', 'queue', '*queue*', 'wait', '*.wait', 'waiting*'),
  ...named('router', 'gpu-scheduling', '*schedul*'),
  ...named('router', 'cold-start', '*cold?start*', '*load?model*', '*model?load*'),
  ...named('router', 'pool-choice', '*model?select*', '*model?rout*', 'route', 'router', '*llm?router*'),
  ...named('inference', 'prefill', '*prefill*'),
  ...named('inference', 'sampling', 'sample', 'sampling', '*.sampling', '*sample?token*'),
  ...named('inference', 'stream-out', 'stream?out', '*stream?response*'),
  ...named('inference', 'decode', 'decode', '*.decode', 'decode *', '*_decode', '*decode?step*'),
  ...named('gateway', 'authentication', 'auth', '*authenticat*', '*authoriz*', '*api?key*', 'auth *'),
  ...named('gateway', 'rate-limiting', '*rate?limit*', '*ratelimit*', '*quota*'),
  ...named('gateway', 'request-validation', '*validat*', 'proxy_pre_call'),
  ...named('load-balancer', 'health-check', '*health?check*'),
  ...named('load-balancer', 'replica-pick', '*load?balanc*', '*loadbalanc*', '*pick?replica*', '*endpoint?pick*'),
  ...named('billing', 'metering', '*meter*usage*', '*usage?track*', '*track?usage*', 'metering', '*billing*'),
  ...named('billing', 'cost', '*calculate?cost*', '*cost?calculat*'),
  ...named('retrieval', 'prompt-assembly', '*prompttemplate*', '*prompt?template*', '*prompt?build*', '*build?prompt*', '*prompt?assembl*'),
  ...named('retrieval', 'search', '*retriev*', '*vector?store*', '*vectorstore*', '*similarity?search*', '*rerank*', '*embedding*'),
  having('retrieval', 'search', { 'db.system.name': '*' }),
  having('retrieval', 'search', { 'db.system': '*' }),
  ...named('tools', 'tool-calls', '*.tool', 'tool', 'tool *', 'tool.*', '*tool?call*', '*execute?tool*', '*function?call*'),
  ...['openai.*', 'anthropic.*', 'ollama.*', 'cohere.*', 'mistralai.*', 'bedrock.*', 'litellm_request', '*.chat', 'chat*completion*', 'llm', 'llm *', 'llm.*', 'generate', 'generation'].map(
    (name): ImportRule => ({ match: { name }, place: at('inference', 'decode'), note: WHOLE_CALL }),
  ),
];

export const DEFAULT_RULES: ImportRules = {
  version: RULES_VERSION,
  rules,
  facts: {
    model: ['gen_ai.response.model', 'gen_ai.request.model', 'gen_ai.request.model_name', 'llm.model_name', 'llm.request.model', 'ai.model.id'],
    inputTokens: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.usage.prompt_tokens', 'llm.token_count.prompt', 'ai.usage.promptTokens', 'ai.usage.inputTokens'],
    cachedTokens: ['gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.cache_read_input_tokens', 'llm.token_count.prompt_details.cache_read', 'ai.usage.cachedInputTokens'],
    outputTokens: ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.usage.completion_tokens', 'llm.token_count.completion', 'ai.usage.completionTokens', 'ai.usage.outputTokens'],
    maxTokens: ['gen_ai.request.max_tokens', 'llm.request.max_tokens', 'ai.settings.maxTokens', 'ai.settings.maxOutputTokens'],
    temperature: ['gen_ai.request.temperature', 'llm.temperature', 'ai.settings.temperature'],
    topP: ['gen_ai.request.top_p', 'llm.top_p', 'ai.settings.topP'],
    topK: ['gen_ai.request.top_k', 'llm.top_k', 'ai.settings.topK'],
    stream: ['gen_ai.request.stream', 'llm.is_streaming', 'gen_ai.is_streaming'],
    costUsd: ['gen_ai.usage.cost', 'llm.cost.total'],
    httpStatus: ['http.response.status_code', 'http.status_code'],
    firstToken: [
      { attribute: FIRST_CHUNK, unit: 's' }, { attribute: 'gen_ai.latency.time_to_first_token', unit: 's' },
      { attribute: 'gen_ai.response.time_to_first_token', unit: 's' }, { attribute: 'gen_ai.server.time_to_first_token', unit: 's' },
      { attribute: 'llm.response.time_to_first_token', unit: 's' }, { attribute: 'ai.response.msToFirstChunk', unit: 'ms' },
    ],
    tokenEvents: ['llm.content.completion.chunk', 'gen_ai.content.completion.chunk', 'gen_ai.token', 'token', 'new_token'],
  },
};
