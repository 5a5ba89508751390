import { MODELS, type ModelSpec } from '@/catalog/models';
import { ENCODE_BYTES_PER_MS, ENCODE_SOURCE, TOKENIZER } from '@/catalog/stage-budgets';
import type { SpanLine } from '@/core/spans';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
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
    ? t('The prompt is taken to be longer than the window of {window} tokens (injected failure).', { window: formatCount(model.contextTokens) })
    : t('Prompt and answer need {wanted} tokens, the window of {model} holds {window}.', { wanted: formatCount(wanted), model: model.name, window: formatCount(model.contextTokens) });
  return {
    status: 'rejected', stage: 'tokenizer', layer: 'context-check', httpStatus: 400, billed: false,
    reason: `${asked} ${nearestThatFits(model, inputTokens, scenario.request.maxOutputTokens)} ${t('It is not billed.')}`,
  };
}

/** What would fit: fewer output tokens, a shorter prompt, or the model with the next larger window that holds both. */
function nearestThatFits(model: ModelSpec, inputTokens: number, maxOutputTokens: number): string {
  const wanted = inputTokens + maxOutputTokens;
  if (wanted <= model.contextTokens) return t('Shorten the prompt or lower max tokens.');
  const lower = inputTokens < model.contextTokens;
  const shorten = maxOutputTokens < model.contextTokens;
  const larger = MODELS.filter((other) => other.contextTokens >= wanted)
    .sort((a, b) => a.contextTokens - b.contextTokens || Math.abs(a.paramsB - model.paramsB) - Math.abs(b.paramsB - model.paramsB))[0];
  if (!lower && !shorten && larger === undefined) return t('No model of the catalogue holds that much: shorten both.');
  const place = (there: boolean, first: boolean): string => (there ? (first ? 'first' : 'next') : 'no');
  return t('{lower, select, no {} other {Lower max tokens to {max}}}{shorten, select, no {} first {Shorten the prompt to {prompt}} other {, or shorten the prompt to {prompt}}}{use, select, no {} first {Use {model} ({window})} other {, or use {model} ({window})}}.', {
    lower: place(lower, true), shorten: place(shorten, !lower), use: place(larger !== undefined, !lower && !shorten),
    max: formatCount(model.contextTokens - inputTokens), prompt: formatCount(model.contextTokens - maxOutputTokens),
    model: larger?.name ?? '', window: formatCount(larger?.contextTokens ?? 0),
  });
}
