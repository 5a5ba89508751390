import { MODELS, type ModelSpec } from '@/catalog/models';
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
    reason: `${asked} ${nearestThatFits(model, inputTokens, scenario.request.maxOutputTokens)} It is not billed.`,
  };
}

/** What would fit: fewer output tokens, a shorter prompt, or the model with the next larger window that holds both. */
function nearestThatFits(model: ModelSpec, inputTokens: number, maxOutputTokens: number): string {
  const count = (tokens: number): string => tokens.toLocaleString('en-US');
  const wanted = inputTokens + maxOutputTokens;
  if (wanted <= model.contextTokens) return 'Shorten the prompt or lower max tokens.';
  const options: string[] = [];
  if (inputTokens < model.contextTokens) options.push(`lower max tokens to ${count(model.contextTokens - inputTokens)}`);
  if (maxOutputTokens < model.contextTokens) options.push(`shorten the prompt to ${count(model.contextTokens - maxOutputTokens)}`);
  const larger = MODELS.filter((other) => other.contextTokens >= wanted)
    .sort((a, b) => a.contextTokens - b.contextTokens || Math.abs(a.paramsB - model.paramsB) - Math.abs(b.paramsB - model.paramsB))[0];
  if (larger !== undefined) options.push(`use ${larger.name} (${count(larger.contextTokens)})`);
  if (options.length === 0) return 'No model of the catalogue holds that much: shorten both.';
  const text = options.join(', or ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
