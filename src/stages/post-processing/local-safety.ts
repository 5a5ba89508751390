/** A rules-based output check: patterns that an answer should never carry. No classifier runs on this machine. */
import { msg } from '@/core/text';

export interface SafetyRule {
  name: string;
  finds(text: string): boolean;
}

export const SAFETY_RULES: readonly SafetyRule[] = [
  { name: msg('payment card number'), finds: (text) => [...text.matchAll(/\b(?:\d[ -]?){13,19}(?!\d)/g)].some(([found]) => luhn(found)) },
  { name: msg('e-mail address'), finds: (text) => /[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b/i.test(text) },
  { name: msg('secret key'), finds: (text) => /-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bsk-[A-Za-z0-9_-]{20,}/.test(text) },
];

/** Longest text a rule looks back over, in characters. */
const WINDOW_CHARS = 160;

/** Checks an answer as it grows; a find may span many tokens. */
export class SafetyCheck {
  #window = '';

  /** Name of the rule that the text breaks, once this piece is added; null: none. */
  push(text: string): string | null {
    if (text === '') return null;
    this.#window = (this.#window + text).slice(-WINDOW_CHARS);
    return SAFETY_RULES.find((rule) => rule.finds(this.#window))?.name ?? null;
  }
}

/** The check digit of payment cards (ISO/IEC 7812-1, annex B). */
function luhn(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  if (digits.length < 13 || digits.length > 19) return false;
  let total = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = Number(digits[digits.length - 1 - i]);
    if (i % 2 === 1) {
      digit *= 2;
      if (digit > 9) digit -= 9;
    }
    total += digit;
  }
  return total % 10 === 0;
}
