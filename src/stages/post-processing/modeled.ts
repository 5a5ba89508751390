import { PER_TOKEN_POST_MS, PER_TOKEN_POST_SOURCE, POST_PROCESSING, SAFETY_CHECK } from '@/catalog/stage-budgets';
import type { SpanLine } from '@/core/spans';
import { addLayer, type ModeledRequest } from '../modeling';

/**
 * What is left after the last token. While a stream runs, each token is detokenized, matched and framed behind the
 * next decode step (`hiddenMs`); the safety check reads the whole answer, so it delays the end, not the first token.
 */
export function modelPostProcessing(line: SpanLine, request: ModeledRequest, outputTokens: number): void {
  const { scenario } = request;
  const hiddenMs = Math.max(0, outputTokens - 1) * PER_TOKEN_POST_MS;
  addLayer(line, request, 'post-processing', 'detokenize', POST_PROCESSING.detokenize, {
    outputTokens, hiddenMs, hiddenSource: PER_TOKEN_POST_SOURCE,
  });
  if (scenario.safety !== 'none') {
    addLayer(line, request, 'post-processing', 'safety', SAFETY_CHECK[scenario.safety], { check: scenario.safety, flagged: false });
  }
  addLayer(line, request, 'post-processing', 'stop-sequences', POST_PROCESSING['stop-sequences'], { sequences: scenario.request.stop.length });
  addLayer(line, request, 'post-processing', 'packaging', POST_PROCESSING.packaging, {
    format: scenario.request.stream ? 'sse' : scenario.request.responseFormat, frames: scenario.request.stream ? outputTokens : 1,
  });
}
