/** JSON from a stranger: size and nesting are looked at before anything is built. */
import { appError, err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import { IMPORT_LIMITS } from './limits';

const QUOTE = 34;
const BACKSLASH = 92;

/** The deepest nesting of brackets outside of strings, and the brackets still open at the end. */
export function nesting(json: string): { deepest: number; open: number } {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const c = json.charCodeAt(i);
    if (inString) {
      if (c === BACKSLASH) i++;
      else if (c === QUOTE) inString = false;
    } else if (c === QUOTE) inString = true;
    else if (c === 0x7b || c === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (c === 0x7d || c === 0x5d) depth--;
  }
  return { deepest, open: depth };
}

/**
 * Parses one JSON document, or several with a line each (the collector's file exporter writes so). A trace-event array
 * may lack its closing bracket, as the format allows for programs that died. Never throws.
 */
export function parseJsonText(text: string): Result<unknown> {
  const { deepest } = nesting(text);
  if (deepest > IMPORT_LIMITS.depth) {
    return err(appError('import-too-deep', t('The file is nested {deepest} levels deep; traces need at most {most}.', { deepest: formatCount(deepest), most: IMPORT_LIMITS.depth }), t('Check that it is a trace.')));
  }
  const whole = attempt(text);
  if (whole.ok) return whole;
  const trimmed = text.trim();
  if (trimmed.startsWith('[')) {
    const closed = attempt(`${trimmed.replace(/,$/, '')}]`);
    if (closed.ok) return closed;
  }
  const lines = parseLines(trimmed);
  return lines ?? err(appError('import-not-json', t('The file is not valid JSON: {why}.', { why: whole.error }), t('Export it again; if it was edited, look for the place named.')));
}

function attempt(text: string): { ok: true; value: unknown } | { ok: false; error: string } {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message.slice(0, IMPORT_LIMITS.textChars) : t('it cannot be parsed') };
  }
}

function parseLines(text: string): Result<unknown> | null {
  if (!text.startsWith('{') || !text.includes('\n')) return null;
  const values: unknown[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = attempt(line);
    if (!value.ok) {
      // Only a file that looks like JSON lines is told about a line.
      return index === 0 ? null : err(appError('import-not-json', t('Line {line} is not valid JSON: {why}.', { line: index + 1, why: value.error }), t('Remove or correct that line.')));
    }
    if (values.push(value.value) > IMPORT_LIMITS.spans) return err(tooMany('lines', IMPORT_LIMITS.spans));
  }
  return ok(values);
}

/** More of something than is read. */
export const tooMany = (what: 'spans' | 'traces' | 'requests' | 'rows' | 'lines' | 'instants', limit: number): ReturnType<typeof appError> =>
  appError(
    'import-too-many',
    t('The file has more than {limit} {what, select, spans {spans} traces {traces} requests {requests} rows {rows} lines {lines} other {instant events}}.', { limit: formatCount(limit), what }),
    t('Export one request, or a shorter time, and import that.'),
  );

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A stranger's text: short, with control and direction characters made visible. */
export function plainText(text: string, chars: number = IMPORT_LIMITS.textChars): string {
  const cut = text.slice(0, chars).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  return text.length > chars ? `${cut}…` : cut;
}
