/** The five write-ups that the app makes visible, by the keys used in its notes; and sources as people read them. */
import { t } from '@/core/text';
import type { SourceAbout } from './about';

export const WRITE_UPS = {
  S0: 'What happens in the 400 ms between your API call and the LLM response (Codcompass)',
  S1: 'What happens in 400 ms: inside an LLM API call (MVP Factory)',
  S2: 'LLM API path: the ~400 ms problem (The Daily Scout)',
  S3: 'Latency optimization in LLM inference systems',
  S4: 'LLM latency in production: what actually works (angirash.in)',
} as const;

/** A source in the reader's language. A trace keeps it in English, as parts joined by "; ": each part is a message. */
export function sourceWords(source: string): string {
  const whole = t(source);
  return whole === source ? sourceParts(source).map(partWords).join('; ') : whole;
}

/** Prices of one model may stand in for those of another (catalog/prices). */
function partWords(part: string): string {
  const [, model, other] = /^(.+), standing in for (.+)$/.exec(part) ?? [];
  return model === undefined || other === undefined ? t(part) : t('{model}, standing in for {other}', { model: t(model), other: t(other) });
}

/** The parts that a source is translated by. */
export const sourceParts = (source: string): string[] => source.split('; ');

/** A note on what one of the write-ups contributes. */
export const writeUp = (key: keyof typeof WRITE_UPS, detail: string): SourceAbout => ({ key, title: WRITE_UPS[key], detail });
