/** The tokenizer on this machine: really encodes, and refuses what does not fit the context. */
import { msg, t } from '@/core/text';
import type { ChatRequest } from '../gateway/local-request';
import { endAt, proceed, type LocalRun, type Step, type Tokenizer } from '../serving';

export interface Encoded {
  ids: number[];
  /** Output tokens there is room for: the request's maximum or what the context leaves. */
  maxOutputTokens: number;
}

/** Encodes the messages: by the model's chat template, or as plain text for a base model. */
export function encodePrompt(run: LocalRun, request: ChatRequest, tokenizer: Tokenizer, contextTokens: number): Step<Encoded> {
  const { timer } = run;
  const chars = request.messages.reduce((sum, message) => sum + message.content.length, 0);
  // No token covers more characters than the longest one, so this much text cannot fit, whatever its tokens are.
  const fewestTokens = Math.ceil(chars / tokenizer.longestTokenChars);
  if (fewestTokens > contextTokens) {
    timer.lap('tokenizer', 'encode', { characters: chars, skipped: true, fewestTokens });
    timer.lap('tokenizer', 'context-check', { contextTokens, fits: false });
    return overflow(fewestTokens, contextTokens, true);
  }
  const ids = tokenizer.encodeChat === null ? tokenizer.encode(plainText(request)) : tokenizer.encodeChat(request.messages);
  timer.lap('tokenizer', 'encode', {
    tokens: ids.length, characters: chars,
    charactersPerToken: ids.length === 0 ? 0 : Number((chars / ids.length).toPrecision(3)),
    form: tokenizer.encodeChat === null ? msg('plain text') : msg('chat template'),
  });

  // One position at least must be left for the answer.
  const room = contextTokens - ids.length;
  const fits = room >= 1;
  const maxOutputTokens = Math.min(request.max_tokens, room);
  timer.lap('tokenizer', 'context-check', {
    tokens: ids.length, contextTokens, fits,
    ...(fits ? { maxOutputTokens, cutByContext: maxOutputTokens < request.max_tokens } : {}),
  });
  return fits ? proceed({ ids, maxOutputTokens }) : overflow(ids.length, contextTokens, false);
}

/** A base model knows no roles: the system prompt is simply what the text begins with. */
export function plainText(request: Pick<ChatRequest, 'messages'>): string {
  return request.messages.map((message) => message.content).join('\n');
}

const overflow = (tokens: number, contextTokens: number, atLeast: boolean): Step<never> =>
  endAt('tokenizer', 'context-check', 'rejected', 400, t('The prompt has {atLeast, select, yes {at least } other {}}{tokens} tokens; this model\'s context holds {contextTokens}, the answer included. Shorten the prompt or choose a model with a longer context.', {
    atLeast: atLeast ? 'yes' : 'no', tokens, contextTokens,
  }));
