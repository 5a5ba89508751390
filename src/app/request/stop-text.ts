/** Stop sequences as one line of text: separated by commas, with \n, \t, \, and \\ for what cannot be typed. */
import { err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';

const MAX_SEQUENCES = 4;
const MAX_CHARS = 64;

export const stopToText = (stop: readonly string[]): string =>
  stop.map((s) => s.replace(/[\\,]/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t')).join(', ');

/** Reads the line back; empty pieces count for nothing. The error is a sentence for people. */
export function textToStop(text: string): Result<string[], string> {
  const pieces: string[] = [];
  let piece = '';
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\' && i + 1 < text.length) {
      const escaped = text.charAt(++i);
      piece += escaped === 'n' ? '\n' : escaped === 't' ? '\t' : escaped;
    } else if (character === ',') {
      pieces.push(piece);
      piece = '';
    } else piece += character;
  }
  pieces.push(piece);
  // One space after a comma is punctuation, not part of the sequence.
  const stop = pieces.map((p, i) => (i > 0 ? p.replace(/^ /, '') : p)).filter((p) => p !== '');
  if (stop.length > MAX_SEQUENCES) return err(t('There are {count} stop sequences; at most {most} are allowed. Remove some, or write \\, for a comma that belongs to one.', { count: stop.length, most: MAX_SEQUENCES }));
  const long = stop.find((p) => p.length > MAX_CHARS);
  if (long !== undefined) return err(t('A stop sequence has {count} characters; at most {most} are allowed. Shorten it.', { count: long.length, most: MAX_CHARS }));
  if (stop.some((p) => /\p{Surrogate}/u.test(p))) return err(t('A stop sequence holds half of a character, which no answer has. Type it again.'));
  return ok(stop);
}
