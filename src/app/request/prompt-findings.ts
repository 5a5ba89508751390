/** What is odd about a prompt, said before it is sent. Pure; linear in the length of the text. */
import { t } from '@/core/text';
import { formatCount } from '@/core/units';

export interface Finding {
  kind: 'empty' | 'surrogates' | 'controls' | 'over-local' | 'cut-local' | 'over-datacenter';
  /** Whether the request will be refused because of it. */
  blocks: 'local' | 'both' | 'none';
  message: string;
  action: string;
}

export interface PromptFacts {
  prompt: string;
  /** Tokens of prompt and system prompt, as far as counted. */
  inputTokens: number | null;
  maxOutputTokens: number;
  local: { name: string; contextTokens: number } | null;
  datacenter: { name: string; contextTokens: number; inputTokens: number } | null;
}

/** Everything but tab, line feed and carriage return: nobody types these on purpose. */
const CONTROLS = /(?![\t\n\r])\p{Cc}/gu;
const LONE_SURROGATES = /\p{Surrogate}/gu;

export const withoutControls = (text: string): string => text.replace(CONTROLS, '');
export const withoutLoneSurrogates = (text: string): string => text.replace(LONE_SURROGATES, '\ufffd');

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Findings about a prompt, gravest first. */
export function promptFindings({ prompt, inputTokens, maxOutputTokens, local, datacenter }: PromptFacts): Finding[] {
  const findings: Finding[] = [];
  if (prompt.trim() === '') {
    findings.push({ kind: 'empty', blocks: 'both', message: t('The prompt is empty: the gateway refuses it.'), action: t('Write something for the model to continue, or choose a preset.') });
  }
  const room = local === null || inputTokens === null ? Infinity : local.contextTokens - inputTokens;
  if (local !== null && inputTokens !== null && room < 1) {
    findings.push({
      kind: 'over-local', blocks: 'local',
      message: t('The prompt\'s {tokens} tokens leave no room in the {context} of {model}: its tokenizer stage refuses the request.', { tokens: formatCount(inputTokens), context: formatCount(local.contextTokens), model: local.name }),
      action: t('Shorten the prompt or choose a model with a longer context.'),
    });
  } else if (local !== null && inputTokens !== null && room < maxOutputTokens) {
    findings.push({
      kind: 'cut-local', blocks: 'none',
      message: t('On this machine the answer ends after {room, plural, one {# token} other {# tokens}}: prompt and answer share the {context} of {model}.', { room, context: formatCount(local.contextTokens), model: local.name }),
      action: t('Shorten the prompt or choose a model with a longer context for more.'),
    });
  }
  if (datacenter !== null && datacenter.inputTokens + maxOutputTokens > datacenter.contextTokens) {
    findings.push({
      kind: 'over-datacenter', blocks: 'none',
      message: t('{tokens} prompt tokens and {answer} for the answer do not fit the {context} of {model}.', { tokens: formatCount(datacenter.inputTokens), answer: formatCount(maxOutputTokens), context: formatCount(datacenter.contextTokens), model: datacenter.name }),
      action: t('Its tokenizer stage refuses the request. Shorten it or choose another model.'),
    });
  }
  const surrogates = count(prompt, LONE_SURROGATES);
  if (surrogates > 0) {
    findings.push({
      kind: 'surrogates', blocks: 'both',
      message: t('The prompt holds {count, plural, one {# half of a character} other {# halves of characters}} (lone surrogates), which no encoding can carry: the gateway refuses it.', { count: surrogates }),
      action: t('Type the character again, or put U+FFFD, the replacement character, in its place.'),
    });
  }
  const controls = count(prompt, CONTROLS);
  if (controls > 0) {
    findings.push({
      kind: 'controls', blocks: 'both',
      message: t('The prompt holds {count, plural, one {# control character} other {# control characters}} that cannot be seen: the gateway refuses it.', { count: controls }),
      action: t('Remove what came from a terminal or a binary file.'),
    });
  }
  return findings;
}
