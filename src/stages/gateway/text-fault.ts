/** What a gateway refuses in a text, on this machine and in the datacenter alike. Pure; linear in the length of the text. */

/** What makes a text unfit to be encoded, as the end of a sentence; null when nothing does. */
export function textFault(text: string): string | null {
  if (text.length < LONG_CHARS) return findFault(text);
  // Models ask about the same long text again and again: it is looked through once.
  if (lastLong?.text !== text) lastLong = { text, fault: findFault(text) };
  return lastLong.fault;
}

const LONG_CHARS = 4_096;
let lastLong: { text: string; fault: string | null } | null = null;

function findFault(text: string): string | null {
  const lone = firstLoneSurrogate(text);
  if (lone >= 0) return `has half of a surrogate pair at character ${lone + 1}: delete that character and type it again.`;
  const control = firstControl(text);
  if (control >= 0) {
    const code = text.charCodeAt(control).toString(16).toUpperCase().padStart(4, '0');
    return `has the control character U+${code} at character ${control + 1}: remove it.`;
  }
  return null;
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
