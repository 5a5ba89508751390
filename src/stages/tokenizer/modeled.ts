import type { ModelSpec } from '@/catalog/models';
import { ENCODE_BYTES_PER_MS, ENCODE_SOURCE, TOKENIZER } from '@/catalog/stage-budgets';
import type { SpanLine } from '@/core/spans';
import { addLayer, draw, rangeOf, type EarlyEnd, type ModeledRequest } from '../modeling';

/** Encoding and the context-window check. A prompt that does not fit with its answer is refused with 400, unbilled. */
export function modelTokenizer(line: SpanLine, request: ModeledRequest, model: ModelSpec): EarlyEnd | null {
  const { scenario, inputTokens } = request;
  const bytes = Math.max(request.promptBytes, inputTokens * 4);
  const encodeMs = bytes / ENCODE_BYTES_PER_MS;
  const overhead = TOKENIZER.encode.distribution;
  const range = rangeOf(overhead);
  line.add('tokenizer', 'encode', draw(scenario.seed, 'tokenizer/encode', overhead) + encodeMs, {
    inputTokens, bytes, encodeMs, source: `${TOKENIZER.encode.source}; encoding: ${ENCODE_SOURCE}`,
  }, { low: range.low + encodeMs, high: range.high + encodeMs });

  const wanted = inputTokens + scenario.request.maxOutputTokens;
  const injected = scenario.failure?.kind === 'context-overflow';
  const fits = wanted <= model.contextTokens && !injected;
  addLayer(line, request, 'tokenizer', 'context-check', TOKENIZER['context-check'], {
    inputTokens, maxOutputTokens: scenario.request.maxOutputTokens, contextTokens: model.contextTokens, fits,
  });
  if (fits) return null;
  const asked = injected && wanted <= model.contextTokens
    ? `The prompt is taken to be longer than the window of ${model.contextTokens.toLocaleString('en-US')} tokens (injected failure).`
    : `Prompt and answer need ${wanted.toLocaleString('en-US')} tokens, the window of ${model.name} holds ${model.contextTokens.toLocaleString('en-US')}.`;
  return {
    status: 'rejected', stage: 'tokenizer', layer: 'context-check', httpStatus: 400, billed: false,
    reason: `${asked} Shorten the prompt or lower max tokens. It is not billed.`,
  };
}
