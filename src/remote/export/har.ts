/**
 * HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/): one entry whose timings are those of a browser:
 * dns, connect (with ssl in it), send, wait until the first byte, receive. What happens inside the server is one
 * figure there, `wait`; the stages are in the entry's comment.
 */
import { metricsOf } from '@/core/metrics';
import { totalMs, timeByPlace, type Trace } from '@/core/trace';
import { DEFAULT_START_UNIX_MS, type ExportOptions } from './options';

const NOT_APPLICABLE = -1;
const UNKNOWN_BYTES = -1;
const STATUS_TEXT: Readonly<Record<number, string>> = {
  200: 'OK', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 408: 'Request Timeout', 413: 'Content Too Large', 429: 'Too Many Requests',
  499: 'Client Closed Request', 500: 'Internal Server Error', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout',
};

export interface HarTimings { blocked: number; dns: number; connect: number; ssl: number; send: number; wait: number; receive: number }

/** Timings of the request in ms. They sum to the total (`ssl` is part of `connect`); -1 is what did not happen. */
export function harTimings(trace: Trace): HarTimings {
  const of = (layer: string): number =>
    trace.spans.reduce((sum, span) => sum + (span.stage === 'network' && span.layer === layer ? span.durationMs : 0), 0);
  const has = (layer: string): boolean => trace.spans.some((span) => span.stage === 'network' && span.layer === layer);
  const dns = of('dns');
  const ssl = of('tls');
  const connect = of('tcp') + ssl;
  const send = of('request');
  const total = totalMs(trace);
  const before = dns + connect + send;
  // Without a token the first byte is that of the response's last leg: an error body, or nothing.
  const first = metricsOf(trace).ttftMs ?? total - of('response');
  const wait = Math.max(0, Math.min(first, total) - before);
  return {
    blocked: NOT_APPLICABLE,
    dns: has('dns') ? dns : NOT_APPLICABLE,
    connect: has('tcp') || has('tls') ? connect : NOT_APPLICABLE,
    ssl: has('tls') ? ssl : NOT_APPLICABLE,
    send, wait, receive: Math.max(0, total - before - wait),
  };
}

/** One HAR document with one page-less entry. Holds the prompt and the answer unless `texts` is false. */
export function writeHar(trace: Trace, { texts = true, startUnixMs = DEFAULT_START_UNIX_MS }: ExportOptions = {}): string {
  const { scenario, outcome, usage } = trace;
  const streamed = scenario.request.stream;
  const status = outcome.httpStatus ?? (outcome.status === 'completed' ? 200 : 0);
  const answer = trace.tokens.map((token) => token.text).join('');
  const postText = JSON.stringify({
    model: scenario.model, stream: streamed, max_tokens: scenario.request.maxOutputTokens, temperature: scenario.request.temperature,
    messages: [...(scenario.request.systemPrompt === '' ? [] : [{ role: 'system', content: scenario.request.systemPrompt }]), { role: 'user', content: scenario.request.prompt }],
  });
  const mimeType = streamed ? 'text/event-stream' : 'application/json';
  const stages = [...timeByPlace(trace)].map(([place, ms]) => `${place} ${Number(ms.toFixed(3))} ms`).join(', ');
  const entry = {
    startedDateTime: new Date(startUnixMs).toISOString(),
    time: totalMs(trace),
    request: {
      method: 'POST', url: 'https://api.example.com/v1/chat/completions', httpVersion: 'HTTP/1.1', cookies: [], queryString: [],
      headers: [{ name: 'Content-Type', value: 'application/json' }, { name: 'Accept', value: mimeType }],
      ...(texts ? { postData: { mimeType: 'application/json', text: postText } } : {}),
      headersSize: UNKNOWN_BYTES, bodySize: UNKNOWN_BYTES,
    },
    response: {
      status, statusText: STATUS_TEXT[status] ?? '', httpVersion: 'HTTP/1.1', cookies: [], headers: [{ name: 'Content-Type', value: mimeType }],
      content: { size: new TextEncoder().encode(answer).byteLength, mimeType, ...(texts ? { text: answer } : {}) },
      redirectURL: '', headersSize: UNKNOWN_BYTES, bodySize: UNKNOWN_BYTES,
      ...(outcome.reason === undefined ? {} : { comment: outcome.reason }),
    },
    cache: {},
    timings: harTimings(trace),
    comment: `${trace.source}; ${usage.inputTokens} tokens in, ${usage.outputTokens} out; ${stages}`,
  };
  return `${JSON.stringify({ log: { version: '1.2', creator: { name: '400ms', version: String(trace.schemaVersion) }, entries: [entry] } }, null, 1)}\n`;
}
