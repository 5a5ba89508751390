/** Other people's spans, whatever file they came from. */
import type { Attributes } from '@/core/trace';
import { IMPORT_LIMITS } from './limits';
import { plainText } from './json-text';

export interface RawEvent {
  readonly name: string;
  /** ms on the file's own clock, from `RawGroup.originMs` on. */
  readonly timeMs: number;
  readonly attributes: Attributes;
}

export interface RawSpan {
  readonly name: string;
  /** Index of the span around this one in the group; null at the top. */
  readonly parent: number | null;
  readonly startMs: number;
  readonly endMs: number;
  /** With the resource's and scope's name under `service.name` and `otel.scope.name`. */
  readonly attributes: Attributes;
  readonly events: readonly RawEvent[];
  readonly error: string | null;
}

/** Spans of one request: one trace id, or one Chrome trace. */
export interface RawGroup {
  readonly spans: readonly RawSpan[];
  /** True where time that no span of the call covers belongs to it; false where the file holds other work too. */
  readonly whole: boolean;
}

/** Attributes as this app keeps them: plain values, bounded in number and length. */
export function boundedAttributes(entries: Iterable<readonly [string, unknown]>): Attributes {
  const out: Attributes = {};
  let left: number = IMPORT_LIMITS.attributes;
  for (const [key, value] of entries) {
    const plain = typeof value === 'string' ? plainText(value) : value;
    if (typeof plain !== 'string' && typeof plain !== 'boolean' && !(typeof plain === 'number' && Number.isFinite(plain))) continue;
    // These names reach prototypes.
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') continue;
    if (left-- <= 0) break;
    out[plainText(key, 120)] = plain;
  }
  return out;
}
