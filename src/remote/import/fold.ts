/** From other people's spans to a Trace: rules find the layers, what no rule knows is said to be unattributed. */
import { appError, err, ok, type Result } from '@/core/result';
import { UNATTRIBUTED } from '@/core/stage';
import { t } from '@/core/text';
import { TRACE_VERSION, type Attributes, type Span, type TokenEvent, type Trace } from '@/core/trace';
import { formatCount, significant } from '@/core/units';
import { factsOf } from './facts';
import { plainText } from './json-text';
import { IMPORT_LIMITS } from './limits';
import type { RawGroup, RawSpan } from './raw';
import { globMatches, MS_PER_UNIT, type ImportFacts, type ImportRules } from './rules';
import { flatten, numberIn, ruleFor, segmentsOf, type Segment, type Stretch } from './segments';

export interface Folded {
  readonly trace: Trace;
  readonly notes: string[];
}

/** Makes one trace of a group of spans. The error says which names no rule knew. */
export function foldGroup(group: RawGroup, rules: ImportRules, fileName: string, format: string): Result<Folded> {
  const depths = depthsOf(group.spans);
  if (depths === null) {
    return err(appError('import-too-deep', t('Spans are nested more than {depth} deep, or are inside of themselves.', { depth: IMPORT_LIMITS.spanDepth }), t('Check the parent ids of the file.')));
  }
  const segments: Segment[] = [];
  const used = new Map<number, string>();
  const notes = new Set<string>();
  const faults: string[] = [];
  group.spans.forEach((span, index) => {
    const rule = ruleFor(span, rules.rules);
    if (rule === undefined) return;
    const found = segmentsOf(span, index, depths[index] ?? 0, rule);
    if (found.fault !== null) faults.push(found.fault);
    if (found.segments.length === 0) return;
    segments.push(...found.segments);
    used.set(index, found.segments.at(-1)?.stage ?? '');
    if (rule.note !== undefined) notes.add(t(rule.note));
  });
  const [fault] = faults;
  if (segments.length === 0 && fault !== undefined) return err(appError('import-parts-misfit', fault, t('Set the unit of the rule that splits this span: s, ms, us or ns.')));
  if (segments.length === 0) return err(nothingKnown(group));
  const bounds = extent(group.whole ? group.spans : segments);
  if (!(bounds.endMs - bounds.startMs <= IMPORT_LIMITS.durationMs)) {
    return err(appError('import-too-long', t('The spans reach over {hours} hours; a request takes at most {most}.', { hours: significant((bounds.endMs - bounds.startMs) / MS_PER_HOUR), most: IMPORT_LIMITS.durationMs / MS_PER_HOUR }), t('Export one request, and check the unit of its times.')));
  }
  const stretches = flatten(segments, bounds.startMs, bounds.endMs);
  const spans = stretches.map((stretch) => toSpan(stretch, group.spans, bounds.startMs));
  const trusted = [...group.spans].map((span, i) => ({ span, i })).sort((a, b) => trust(used.get(b.i)) - trust(used.get(a.i)) || a.i - b.i).map(({ span }) => span);
  const facts = factsOf(trusted, rules.facts, fileName === '' ? (group.spans[0]?.name ?? 'imported') : fileName);
  const received = tokensOf(trusted, rules.facts, bounds);
  const tokens = received.tokens;
  const unattributedMs = stretches.reduce((sum, s) => sum + (s.segment === null ? s.endMs - s.startMs : 0), 0);
  const totalMs = bounds.endMs - bounds.startMs;
  if (unattributedMs > 0) notes.add(t('{unknown} ms of {total} ms match no rule. They are shown as not attributed, outside the seven stages.', { unknown: significant(unattributedMs), total: significant(totalMs) }));
  if (received.note !== null) notes.add(received.note);
  const outputTokens = Math.max(facts.usage.outputTokens, tokens.length);
  return ok({
    trace: {
      schemaVersion: TRACE_VERSION, scenario: facts.scenario, source: 'import', spans, tokens,
      usage: { ...facts.usage, outputTokens }, outcome: facts.outcome,
      // The file tells nothing about the cache's layout: no bytes are better than invented ones.
      kv: { layers: 0, kvHeads: 0, headDim: 0, bytesPerElement: 0, bytesPerToken: 0 },
      coldStart: null,
      environment: {
        importedFrom: format, ...(fileName === '' ? {} : { fileName: plainText(fileName, 120) }), ...(facts.model === null ? {} : { model: facts.model }),
        importedSpans: group.spans.length, matchedSpans: used.size, unattributedMs,
      },
    },
    notes: [...notes, ...facts.notes, ...faults.slice(0, SHOWN_FAULTS), ...(faults.length > SHOWN_FAULTS ? [t('… and {count} more like it.', { count: faults.length - SHOWN_FAULTS })] : [])],
  });
}

const MS_PER_HOUR = 3_600_000;
const SHOWN_FAULTS = 3;
const SHOWN_NAMES = 8;

/** The model's own span knows its tokens best, then its server's. */
const trust = (stage: string | undefined): number => (stage === 'inference' ? 2 : stage === undefined ? 0 : 1);

function nothingKnown(group: RawGroup): ReturnType<typeof appError> {
  const names = [...new Set(group.spans.map((span) => plainText(span.name, 60)))].slice(0, SHOWN_NAMES).join(', ');
  return appError('import-nothing-matched', t('No rule knows any of the file\'s {count} spans ({names}).', { count: formatCount(group.spans.length), names }), t('Add a rule for one of these names, or check that the file is a trace of a model call.'));
}

/** How many spans lie around each; null when one is inside of itself or too deep. Each span is visited once. */
function depthsOf(spans: readonly RawSpan[]): number[] | null {
  const depths: (number | undefined)[] = new Array<undefined>(spans.length);
  for (let i = 0; i < spans.length; i++) {
    const path: number[] = [];
    for (let at: number | null = i; at !== null && depths[at] === undefined; at = (spans[at] as RawSpan).parent) {
      path.push(at);
      if (path.length > IMPORT_LIMITS.spanDepth) return null;
    }
    for (const at of path.reverse()) {
      const parent = (spans[at] as RawSpan).parent;
      const depth: number = parent === null ? 0 : (depths[parent] ?? 0) + 1;
      if (depth > IMPORT_LIMITS.spanDepth) return null;
      depths[at] = depth;
    }
  }
  return depths.map((depth) => depth ?? 0);
}

function extent(pieces: readonly { startMs: number; endMs: number }[]): { startMs: number; endMs: number } {
  let startMs = Infinity;
  let endMs = -Infinity;
  for (const piece of pieces) {
    startMs = Math.min(startMs, piece.startMs);
    endMs = Math.max(endMs, piece.endMs);
  }
  return { startMs, endMs };
}

function toSpan(stretch: Stretch, raw: readonly RawSpan[], originMs: number): Span {
  const startMs = stretch.startMs - originMs;
  const durationMs = stretch.endMs - originMs - startMs;
  const { segment } = stretch;
  if (segment === null) {
    return { stage: UNATTRIBUTED, layer: 'no-rule', startMs, durationMs, provenance: 'imported', attributes: { unattributed: true } };
  }
  const { name, attributes, error } = raw[segment.span] as RawSpan;
  const kept: Attributes = { span: name, ...attributes, ...(error === null || error === '' ? {} : { error }) };
  return { stage: segment.stage, layer: segment.layer, startMs, durationMs, provenance: 'imported', attributes: kept };
}

/** Tokens as far as the file tells when they came: events of the stream, or the first token alone. */
function tokensOf(spans: readonly RawSpan[], facts: ImportFacts, bounds: { startMs: number; endMs: number }): { tokens: TokenEvent[]; note: string | null } {
  const token = (atMs: number, index: number): TokenEvent => {
    // The first token of a span that reaches out of the call would come after its end.
    const timeMs = Math.min(Math.max(atMs, bounds.startMs), bounds.endMs) - bounds.startMs;
    return { index, id: 0, text: '', timeMs, generatedMs: timeMs, kvBytes: 0 };
  };
  for (const span of spans) {
    const chunks = span.events.filter((event) => event.timeMs >= bounds.startMs && event.timeMs <= bounds.endMs && facts.tokenEvents.some((glob) => globMatches(glob, event.name))).slice(0, IMPORT_LIMITS.tokens);
    if (chunks.length === 0) continue;
    const times = chunks.map((event) => event.timeMs).sort((a, b) => a - b);
    return { tokens: times.map(token), note: t('Token times are those of the {count} chunks in the file; a chunk may hold more than one token.', { count: formatCount(chunks.length) }) };
  }
  for (const span of spans) {
    for (const { attribute, unit } of facts.firstToken) {
      const value = Object.hasOwn(span.attributes, attribute) ? numberIn(span.attributes[attribute]) : null;
      const atMs = value === null ? NaN : value * MS_PER_UNIT[unit];
      // A first token outside its span means another unit or another clock: not to be believed.
      if (atMs >= 0 && atMs <= span.endMs - span.startMs) {
        return { tokens: [token(span.startMs + atMs, 0)], note: t('The file tells when the first token came, not the others: there is no time between tokens.') };
      }
    }
  }
  return { tokens: [], note: t('The file does not tell when tokens came: there is no time to first token.') };
}
