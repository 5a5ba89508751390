/** Levers on what is asked: prompt, cache, length and form of the answer. */
import { JSON_MASK_SOURCE } from '@/catalog/stage-budgets';
import type { Scenario, ScenarioPatch } from '@/core/scenario';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import { describeRequest, type RequestContent } from '@/datacenter/model-trace';
import { ENGINE_PARAMETERS } from '@/stages/inference/parameters';
import { sharedPrefix } from '../prompt-cache';
import { cannot, does, from, type Lever } from './types';

/** S1 compares gateway tuning with cutting this many prompt tokens. */
export const PROMPT_CUT_TOKENS = 200;
/** S4 caps answers at 256 to 512 tokens, and finds 25 to 40 % of model time saved by prompt diet and cap together. */
export const OUTPUT_CAPS = [512, 256] as const;
const LEAST_SAVING = 0.25;

const lengths = (scenario: Scenario, content: RequestContent | undefined): { input: number; output: number } | null => {
  const described = describeRequest(scenario, content);
  return described.ok ? { input: described.value.inputTokens, output: described.value.outputTokens } : null;
};

export const shorterPrompt: Lever = {
  id: 'shorter-prompt', title: 'Shorter prompt', group: 'request',
  what: `Takes ${PROMPT_CUT_TOKENS} tokens out of the prompt, or half of it when it is shorter than twice that.`,
  sources: [from('S1', 'Cutting 200 prompt tokens does more than tuning the gateway.'), from('S4', 'Prompt diet.')],
  leavesOut: 'Whether the answer is as good with the shorter prompt.',
  apply: (scenario, content) => {
    const now = lengths(scenario, content);
    if (now === null || now.input < 2) return cannot(t('The prompt has nothing left to cut.'));
    const cut = Math.min(PROMPT_CUT_TOKENS, Math.floor(now.input / 2));
    return does({ request: { inputTokens: now.input - cut } }, t('Prompt {from} → {to} tokens.', { from: formatCount(now.input), to: formatCount(now.input - cut) }));
  },
};

export const promptCaching: Lever = {
  id: 'prompt-caching', title: 'Prompt caching', group: 'request',
  what: 'Keeps the keys and values of the part of the prompt that earlier requests began with in exactly the same way, long enough for the next one.',
  sources: [from('S1', 'Prompt caching against input tokens and cost.'), from('S2', 'Time to live and exact prefixes.'), from('S3', 'Rules of prefix caching.')],
  apply: (scenario) => {
    const { cache, deployment } = scenario;
    if (ENGINE_PARAMETERS[deployment.engine].cacheBlockTokens === null) return cannot(t('{engine} has no prefix cache. Choose another engine.', { engine: ENGINE_PARAMETERS[deployment.engine].name }));
    const shared = sharedPrefix(scenario);
    if (shared === 0) return cannot(t('No part of this prompt is known to repeat: there is no system prompt and the shared prefix is 0 tokens.'));
    if (cache.prefix && cache.sharedPrefixTokens >= shared && cache.ageS <= cache.ttlS) return cannot(t('The prefix is cached already.'));
    return does(
      { cache: { prefix: true, sharedPrefixTokens: shared, ttlS: Math.max(cache.ttlS, cache.ageS) } },
      t('A prefix of {tokens} tokens is found in the cache.', { tokens: formatCount(shared) }),
    );
  },
};

export const capOutput: Lever = {
  id: 'max-tokens', title: 'Cap the answer', group: 'answer',
  what: `Sets max_tokens to ${OUTPUT_CAPS[0]} or ${OUTPUT_CAPS[1]}, whichever is next below; takes a quarter off answers that are shorter.`,
  sources: [from('S1', 'Output tokens dominate; max_tokens limits them.'), from('S4', 'Cap at 256 to 512; prompt diet and cap save 25 to 40 % of model time.')],
  leavesOut: 'An answer that is cut off may be of no use: ask for a short one too.',
  apply: (scenario, content) => {
    const now = lengths(scenario, content);
    if (now === null || now.output < 2) return cannot(t('The answer is a single token.'));
    const cap = OUTPUT_CAPS.find((limit) => limit < now.output) ?? Math.floor(now.output * (1 - LEAST_SAVING));
    return does({ request: { maxOutputTokens: Math.max(1, cap) } }, t('Answer {from} → {to} tokens.', { from: formatCount(now.output), to: formatCount(Math.max(1, cap)) }));
  },
};

/**
 * Assumption, and labelled so: a schema in place of free text takes 40 % off an answer in prose, the middle of the
 * 30 to 50 % that a comparison of output formats gives. It cannot go below a record of four short fields.
 */
export const SCHEMA_SAVES = { share: 0.4, least: 0.3, most: 0.5, source: 'assumed: 40 % fewer tokens than prose, the middle of 30 to 50 % (R. Patel, Structured outputs vs JSON mode, dev.to 2026)' } as const;
export const SMALLEST_RECORD = { tokens: 35, source: 'a record of four short fields: 35 tokens as JSON, 11 without braces and names (Nehme AI Labs, structured output overhead, 2026)' } as const;

/** Tokens of an answer as JSON, of so many in prose. */
export const tokensAsRecord = (prose: number, saved: number = SCHEMA_SAVES.share): number =>
  (prose <= SMALLEST_RECORD.tokens ? prose : Math.max(SMALLEST_RECORD.tokens, Math.round(prose * (1 - saved))));

export const structuredOutput: Lever = {
  id: 'structured-output', title: 'Structured output', group: 'answer',
  what: 'Has the engine allow only tokens that fit a JSON schema: fewer tokens than prose, each with a mask to fill.',
  sources: [
    from('S1', 'Constrained output means fewer output tokens.'), from('assumption', `${SCHEMA_SAVES.source}; not below ${SMALLEST_RECORD.source}`), from('catalogue', JSON_MASK_SOURCE),
  ],
  leavesOut: 'Your own answers: what was a single word grows as JSON, what was padded shrinks more. The schema in the prompt is not counted, and JSON cannot be used before its last bracket.',
  apply: (scenario, content) => {
    if (scenario.request.responseFormat === 'json') return cannot(t('The answer is JSON already.'));
    const now = lengths(scenario, content)?.output ?? 0;
    const kept = tokensAsRecord(now);
    if (kept === now) return does({ request: { responseFormat: 'json' } }, t('The answer is constrained to JSON; at {tokens} tokens it is too short to get shorter.', { tokens: formatCount(now) }));
    const change = (tokens: number): ScenarioPatch => ({ request: { responseFormat: 'json', outputTokens: tokens } });
    return does(
      change(kept), t('Answer {from} → {to} tokens, assumed ({percent} % fewer than prose).', { from: formatCount(now), to: formatCount(kept), percent: Math.round(SCHEMA_SAVES.share * 100) }),
      [SCHEMA_SAVES.least, SCHEMA_SAVES.most].map((saved) => change(tokensAsRecord(now, saved))),
    );
  },
};

export const streaming: Lever = {
  id: 'streaming', title: 'Streaming', group: 'answer',
  what: 'Sends every token as soon as it is there.',
  sources: [from('S1', 'A 600 ms answer feels instant.'), from('S3', 'Streaming hides decode time.'), from('S4', 'It does not hide a slow last token.')],
  apply: ({ request }) => (request.stream ? cannot(t('The answer is streamed already.')) : does({ request: { stream: true } }, t('The answer is streamed.'))),
};

export const REQUEST_LEVERS: readonly Lever[] = [shorterPrompt, promptCaching, capOutput, structuredOutput, streaming];
