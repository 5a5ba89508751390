/** Which token makes an answer usable, by the same rule as `core/metrics`: the first whole sentence; all of it for JSON. */
import type { Scenario } from '@/core/scenario';
import type { RequestContent } from '@/datacenter/model-trace';

const SENTENCE_END = /[.!?。！？\n]["'”’)]?\s*$/u;

/** Index of the token with which the answer becomes usable; the last one where the text is not known. */
export function sentenceEndToken(scenario: Scenario, content: RequestContent | undefined, outputTokens: number): number {
  const last = outputTokens - 1;
  if (scenario.request.responseFormat === 'json') return last;
  let soFar = '';
  for (let i = 0; i < Math.min(outputTokens, content?.answer.length ?? 0); i++) {
    soFar = (soFar + (content?.answer[i]?.text ?? '')).slice(-8);
    if (SENTENCE_END.test(soFar)) return i;
  }
  return last;
}
