/** Texts of data modules that are translated where they are shown. */
import { attributeWords } from '../../src/app/inspector/attribute-words';
import { TOKENIZER_LOADING_MS, WEIGHT_LOADING_BYTES_PER_MS } from '../../src/catalog/cold-start';
import { NETWORK_SPECS } from '../../src/catalog/networks';
import { PRICE_SOURCE } from '../../src/catalog/prices';
import { DISTANCE_SOURCE } from '../../src/catalog/regions';
import {
  BILLING, ENCODE_SOURCE, GATEWAY_TUNED_SOURCE, GATEWAY_TYPICAL, JSON_MASK_SOURCE, LOAD_BALANCER, PER_TOKEN_POST_SOURCE, POST_PROCESSING,
  PROMPT_ASSEMBLY, ROUTER, SAFETY_CHECK, TOKENIZER, TOKENS_PER_DOCUMENT_SOURCE, type LayerBudget,
} from '../../src/catalog/stage-budgets';
import { ABOUT } from '../../src/stages/about';
import { HANDOVER_SOURCE } from '../../src/stages/inference/disaggregation';
import { ENGINE_PARAMETERS } from '../../src/stages/inference/engines';
import { ERROR_SOURCE } from '../../src/stages/inference/uncertainty';
import { sourceParts } from '../../src/stages/sources';

export function* texts(): Iterable<string> {
  for (const { name, oneLine, explanation, layers, failures, change, sources } of Object.values(ABOUT)) {
    yield* [name, oneLine, ...explanation, ...change];
    for (const layer of layers) yield* [layer.name, layer.what, layer.local];
    for (const failure of failures) yield* [failure.title, failure.what];
    // Titles of publications stay as they are.
    for (const { detail } of sources) yield detail;
  }
  for (const { name } of Object.values(ENGINE_PARAMETERS)) yield name;
  for (const source of SOURCES()) yield* sourceParts(source);
  for (const key of ATTRIBUTES) yield attributeWords({ [key]: 1 })[0]?.name ?? '';
  yield* ATTRIBUTE_VALUES;
}

/** Where the numbers of a modeled trace come from: each span's attribute `source`. */
const BUDGETS: readonly Readonly<Record<string, LayerBudget>>[] = [GATEWAY_TYPICAL, LOAD_BALANCER, TOKENIZER, ROUTER, POST_PROCESSING, SAFETY_CHECK, BILLING];
const SOURCES = (): string[] => [
  ...BUDGETS.flatMap((budgets) => Object.values(budgets)).map(({ source }) => source),
  ...Object.values(ENGINE_PARAMETERS).map(({ source }) => source),
  ...NETWORK_SPECS.map(({ source }) => source),
  GATEWAY_TUNED_SOURCE, `encoding: ${ENCODE_SOURCE}`, PROMPT_ASSEMBLY.source, PER_TOKEN_POST_SOURCE, TOKENS_PER_DOCUMENT_SOURCE, JSON_MASK_SOURCE,
  DISTANCE_SOURCE, HANDOVER_SOURCE, ERROR_SOURCE, PRICE_SOURCE, WEIGHT_LOADING_BYTES_PER_MS.source, TOKENIZER_LOADING_MS.source,
];

/** Attributes of the spans of both lanes, named as the inspector names them (tests/messages/attributes.test.ts finds the ones that lack). */
const ATTRIBUTES = [
  'accepted', 'accessRttMs', 'adapter', 'admitted', 'ageMs', 'ageS', 'ahead', 'allReduceMs', 'attentionMs', 'backboneRttMs', 'backend', 'batch', 'billedMs',
  'bodyBytes', 'boundBy', 'bytes', 'cachedTokens', 'calls', 'candidates', 'characters', 'charactersPerToken', 'check', 'chunk', 'chunks', 'clientRegion',
  'computeMs', 'contextTokens', 'costUsd', 'cutByContext', 'device', 'distanceKm', 'distanceSource', 'documents', 'draftMs', 'draftTokens',
  'elementwiseMs', 'encodeMs', 'engineMs', 'failedOver', 'fault', 'fewestTokens', 'field', 'finishReason', 'fits', 'flagged', 'flops', 'form', 'format',
  'frameChars', 'frames', 'gemmMs', 'gpu', 'healthy', 'hiddenMs', 'hit', 'id', 'ingressMs', 'inputTokens', 'inputUsdPerMillion', 'interruptedByPrefills',
  'interruptionMs', 'jammedBy', 'joinMs', 'keptTokens', 'keys', 'kvBytes', 'kvBytesLost', 'kvMode', 'kvTransferBytes', 'kvTransferMs', 'kvTransferSource',
  'latencyMs', 'left', 'limit', 'lost', 'maskMs', 'maskSource', 'maxOutputTokens', 'measuredHardware', 'messages', 'method', 'miss', 'noticeMs',
  'outputOverInputPrice', 'outputTokens', 'outputUsdPerMillion', 'overheadMs', 'parallel', 'parameters', 'passMs', 'picked', 'pinned', 'policy', 'pool',
  'predictedWaitMs', 'prefillTokens', 'pricedBy', 'priceSource', 'promptTokens', 'readBackBytes', 'recordBytes', 'region', 'regionRttMs', 'requestBytes',
  'requestsBefore', 'requestsPerMinute', 'reservedKvBytes', 'responseFormat', 'roundTrips', 'rule', 'running', 'savedKvBytes', 'sealMs', 'sequences',
  'servingRegion', 'sharedPrefixTokens', 'skipped', 'slowStartRoundTrips', 'state', 'stopped', 'streamed', 'temperature', 'tenant', 'tensorParallel', 'token',
  'tokenizerMs', 'tokens', 'tokensPerDocument', 'tokensSent', 'tokensSource', 'topK', 'topP', 'ttlS', 'validJson', 'version', 'waitMs', 'wastedPasses',
  'weightsMs', 'what', 'yieldedTokens',
];

/** Values that are identifiers elsewhere and words in the inspector. */
const ATTRIBUTE_VALUES = ['hit', 'off', 'unsupported', 'nothing-shared', 'expired', 'weights', 'compute', 'overhead', 'rules', 'greedy'];
