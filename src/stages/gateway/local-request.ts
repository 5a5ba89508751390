/** The schema of POST /v1/chat/completions as this gateway checks it, and what it makes of the text inside. */
import * as v from 'valibot';

const FIELD_LIMIT = 4_000_000;

const Message = v.strictObject({
  role: v.picklist(['system', 'user', 'assistant'], 'must be system, user or assistant'),
  content: v.pipe(v.string('must be text'), v.maxLength(FIELD_LIMIT, 'is too long')),
});

export const ChatRequestSchema = v.strictObject({
  model: v.pipe(v.string('must be text'), v.nonEmpty('must not be empty')),
  messages: v.pipe(v.array(Message, 'must be a list'), v.minLength(1, 'must not be empty')),
  max_tokens: v.pipe(v.number('must be a number'), v.integer('must be a whole number'), v.minValue(1, 'must be at least 1')),
  temperature: v.pipe(v.number('must be a number'), v.minValue(0, 'must be at least 0'), v.maxValue(2, 'must be at most 2')),
  top_k: v.pipe(v.number('must be a number'), v.integer('must be a whole number'), v.minValue(0, 'must be at least 0')),
  top_p: v.pipe(v.number('must be a number'), v.gtValue(0, 'must be more than 0'), v.maxValue(1, 'must be at most 1')),
  seed: v.pipe(v.number('must be a number'), v.integer('must be a whole number')),
  stop: v.pipe(v.array(v.pipe(v.string('must be text'), v.nonEmpty('must not be empty'))), v.maxLength(4, 'at most 4')),
  stream: v.boolean('must be true or false'),
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
    return { ok: false, field: 'body', reason: 'The body is not JSON.' };
  }
  const checked = v.safeParse(ChatRequestSchema, parsed, { abortEarly: true });
  if (!checked.success) {
    const issue = checked.issues[0];
    const field = v.getDotPath(issue) ?? 'body';
    return { ok: false, field, reason: `${field} ${issue.message}.` };
  }
  const { messages } = checked.output;
  const prompt = messages.at(-1)?.content ?? '';
  if (prompt.trim() === '') return { ok: false, field: 'messages', reason: 'The prompt is empty: write something to continue.' };
  for (const [i, message] of messages.entries()) {
    const fault = textFault(message.content);
    if (fault !== null) return { ok: false, field: `messages.${i}.content`, reason: `The ${message.role === 'system' ? 'system prompt' : 'prompt'} ${fault}` };
  }
  return { ok: true, request: checked.output };
}

/** What makes a text unfit to be encoded, as the end of a sentence; null when nothing does. */
export function textFault(text: string): string | null {
  const lone = firstLoneSurrogate(text);
  if (lone >= 0) return `has half of a surrogate pair at character ${lone + 1}: delete that character and type it again.`;
  const control = firstControl(text);
  if (control >= 0) {
    const code = text.charCodeAt(control).toString(16).toUpperCase().padStart(4, '0');
    return `has the control character U+${code} at character ${control + 1}: remove it.`;
  }
  return null;
}

function firstLoneSurrogate(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = text.charCodeAt(i + 1);
    if (unit < 0xdc00 && next >= 0xdc00 && next <= 0xdfff) i++;
    else return i;
  }
  return -1;
}

/** Tab, line feed and carriage return are text; the other C0 and C1 controls come from terminals and binary files. */
function firstControl(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const control = unit < 0x20 || (unit >= 0x7f && unit < 0xa0);
    if (control && unit !== 0x09 && unit !== 0x0a && unit !== 0x0d) return i;
  }
  return -1;
}
