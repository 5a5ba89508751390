import { PROMPT_ASSEMBLY, serviceTime, SPREAD_SOURCE, TOKENS_PER_DOCUMENT, TOKENS_PER_DOCUMENT_SOURCE } from '@/catalog/stage-budgets';
import type { SpanLine } from '@/core/spans';
import { msg } from '@/core/text';
import { addLayer, type ModeledRequest } from '../modeling';

/** Search and prompt assembly, before the tokenizer sees the prompt. Nothing when retrieval is off. */
export function modelRetrieval(line: SpanLine, request: ModeledRequest): void {
  const { retrieval } = request.scenario;
  if (!retrieval.enabled) return;
  if (retrieval.latencyMs > 0) {
    addLayer(line, request, 'retrieval', 'search', { distribution: serviceTime(retrieval.latencyMs), source: `${msg("the scenario's search latency")}; ${SPREAD_SOURCE}` }, {
      documents: retrieval.documents,
    });
  }
  addLayer(line, request, 'retrieval', 'prompt-assembly', PROMPT_ASSEMBLY, {
    documents: retrieval.documents, tokensPerDocument: TOKENS_PER_DOCUMENT, tokensSource: TOKENS_PER_DOCUMENT_SOURCE,
  });
}
