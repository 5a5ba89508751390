/**
 * A session file: what a link carries, where it is too long for one. The readable part as in the address, the rest as
 * JSON in the newest version's layout; it goes through the same migrations and checks as a link.
 */
import { appError, err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import { ENVELOPE_VERSION, MAX_DEPTH, nestingOf, type EnvelopeVersion } from './envelope';
import { decodeParts, encodeParts } from './link';
import { migrate } from './migrations';
import { isJson } from './patch';
import type { DecodedLocation, LinkState } from './state';

export const SESSION_FORMAT = '400ms-session';
/** Session files are read up to this many UTF-16 units; a run of 44 tokens is about 40,000. */
export const MAX_SESSION_CHARS = 8_000_000;
/** The document around the content. */
const OUTER_DEPTH = 1;

/** The state as a session file, with a line break at its end. */
export function writeSession(state: LinkState): string {
  const { search, scenario, desk } = encodeParts(state);
  const content = { ...(scenario === undefined ? {} : { scenario }), ...(desk === undefined ? {} : { desk }) };
  return `${JSON.stringify({ format: SESSION_FORMAT, version: ENVELOPE_VERSION, search, content }, null, 1)}\n`;
}

/** True for a parsed document that says it is a session. */
export const isSession = (document: unknown): boolean => isJson(document) && document['format'] === SESSION_FORMAT;

/** Reads a session file. An error means that none of it could be read; problems name the parts that could not. */
export function readSession(text: string): Result<DecodedLocation> {
  if (text.length > MAX_SESSION_CHARS) {
    return err(appError('session-too-large', t('The session file has {count} characters; at most {most} are read.', { count: formatCount(text.length), most: formatCount(MAX_SESSION_CHARS) }), t('Save it again with fewer runs in it.')));
  }
  if (nestingOf(text) > MAX_DEPTH + OUTER_DEPTH) return err(broken(t('it is nested too deep')));
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    return err(broken(t('it is not JSON ({problem})', { problem: cause instanceof Error ? cause.message : String(cause) })));
  }
  if (!isJson(document) || document['format'] !== SESSION_FORMAT) return err(broken(t('its format is not {format}', { format: SESSION_FORMAT })));
  const { version, search = '', content } = document;
  if (typeof version === 'number' && version > ENVELOPE_VERSION) {
    return err(appError('session-newer', t('The session file was made by a newer version ({version}; this one reads {newest}).', { version, newest: ENVELOPE_VERSION }), t('Reload the page to get the newest version, then open the file again.'), 'version'));
  }
  if (!isVersion(version)) return err(broken(t('its version is missing')));
  if (typeof search !== 'string') return err(broken(t('“search” is not text')));
  return ok(decodeParts(search, migrate(version, content)));
}

const isVersion = (value: unknown): value is EnvelopeVersion => value === 1 || value === 2 || value === 3 || value === ENVELOPE_VERSION;
const broken = (what: string): ReturnType<typeof appError> => appError('session-broken', t('The session file is damaged: {problem}.', { problem: what }), t('Save it again where it was made.'));
