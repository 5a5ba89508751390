/**
 * A session file: what a link carries, where it is too long for one. The readable part as in the address, the rest as
 * JSON in the newest version's layout; it goes through the same migrations and checks as a link.
 */
import { appError, err, ok, type Result } from '@/core/result';
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
    return err(appError('session-too-large', `The session file has ${text.length.toLocaleString('en-US')} characters; at most ${MAX_SESSION_CHARS.toLocaleString('en-US')} are read.`, 'Save it again with fewer runs in it.'));
  }
  if (nestingOf(text) > MAX_DEPTH + OUTER_DEPTH) return err(broken('it is nested too deep'));
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    return err(broken(`it is not JSON (${cause instanceof Error ? cause.message : String(cause)})`));
  }
  if (!isJson(document) || document['format'] !== SESSION_FORMAT) return err(broken(`its format is not ${SESSION_FORMAT}`));
  const { version, search = '', content } = document;
  if (typeof version === 'number' && version > ENVELOPE_VERSION) {
    return err(appError('session-newer', `The session file was made by a newer version (${version}; this one reads ${ENVELOPE_VERSION}).`, 'Reload the page to get the newest version, then open the file again.', 'version'));
  }
  if (!isVersion(version)) return err(broken('its version is missing'));
  if (typeof search !== 'string') return err(broken('“search” is not text'));
  return ok(decodeParts(search, migrate(version, content)));
}

const isVersion = (value: unknown): value is EnvelopeVersion => value === 1 || value === 2 || value === 3 || value === ENVELOPE_VERSION;
const broken = (what: string): ReturnType<typeof appError> => appError('session-broken', `The session file is damaged: ${what}.`, 'Save it again where it was made.');
