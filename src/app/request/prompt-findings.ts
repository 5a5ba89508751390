/** What is odd about a prompt, said before it is sent. Pure; linear in the length of the text. */

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
const written = (value: number): string => value.toLocaleString('en-US');
const plural = (n: number, one: string, many: string): string => `${written(n)} ${n === 1 ? one : many}`;

/** Findings about a prompt, gravest first. */
export function promptFindings({ prompt, inputTokens, maxOutputTokens, local, datacenter }: PromptFacts): Finding[] {
  const findings: Finding[] = [];
  if (prompt.trim() === '') {
    findings.push({ kind: 'empty', blocks: 'both', message: 'The prompt is empty: the gateway refuses it.', action: 'Write something for the model to continue, or choose a preset.' });
  }
  const room = local === null || inputTokens === null ? Infinity : local.contextTokens - inputTokens;
  if (local !== null && inputTokens !== null && room < 1) {
    findings.push({
      kind: 'over-local', blocks: 'local',
      message: `The prompt's ${written(inputTokens)} tokens leave no room in the ${written(local.contextTokens)} of ${local.name}: its tokenizer stage refuses the request.`,
      action: 'Shorten the prompt or choose a model with a longer context.',
    });
  } else if (local !== null && inputTokens !== null && room < maxOutputTokens) {
    findings.push({
      kind: 'cut-local', blocks: 'none',
      message: `On this machine the answer ends after ${plural(room, 'token', 'tokens')}: prompt and answer share the ${written(local.contextTokens)} of ${local.name}.`,
      action: 'Shorten the prompt or choose a model with a longer context for more.',
    });
  }
  if (datacenter !== null && datacenter.inputTokens + maxOutputTokens > datacenter.contextTokens) {
    findings.push({
      kind: 'over-datacenter', blocks: 'none',
      message: `${written(datacenter.inputTokens)} prompt tokens and ${written(maxOutputTokens)} for the answer do not fit the ${written(datacenter.contextTokens)} of ${datacenter.name}.`,
      action: 'Its tokenizer stage refuses the request. Shorten it or choose another model.',
    });
  }
  const surrogates = count(prompt, LONE_SURROGATES);
  if (surrogates > 0) {
    findings.push({
      kind: 'surrogates', blocks: 'both',
      message: `The prompt holds ${plural(surrogates, 'half of a character', 'halves of characters')} (lone surrogates), which no encoding can carry: the gateway refuses it.`,
      action: 'Type the character again, or put U+FFFD, the replacement character, in its place.',
    });
  }
  const controls = count(prompt, CONTROLS);
  if (controls > 0) {
    findings.push({
      kind: 'controls', blocks: 'both',
      message: `The prompt holds ${plural(controls, 'control character', 'control characters')} that cannot be seen: the gateway refuses it.`,
      action: 'Remove what came from a terminal or a binary file.',
    });
  }
  return findings;
}
