/**
 * HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/), as browsers and proxies save it: the calls of a model's
 * API as groups of spans. An archive sees a server from outside, so what it does while it is waited for is not told.
 */
import { appError, err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import { isObject, nesting, plainText, tooMany } from './json-text';
import { IMPORT_LIMITS } from './limits';
import { boundedAttributes, type RawGroup, type RawSpan } from './raw';
import { numberIn } from './segments';

type Json = Readonly<Record<string, unknown>>;

/** The entries of a HAR document; undefined when it is not one. */
export function harEntries(document: unknown): readonly unknown[] | undefined {
  const log = isObject(document) ? document['log'] : undefined;
  const entries = isObject(log) ? log['entries'] : undefined;
  return Array.isArray(entries) ? (entries as readonly unknown[]) : undefined;
}

/** Paths of the APIs that answer with a model: OpenAI and what copies it, Anthropic, Gemini, Ollama, Hugging Face TGI. */
const MODEL_CALL = /\/(chat\/completions|completions|responses|messages|generate|generate_stream|api\/chat|api\/generate)(\?|$)|:(stream)?generatecontent/i;
/** In the order in which they happen; `ssl` is the end of `connect`. */
const PARTS = ['blocked', 'dns', 'connect', 'send', 'wait', 'receive'] as const;
/** Bodies are looked into for the model's name and its usage up to this many UTF-16 units. */
const BODY_CHARS = 1_000_000;

/** One group for each call of a model; where no address looks like one, for each POST. */
export function harGroups(entries: readonly unknown[]): Result<RawGroup[]> {
  if (entries.length > IMPORT_LIMITS.spans) return err(tooMany('requests', IMPORT_LIMITS.spans));
  const requests = entries.filter(isObject).filter((entry) => isObject(entry['timings']) && isObject(entry['request']));
  const requestOf = (entry: Json): Json => entry['request'] as Json;
  const urlOf = (entry: Json): string => (typeof requestOf(entry)['url'] === 'string' ? (requestOf(entry)['url'] as string) : '');
  const calls = requests.filter((entry) => MODEL_CALL.test(urlOf(entry)));
  const posts = calls.length > 0 ? calls : requests.filter((entry) => requestOf(entry)['method'] === 'POST');
  const groups = posts.slice(0, IMPORT_LIMITS.traces).flatMap((entry): RawGroup[] => {
    const spans = spansOf(entry, urlOf(entry));
    return spans.length === 0 ? [] : [{ spans, whole: true }];
  });
  if (groups.length > 0) return ok(groups);
  return err(appError('import-no-spans', t('The archive has {count} requests and none of them is a timed call of a model.', { count: formatCount(entries.length) }), t('Save the archive while the call is in the network panel, with its timings.')));
}

function spansOf(entry: Json, url: string): RawSpan[] {
  const timings = entry['timings'] as Json;
  const attributes = boundedAttributes([['url.full', url.split('?')[0] ?? ''], ...factsOf(entry)]);
  const made: RawSpan[] = [];
  let atMs = 0;
  const add = (name: string, parent: number | null, startMs: number, endMs: number): void => {
    made.push({ name: `har.${name}`, parent, startMs, endMs, attributes, events: [], error: null });
  };
  for (const part of PARTS) {
    const ms = numberIn(timings[part]) ?? -1;
    // -1: it did not happen.
    if (ms <= 0) continue;
    add(part, null, atMs, atMs + ms);
    const ssl = part === 'connect' ? Math.min(numberIn(timings['ssl']) ?? -1, ms) : -1;
    if (ssl > 0) add('ssl', made.length - 1, atMs + ms - ssl, atMs + ms);
    atMs += ms;
  }
  return made;
}

/** What bodies and status tell, under the names of the GenAI conventions. */
function factsOf(entry: Json): [string, unknown][] {
  const request = entry['request'] as Json;
  const response = isObject(entry['response']) ? entry['response'] : {};
  const sent = bodyOf(isObject(request['postData']) ? request['postData']['text'] : undefined);
  const got = bodyOf(isObject(response['content']) ? response['content']['text'] : undefined);
  const usage = isObject(got['usage']) ? got['usage'] : {};
  const known: [string, unknown][] = [
    ['gen_ai.request.model', sent['model']], ['gen_ai.response.model', got['model']],
    ['gen_ai.request.max_tokens', sent['max_tokens'] ?? sent['max_completion_tokens']], ['gen_ai.request.temperature', sent['temperature']], ['gen_ai.request.stream', sent['stream']],
    ['gen_ai.usage.input_tokens', usage['prompt_tokens'] ?? usage['input_tokens']], ['gen_ai.usage.output_tokens', usage['completion_tokens'] ?? usage['output_tokens']],
    ['http.response.status_code', response['status']],
  ];
  return known.flatMap(([name, value]): [string, unknown][] => (typeof value === 'string' ? [[name, plainText(value)]] : value === undefined ? [] : [[name, value]]));
}

function bodyOf(text: unknown): Json {
  if (typeof text !== 'string' || text.length > BODY_CHARS || nesting(text).deepest > IMPORT_LIMITS.depth) return {};
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {}; // an event stream, or cut off: nothing is known from it
  }
}
