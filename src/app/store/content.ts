/** What is known about the request's text: how many tokens it has, and how the answer goes. */
import type { RequestContent } from '@/datacenter/model-trace';
import type { Scenario } from '@/core/scenario';
import type { Trace } from '@/core/trace';

/** A count by the real tokenizer, and of which text by which model. */
export interface TokenCount { model: string; text: string; tokens: number }

/** The text the tokenizer is asked to count: what a model without roles reads. A chat template adds a few tokens more. */
export const countedText = ({ request }: Scenario): string =>
  request.systemPrompt === '' ? request.prompt : `${request.systemPrompt}\n${request.prompt}`;

/** True when `trace` answers the very prompt of `scenario` with the same model. */
export const samePrompt = (trace: Trace, scenario: Scenario): boolean =>
  trace.scenario.request.prompt === scenario.request.prompt &&
  trace.scenario.request.systemPrompt === scenario.request.systemPrompt &&
  trace.scenario.local.model === scenario.local.model;

/**
 * What the modeled lane may know of the request: the tokens counted for its text, and the answer of a local run that
 * read the same prompt to its end. Undefined when nothing is known yet, so that the model estimates.
 */
export function contentFor(scenario: Scenario, count: TokenCount | null, runs: readonly (Trace | null)[]): RequestContent | undefined {
  const run = runs.find((trace): trace is Trace => trace !== null && trace.outcome.status === 'completed' && samePrompt(trace, scenario));
  const counted = count !== null && count.model === scenario.local.model && count.text === countedText(scenario) ? count.tokens : undefined;
  // A run has counted what really went in, chat template and begin token included.
  const inputTokens = run?.usage.inputTokens ?? counted;
  if (inputTokens === undefined) return undefined;
  return { inputTokens, answer: run === undefined ? [] : answerOf(run, scenario.request.maxOutputTokens) };
}

/**
 * The tokens of a run. One that was stopped by its own limit says nothing about where the answer would have ended:
 * up to the limit of the scenario on screen, tokens without text stand for what nobody has written.
 */
function answerOf(run: Trace, maxOutputTokens: number): RequestContent['answer'] {
  const known = run.tokens.map(({ id, text }) => ({ id, text }));
  const cutShort = known.length >= run.scenario.request.maxOutputTokens;
  const missing = cutShort ? Math.max(0, maxOutputTokens - known.length) : 0;
  return [...known, ...Array.from({ length: missing }, () => ({ id: 0, text: '' }))];
}
