/** The link, the session file and the embed code of what is on screen. */
import type { Trace } from '@/core/trace';
import { encodeLocation, type LinkState } from '../share';
import { writeSession } from '../share/session';
import { linkState, packable } from '../store/location';
import { usePlayback } from '../store/playback';
import { useRuns } from '../store/runs';

/** Longer links are cut by mail programs and chats: a run that makes one longer travels as a file. In characters, each a byte. */
export const MAX_LINK_CHARS = 8_192;

/** The measured or recorded run in the lower lane that could go into a link; null while there is none or it grows. */
export function runToShare(): Trace | null {
  const { local, status } = useRuns.getState();
  return status === 'idle' ? local : null;
}

/** The day of a run that was made in this visit; other runs say theirs themselves. `day` is an ISO date. */
function dated(trace: Trace, day: string): Trace {
  return useRuns.getState().localKind !== 'live' ? trace : { ...trace, environment: { ...trace.environment, recordedOn: day } };
}

/** What is on screen, with the playhead where it stands, and with the runs in the lanes or without them. A modeled run needs no place: its scenario is it. */
export function stateToShare(withLower: boolean, withUpper: boolean = withLower, day: string = new Date().toISOString().slice(0, 10)): LinkState {
  const state = linkState();
  const { timeMs } = usePlayback.getState();
  const run = runToShare();
  const { opened } = useRuns.getState();
  return {
    ...state,
    view: { ...state.view, timeMs: timeMs === 0 ? null : timeMs },
    desk: { ...state.desk, local: withLower && run !== null ? dated(run, day) : null, upper: withUpper ? opened : null },
  };
}

export interface SharedLink {
  href: string;
  /** Fields that were too long for it. */
  omitted: readonly string[];
  /** False: too long to be sent around, with the runs in it. */
  handy: boolean;
  /** A run, or a fleet with its log, was too long for any link. */
  runLeft: boolean;
}

/** The link to a state. `page` is the address of the app without its query. */
export function linkTo(state: LinkState, page: string = pageAddress()): SharedLink {
  const { scenario, omitted } = packable(state.scenario, state.presetId);
  const link = encodeLocation({ ...state, scenario });
  const href = `${page}${link.search}${link.hash}`;
  const runLeft = link.omitted.some((field) => RUN_FIELDS.has(field));
  return { href, omitted: [...omitted, ...link.omitted], handy: href.length <= MAX_LINK_CHARS && !runLeft, runLeft };
}

const RUN_FIELDS: ReadonlySet<string> = new Set(['desk.local', 'desk.upper', 'desk.fleet']);

const pageAddress = (): string => `${window.location.origin}${window.location.pathname}`;

/** The session file of a state. */
export const sessionOf = (state: LinkState): string => writeSession(state);

/** The session file of all that is on screen. */
export const sessionText = (): string => sessionOf(stateToShare(true));

/** Height of an embedded page in CSS px: both lanes, the waterfall and the answers without scrolling inside. */
const EMBED_HEIGHT_PX = 760;

/** A piece of HTML that embeds a link. Everything in it is escaped. */
export function embedCode(href: string, title: string): string {
  const url = new URL(href);
  url.searchParams.set('embed', '1');
  return `<iframe src="${escapeAttribute(url.href)}" title="${escapeAttribute(title)}" width="100%" height="${EMBED_HEIGHT_PX}" style="border:0" loading="lazy" allow="fullscreen"></iframe>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' };
const escapeAttribute = (text: string): string => text.replaceAll(/[&"<>]/g, (c) => ENTITIES[c] ?? c);
