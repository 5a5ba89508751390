/** What is in other people's files and which rule takes it, before anything is laid onto the stages. */
import { err, ok, type Result } from '@/core/result';
import type { KnownPlaceId } from '@/core/stage';
import { chromeEvents, chromeGroup, ownChromeTraces } from './chrome';
import { looksLikeCsv } from './csv';
import { DEFAULT_RULES } from './default-rules';
import { harEntries, harGroups } from './har';
import { parseJsonText } from './json-text';
import { IMPORT_LIMITS } from './limits';
import { otlpGroup, ownOtlpTrace } from './otlp';
import { otlpSpans, resourceSpansOf } from './otlp-model';
import type { RawSpan } from './raw';
import { ruleFor } from './segments';
import type { ImportRules } from './rules';

/** All spans of one name. */
export interface SpanPreview {
  readonly name: string;
  readonly count: number;
  readonly totalMs: number;
  /** Number of the rule that takes the first of them; null where no rule knows the name. */
  readonly rule: number | null;
  /** Where that rule puts its time; null: to the span around it, or nowhere. */
  readonly place: { readonly stage: KnownPlaceId; readonly layer: string } | null;
  /** True where the rule takes durations that the span states of its parts. */
  readonly split: boolean;
}

/** The distinct spans of a foreign file, the longest first. Empty for files of this app, which need no rules. */
export function previewSpans(text: string, rules: ImportRules = DEFAULT_RULES): Result<SpanPreview[]> {
  if (text.length > IMPORT_LIMITS.chars || looksLikeCsv(text)) return ok([]);
  const parsed = parseJsonText(text.replace(/^\uFEFF/, ''));
  if (!parsed.ok) return parsed;
  const spans = foreignSpans(parsed.value);
  if (!spans.ok) return err(spans.error);
  const byName = new Map<string, { count: number; totalMs: number; first: RawSpan }>();
  for (const span of spans.value) {
    const known = byName.get(span.name);
    const ms = span.endMs - span.startMs;
    if (known === undefined) byName.set(span.name, { count: 1, totalMs: ms, first: span });
    else {
      known.count++;
      known.totalMs += ms;
    }
  }
  return ok([...byName].map(([name, { count, totalMs, first }]): SpanPreview => {
    const rule = ruleFor(first, rules.rules);
    return { name, count, totalMs, rule: rule === undefined ? null : rules.rules.indexOf(rule), place: rule?.place ?? null, split: rule?.split !== undefined };
  }).sort((a, b) => b.totalMs - a.totalMs));
}

function foreignSpans(document: unknown): Result<readonly RawSpan[]> {
  const resources = resourceSpansOf(document);
  if (resources !== undefined) {
    const read = otlpSpans(resources);
    if (!read.ok) return read;
    return ok([...read.value.traces.values()].flatMap((spans) => (ownOtlpTrace(spans) === undefined ? otlpGroup(spans).spans : [])));
  }
  const events = chromeEvents(document);
  if (events !== undefined) {
    if (ownChromeTraces(document, events) !== undefined) return ok([]);
    const group = chromeGroup(events);
    return group.ok ? ok(group.value.spans) : group;
  }
  const entries = harEntries(document);
  if (entries === undefined) return ok([]);
  const groups = harGroups(entries);
  return groups.ok ? ok(groups.value.flatMap(({ spans }) => spans)) : groups;
}
