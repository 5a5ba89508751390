/**
 * The messages between an embedded page and its host (docs/embed.md). Pure: what a message may be, and who may send one.
 * Messages cross origins, so each is validated whole and nothing in one is ever run, fetched or written as markup.
 */
import * as v from 'valibot';
import { appError, err, ok, type AppError, type Result } from '@/core/result';
import type { Scenario } from '@/core/scenario';
import type { Trace } from '@/core/trace';
import { SPEEDS } from '../store/playback';

export const PROTOCOL_VERSION = 1;
/** Who speaks, so that messages of other scripts on the same page are not taken for ours. */
export const FROM_HOST = '400ms-host';
export const FROM_APP = '400ms';

/** As long as a link can be (share/envelope), with its readable part. */
const MOST_LINK_CHARS = 80_000;
/** Far beyond any run. */
const MOST_MS = 1e9;

/** Of real time; what the page's own list has, so that the page can always show which one it is. */
const speed = v.picklist(SPEEDS, `must be one of ${SPEEDS.join(', ')}`);
const ms = v.pipe(v.number('must be a number'), v.minValue(0, 'must be at least 0'), v.maxValue(MOST_MS, `must be at most ${MOST_MS}`));
const id = v.optional(v.pipe(v.string('must be text'), v.maxLength(100, 'must be at most 100 characters')));
const head = { source: v.literal(FROM_HOST), version: v.literal(PROTOCOL_VERSION, `must be ${PROTOCOL_VERSION}`), id };

export const HostMessageSchema = v.variant('type', [
  v.strictObject({ ...head, type: v.literal('load'), preset: v.pipe(v.string('must be text'), v.maxLength(80, 'must be at most 80 characters')) }),
  /** A scenario, or only what differs from the default one. `parsePatch` checks it. */
  v.strictObject({ ...head, type: v.literal('load'), scenario: v.record(v.string(), v.unknown(), 'must be an object') }),
  v.strictObject({ ...head, type: v.literal('load'), link: v.pipe(v.string('must be text'), v.maxLength(MOST_LINK_CHARS, `must be at most ${MOST_LINK_CHARS} characters`)) }),
  v.strictObject({ ...head, type: v.literal('run') }),
  v.strictObject({ ...head, type: v.literal('play') }),
  v.strictObject({ ...head, type: v.literal('pause') }),
  v.strictObject({ ...head, type: v.literal('seek'), timeMs: ms }),
  v.strictObject({ ...head, type: v.literal('speed'), speed }),
  v.strictObject({ ...head, type: v.literal('theme'), theme: v.picklist(['system', 'dark', 'light'], 'must be system, dark or light') }),
]);
export type HostMessage = v.InferOutput<typeof HostMessageSchema>;

/** What the host is told. `replyTo` is the id of the message that asked for it. */
export type AppEvent =
  | { readonly type: 'ready' }
  | { readonly type: 'loaded'; readonly scenario: Scenario; readonly problems: readonly string[] }
  | { readonly type: 'trace'; readonly lane: 'datacenter' | 'local'; readonly kind: 'modeled' | 'opened' | 'recorded' | 'live'; readonly trace: Trace }
  | { readonly type: 'time'; readonly timeMs: number; readonly endMs: number; readonly playing: boolean }
  | { readonly type: 'error'; readonly code: string; readonly message: string; readonly action: string };
export type AppMessage = AppEvent & { readonly source: typeof FROM_APP; readonly version: typeof PROTOCOL_VERSION; readonly replyTo?: string };

/** The event as it is sent. */
export const messageOf = (event: AppEvent, replyTo?: string): AppMessage => ({ source: FROM_APP, version: PROTOCOL_VERSION, ...event, ...(replyTo === undefined ? {} : { replyTo }) });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** Null for what is not addressed to the app; an error for what is, but cannot be understood: in English, for whoever writes the host page. */
export function parseHostMessage(data: unknown): Result<HostMessage> | null {
  if (!isObject(data) || data['source'] !== FROM_HOST) return null;
  const parsed = v.safeParse(HostMessageSchema, data, { abortEarly: true });
  if (parsed.success) return ok(parsed.output);
  const issue = parsed.issues[0];
  const field = v.getDotPath(issue) ?? 'message';
  return err(appError('embed-message', `${field}: ${issue.message}.`, 'Messages and their fields are listed in docs/embed.md.', field));
}

/** The id of a message that could not be understood, so that its sender can tell which one it was. */
export function idOf(data: unknown): string | undefined {
  const given = isObject(data) ? data['id'] : undefined;
  return typeof given === 'string' && given.length <= 100 ? given : undefined;
}

export interface Surroundings {
  /** The page's own query. */
  search: string;
  /** Origins of the pages around, the nearest first; empty where the browser does not tell. */
  ancestorOrigins: readonly string[];
  /** Address of the page that opened this one, as the browser tells it. */
  referrer: string;
}

/**
 * The one origin that is listened and spoken to: the one in `?origin=`, else that of the embedding page. Null: none is
 * known, and nothing is said. An `?origin=` that is no origin counts as none.
 */
export function allowedOrigin({ search, ancestorOrigins, referrer }: Surroundings): string | null {
  const asked = new URLSearchParams(search).get('origin');
  if (asked !== null) return originOf(asked) === asked ? asked : null;
  const [around] = ancestorOrigins;
  return originOf(around ?? referrer);
}

/** Pages without an origin of their own (files, sandboxes) say "null": they cannot be told apart, so none is allowed. */
function originOf(address: string): string | null {
  try {
    const { origin, protocol } = new URL(address);
    return protocol === 'https:' || protocol === 'http:' ? origin : null;
  } catch {
    return null;
  }
}

/** An error as an event. */
export const errorEvent = ({ code, message, action }: AppError): AppEvent => ({ type: 'error', code, message, action });
