/** The schema of POST /v1/chat/completions as this gateway checks it, and what it makes of the text inside. */
import * as v from 'valibot';
import { t } from '@/core/text';
import { textFault } from './text-fault';

const FIELD_LIMIT = 4_000_000;

const Message = v.strictObject({
  role: v.picklist(['system', 'user', 'assistant'], () => t('must be system, user or assistant')),
  content: v.pipe(v.string(() => t('must be text')), v.maxLength(FIELD_LIMIT, () => t('is too long'))),
});

export const ChatRequestSchema = v.strictObject({
  model: v.pipe(v.string(() => t('must be text')), v.nonEmpty(() => t('must not be empty'))),
  messages: v.pipe(v.array(Message, () => t('must be a list')), v.minLength(1, () => t('must not be empty'))),
  max_tokens: v.pipe(v.number(() => t('must be a number')), v.integer(() => t('must be a whole number')), v.minValue(1, () => t('must be at least 1'))),
  temperature: v.pipe(v.number(() => t('must be a number')), v.minValue(0, () => t('must be at least 0')), v.maxValue(2, () => t('must be at most 2'))),
  top_k: v.pipe(v.number(() => t('must be a number')), v.integer(() => t('must be a whole number')), v.minValue(0, () => t('must be at least 0'))),
  top_p: v.pipe(v.number(() => t('must be a number')), v.gtValue(0, () => t('must be more than 0')), v.maxValue(1, () => t('must be at most 1'))),
  seed: v.pipe(v.number(() => t('must be a number')), v.integer(() => t('must be a whole number'))),
  stop: v.pipe(v.array(v.pipe(v.string(() => t('must be text')), v.nonEmpty(() => t('must not be empty')))), v.maxLength(4, () => t('at most 4'))),
  stream: v.boolean(() => t('must be true or false')),
  response_format: v.strictObject({ type: v.picklist(['text', 'json_object']) }),
});
export type ChatRequest = v.InferOutput<typeof ChatRequestSchema>;

export type Checked = { ok: true; request: ChatRequest } | { ok: false; field: string; reason: string };

/** Parses and checks a body: JSON, then the schema, then the text of the messages. Never throws. */
export function checkBody(body: string): Checked {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { ok: false, field: 'body', reason: t('The body is not JSON.') };
  }
  const checked = v.safeParse(ChatRequestSchema, parsed, { abortEarly: true });
  if (!checked.success) {
    const issue = checked.issues[0];
    const field = v.getDotPath(issue) ?? 'body';
    return { ok: false, field, reason: t('{field} {problem}.', { field, problem: issue.message }) };
  }
  const { messages } = checked.output;
  const prompt = messages.at(-1)?.content ?? '';
  if (prompt.trim() === '') return { ok: false, field: 'messages', reason: t('The prompt is empty: write something to continue.') };
  for (const [i, message] of messages.entries()) {
    const fault = textFault(message.content, message.role === 'system' ? 'system' : 'prompt');
    if (fault !== null) return { ok: false, field: `messages.${i}.content`, reason: fault };
  }
  // Half a character would end the answer in the middle of one.
  const half = checked.output.stop.findIndex((stop) => /\p{Surrogate}/u.test(stop));
  if (half >= 0) return { ok: false, field: `stop.${half}`, reason: t('Stop sequence {n} has half of a surrogate pair: type it again.', { n: half + 1 }) };
  return { ok: true, request: checked.output };
}
