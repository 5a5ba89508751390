/** What a gateway refuses in a text, on this machine and in the datacenter alike. Pure; linear in the length of the text. */
import { t } from '@/core/text';

/** Where the text stands in a request. */
export type TextPart = 'prompt' | 'system';

interface Fault { kind: 'surrogate' | 'control'; at: number; code: string }

/** What makes a text unfit to be encoded, as a sentence; null when nothing does. */
export function textFault(text: string, part: TextPart = 'prompt'): string | null {
  const fault = faultOf(text);
  if (fault === null) return null;
  const { kind, at, code } = fault;
  return kind === 'surrogate'
    ? t('The {part, select, system {system prompt} other {prompt}} has half of a surrogate pair at character {at}: delete that character and type it again.', { part, at: at + 1 })
    : t('The {part, select, system {system prompt} other {prompt}} has the control character U+{code} at character {at}: remove it.', { part, at: at + 1, code });
}

function faultOf(text: string): Fault | null {
  if (text.length < LONG_CHARS) return findFault(text);
  // Models ask about the same long text again and again: it is looked through once.
  if (lastLong?.text !== text) lastLong = { text, fault: findFault(text) };
  return lastLong.fault;
}

const LONG_CHARS = 4_096;
let lastLong: { text: string; fault: Fault | null } | null = null;

function findFault(text: string): Fault | null {
  const lone = firstLoneSurrogate(text);
  const code = (at: number): string => text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  if (lone >= 0) return { kind: 'surrogate', at: lone, code: code(lone) };
  const control = firstControl(text);
  return control >= 0 ? { kind: 'control', at: control, code: code(control) } : null;
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
