/** Who has the time: spans of other people's traces overlap and nest, a trace's spans lie one after another. */
import type { KnownPlaceId } from '@/core/stage';
import { t } from '@/core/text';
import { significant } from '@/core/units';
import { globMatches, MS_PER_UNIT, type ImportRule } from './rules';
import type { RawSpan } from './raw';

/** A stretch of time that a rule gave to a layer. */
export interface Segment {
  readonly startMs: number;
  readonly endMs: number;
  readonly stage: KnownPlaceId;
  readonly layer: string;
  /** The span it comes from, by index. */
  readonly span: number;
  /** Spans above it; pieces of a span count half a level deeper than the span. */
  readonly depth: number;
}

/** A stretch of the result: one segment's, or nobody's. */
export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
  readonly segment: Segment | null;
}

/** The number in an attribute, also where it was written as text. */
export function numberIn(value: unknown): number | null {
  const number = typeof value === 'number' ? value : typeof value === 'string' && /^\s*-?\d{1,18}(\.\d{1,18})?(e-?\d{1,2})?\s*$/i.test(value) ? Number(value) : NaN;
  return Number.isFinite(number) ? number : null;
}

const attributeMatches = (wanted: string | number | boolean, value: string | number | boolean | undefined): boolean => {
  if (value === undefined) return false;
  return typeof wanted === 'string' ? globMatches(wanted, String(value)) : wanted === value;
};

/** The first rule that matches a span. */
export function ruleFor(span: RawSpan, rules: readonly ImportRule[]): ImportRule | undefined {
  return rules.find(({ match }) =>
    (match.name === undefined || globMatches(match.name, span.name)) &&
    Object.entries(match.attributes ?? {}).every(([key, wanted]) => attributeMatches(wanted, Object.hasOwn(span.attributes, key) ? span.attributes[key] : undefined)));
}

/** Slack of sums that other programs rounded: a thousandth of the span, at least a microsecond. */
const slackMs = (span: RawSpan): number => Math.max(1e-3, (span.endMs - span.startMs) / 1000);

/** The segments of one span under its rule, and what is wrong with the parts it states, if anything. */
export function segmentsOf(span: RawSpan, index: number, depth: number, rule: ImportRule): { segments: Segment[]; fault: string | null } {
  const own = rule.place === null ? [] : [{ startMs: span.startMs, endMs: span.endMs, ...rule.place, span: index, depth }];
  if (rule.split === undefined) return { segments: own, fault: null };
  const { pieces, unit, anchor } = rule.split;
  const durations = pieces.map((piece) => (numberIn(span.attributes[piece.attribute]) ?? 0) * MS_PER_UNIT[unit]);
  const stated = durations.reduce((sum, ms) => sum + ms, 0);
  if (durations.some((ms) => ms < 0) || stated > span.endMs - span.startMs + slackMs(span)) {
    return { segments: own, fault: t('“{name}” states parts of {stated} ms in a span of {whole} ms (wrong unit?); they were not used.', { name: span.name, stated: significant(stated), whole: significant(span.endMs - span.startMs) }) };
  }
  const anchored = anchor === undefined ? null : numberIn(span.attributes[anchor.attribute]);
  const upToAnchor = durations.slice(0, (anchor?.after ?? 0) + 1).reduce((sum, ms) => sum + ms, 0);
  // Clocks of two programs: the anchor moves the pieces, but never out of the span.
  const lead = anchored === null ? 0 : Math.min(Math.max(0, anchored * MS_PER_UNIT[unit] - upToAnchor), Math.max(0, span.endMs - span.startMs - stated));
  let at = span.startMs + lead;
  const segments = pieces.map(({ stage, layer }, i): Segment => {
    const startMs = Math.min(at, span.endMs);
    at += durations[i] ?? 0;
    return { startMs, endMs: Math.min(at, span.endMs), stage, layer, span: index, depth: depth + 0.5 };
  });
  return { segments: [...own, ...segments], fault: null };
}

/** The innermost goes first: deepest, then latest begun, then last in the file. */
const isInner = (a: Segment, aIndex: number, b: Segment, bIndex: number): boolean =>
  a.depth !== b.depth ? a.depth > b.depth : a.startMs !== b.startMs ? a.startMs > b.startMs : aIndex > bIndex;

/** Half a nanosecond: files tell no shorter times. */
const ROUNDING_MS = 5e-7;

/**
 * Cuts the time from `startMs` to `endMs` so that each moment belongs to the innermost segment there, or to none.
 * Stretches touch; none is empty. O(n log n).
 */
export function flatten(segments: readonly Segment[], startMs: number, endMs: number): Stretch[] {
  const order = segments.map((_, i) => i).filter((i) => (segments[i] as Segment).endMs > (segments[i] as Segment).startMs);
  order.sort((a, b) => (segments[a] as Segment).startMs - (segments[b] as Segment).startMs || a - b);
  const cuts = [...new Set([startMs, endMs, ...order.flatMap((i) => [(segments[i] as Segment).startMs, (segments[i] as Segment).endMs])])].filter((cut) => cut >= startMs && cut <= endMs);
  cuts.sort((a, b) => a - b);
  const heap = new Heap((a, b) => isInner(segments[a] as Segment, a, segments[b] as Segment, b));
  const out: Stretch[] = [];
  let next = 0;
  for (let c = 0; c + 1 < cuts.length; c++) {
    const from = cuts[c] as number;
    const to = cuts[c + 1] as number;
    while (next < order.length && (segments[order[next] as number] as Segment).startMs <= from) heap.push(order[next++] as number);
    while (heap.top !== undefined && (segments[heap.top] as Segment).endMs <= from) heap.pop();
    const segment = heap.top === undefined ? null : (segments[heap.top] as Segment);
    const last = out.at(-1);
    // Sums of doubles leave gaps that no clock could show: they are no time that nobody claims.
    const isRounding = segment === null && to - from < ROUNDING_MS;
    if (last !== undefined && (last.segment === segment || isRounding)) out[out.length - 1] = { ...last, endMs: to };
    else out.push({ startMs: from, endMs: to, segment });
  }
  return out;
}

/** A binary heap of indexes; `before` says which of two is nearer the top. */
class Heap {
  readonly #items: number[] = [];
  constructor(private readonly before: (a: number, b: number) => boolean) {}

  get top(): number | undefined {
    return this.#items[0];
  }

  push(item: number): void {
    const items = this.#items;
    let i = items.push(item) - 1;
    while (i > 0) {
      const up = (i - 1) >> 1;
      if (!this.before(items[i] as number, items[up] as number)) break;
      [items[i], items[up]] = [items[up] as number, items[i] as number];
      i = up;
    }
  }

  pop(): void {
    const items = this.#items;
    const last = items.pop();
    if (last === undefined || items.length === 0) return;
    items[0] = last;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      const right = left + 1;
      let best = i;
      if (left < items.length && this.before(items[left] as number, items[best] as number)) best = left;
      if (right < items.length && this.before(items[right] as number, items[best] as number)) best = right;
      if (best === i) return;
      [items[i], items[best]] = [items[best] as number, items[i] as number];
      i = best;
    }
  }
}
