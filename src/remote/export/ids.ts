/** Trace and span ids that depend on nothing but the content: the same trace exported twice is the same trace. */
import { hash32 } from '@/core/random';

const word = (text: string): string => (hash32(text) >>> 0).toString(16).padStart(8, '0');

/** 32 hex digits, never all zero (an all-zero id is invalid). */
export function traceIdOf(content: string): string {
  return word(`a${content}`) + word(`b${content}`) + word(`c${content}`) + `${word(`d${content}`).slice(1)}1`;
}

/** 16 hex digits, never all zero, different for each `index` of a trace. */
export function spanIdOf(traceId: string, index: number): string {
  return word(`${traceId}/${index}`) + (index + 1).toString(16).padStart(8, '0');
}
