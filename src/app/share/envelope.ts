/**
 * The compressed part of a link: `#s=4.<base64url(deflate(JSON))>`. A link comes from anybody, so every step has
 * a bound, and the decompressed size is enforced while inflating: a bomb is cut off, not expanded.
 * What each version holds is in `migrations.ts`. A link is written in the lowest version that can hold it, so that older
 * pages can read it.
 */
import { deflateSync, Inflate, strToU8 } from 'fflate';
import { appError, err, ok, type AppError, type Result } from '@/core/result';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';

export const ENVELOPE_VERSION = 4;
/** What an envelope holds: a version tells how it is laid out. */
export type EnvelopeVersion = 1 | 2 | 3 | 4;
const KEY = 's';

/** Browsers take addresses of 2 MB, but mail, chat and old proxies do not. */
export const MAX_ENCODED_CHARS = 60_000;
export const MAX_JSON_BYTES = 1_000_000;
/** A scenario is two levels deep, a pinned run with its spans' attributes eight. */
export const MAX_DEPTH = 10;
/** A deflate stream expands at most 1032 times, so one slice never adds more than 264 kB before the size is looked at. */
const INFLATE_SLICE_BYTES = 256;

/** The hash for `value`; '' for undefined; null when it would be too long. */
export function packHash(value: unknown, version: EnvelopeVersion = 1): string | null {
  if (value === undefined) return '';
  const json = strToU8(JSON.stringify(value));
  if (json.byteLength > MAX_JSON_BYTES) return null;
  const encoded = toBase64Url(deflateSync(json, { level: 9 }));
  return encoded.length > MAX_ENCODED_CHARS ? null : `#${KEY}=${version}.${encoded}`;
}

export interface Envelope { version: EnvelopeVersion; value: unknown }

/** The envelope in a hash; undefined when there is none in it. Never throws. */
export function unpackHash(hash: string): Result<Envelope | undefined> {
  const match = /^#?s=(.*)$/s.exec(hash);
  if (match?.[1] === undefined) return ok(undefined);
  const envelope = match[1];
  const dot = envelope.indexOf('.');
  const version = envelope.slice(0, Math.max(dot, 0));
  if (!/^\d{1,6}$/.test(version)) return err(broken(t('it does not begin with a version')));
  if (Number(version) > ENVELOPE_VERSION) {
    return err(appError('link-newer', t('The link was made by a newer version ({version}; this one reads {newest}).', { version, newest: ENVELOPE_VERSION }), t('Reload the page to get the newest version, then open the link again.')));
  }
  const known = KNOWN_VERSIONS.find((each) => each === Number(version));
  if (known === undefined) return err(broken(t('there is no version {version}', { version: Number(version) })));
  const bytes = fromBase64Url(envelope.slice(dot + 1));
  if (!bytes.ok) return bytes;
  const json = inflate(bytes.value);
  if (!json.ok) return json;
  const value = parseShallow(json.value);
  return value.ok ? ok({ version: known, value: value.value }) : value;
}

const KNOWN_VERSIONS: readonly EnvelopeVersion[] = [1, 2, 3, 4];

const broken = (what: string): AppError =>
  appError('link-broken', t('The link is damaged: {problem}.', { problem: what }), t('Ask for it again, as one unbroken line. The page shows its defaults for what could not be read.'));

function inflate(bytes: Uint8Array): Result<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const stream = new Inflate((part, final) => {
    size += part.byteLength;
    ended ||= final;
    parts.push(part);
  });
  try {
    for (let at = 0; at < bytes.byteLength; at += INFLATE_SLICE_BYTES) {
      stream.push(bytes.subarray(at, at + INFLATE_SLICE_BYTES), at + INFLATE_SLICE_BYTES >= bytes.byteLength);
      if (size > MAX_JSON_BYTES) {
        return err(appError('link-too-large', t('The link unpacks to more than {most} bytes.', { most: formatCount(MAX_JSON_BYTES) }), t('No scenario needs that much; the page shows its defaults.')));
      }
    }
  } catch {
    return err(broken(t('its contents cannot be unpacked'))); // fflate's codes mean nothing to a reader
  }
  if (!ended) return err(broken(t('its end is missing')));
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(all));
  } catch {
    return err(broken(t('it holds something other than text')));
  }
}

function parseShallow(json: string): Result<unknown> {
  if (nestingOf(json) > MAX_DEPTH) return err(broken(t('it is nested deeper than {most} levels', { most: MAX_DEPTH })));
  try {
    return ok(JSON.parse(json) as unknown);
  } catch {
    return err(broken(t('it does not hold JSON')));
  }
}

/** The deepest nesting of brackets outside of strings, found without building anything. */
export function nestingOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const c = json[i];
    if (inString) {
      if (c === '\\') i++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === '{' || c === '[') deepest = Math.max(deepest, ++depth);
    else if (c === '}' || c === ']') depth--;
  }
  return deepest;
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Result<Uint8Array> {
  if (text.length > MAX_ENCODED_CHARS) {
    return err(appError('link-too-large', t('The link is longer than {most} characters.', { most: formatCount(MAX_ENCODED_CHARS) }), t('The page shows its defaults; share a scenario of this size as a file.')));
  }
  if (text === '' || !/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return err(broken(t('some of its characters are wrong or missing')));
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return ok(Uint8Array.from(binary, (c) => c.charCodeAt(0)));
}
