/**
 * Reads a file as traces: finds out the format, gives our own files back as they were and lays other people's spans
 * onto the stages by rules. Everything is bounded, nothing throws, and errors name what is broken.
 */
import { appError, err, ok, type Result } from '@/core/result';
import { msg, t } from '@/core/text';
import { parseTrace, type Trace } from '@/core/trace';
import { formatCount } from '@/core/units';
import { chromeEvents, chromeGroup, ownChromeTraces } from './chrome';
import { looksLikeCsv, readCsv } from './csv';
import { DEFAULT_RULES } from './default-rules';
import { foldGroup } from './fold';
import { harEntries, harGroups } from './har';
import { isObject, parseJsonText, plainText } from './json-text';
import { IMPORT_LIMITS } from './limits';
import { otlpGroup, ownOtlpTrace } from './otlp';
import { otlpSpans, resourceSpansOf } from './otlp-model';
import type { ImportRules } from './rules';

export type ImportFormat = 'json' | 'chrome' | 'otlp' | 'csv' | 'har';

export interface ImportOptions {
  /** How foreign spans find their stage. Default: `DEFAULT_RULES`. */
  readonly rules?: ImportRules;
  /** Names the scenario of a foreign trace. */
  readonly fileName?: string;
}

export interface ImportedTrace {
  readonly trace: Trace;
  /** What the reader should know: what was left out, taken for something, or could not be known. */
  readonly notes: readonly string[];
}
export interface ImportedFile {
  readonly format: ImportFormat;
  /** In the order of the file; at least one. */
  readonly traces: readonly ImportedTrace[];
}

/** Reads the first trace of a file; a note tells of others. */
export function importTrace(text: string, options: ImportOptions = {}): Result<{ trace: Trace; notes: string[]; format: ImportFormat }> {
  const file = importTraces(text, options);
  if (!file.ok) return file;
  const { format, traces } = file.value;
  const [first] = traces;
  if (first === undefined) throw new Error('importTraces gave no trace');
  const more = traces.length > 1 ? [t('The file holds {count} traces; this is the first.', { count: traces.length })] : [];
  return ok({ trace: first.trace, notes: [...more, ...first.notes], format });
}

/** Reads all traces of a file. */
export function importTraces(text: string, { rules = DEFAULT_RULES, fileName = '' }: ImportOptions = {}): Result<ImportedFile> {
  if (text.length > IMPORT_LIMITS.chars) {
    return err(appError('import-too-large', t('The file has {count} characters; at most {most} are read.', { count: formatCount(text.length), most: formatCount(IMPORT_LIMITS.chars) }), t('Export one request, or a shorter time, and import that.')));
  }
  if (text.trim() === '') return err(appError('import-empty', t('The file is empty.'), t('Choose a trace: JSON, Chrome trace, OTLP, HAR or CSV.')));
  if (looksLikeCsv(text)) {
    const trace = readCsv(text);
    return trace.ok ? ok({ format: 'csv', traces: [{ trace: trace.value, notes: [] }] }) : trace;
  }
  const parsed = parseJsonText(text.replace(/^\uFEFF/, ''));
  if (!parsed.ok) return parsed;
  const document = parsed.value;
  const resources = resourceSpansOf(document);
  if (resources !== undefined) return importOtlp(resources, rules, fileName);
  const events = chromeEvents(document);
  if (events !== undefined) return importChrome(document, events, rules, fileName);
  const entries = harEntries(document);
  if (entries !== undefined) return importHar(entries, rules, fileName);
  if (isObject(document) && 'scenario' in document && 'spans' in document) return importJson(document);
  const keys = isObject(document) ? Object.keys(document).slice(0, 6).map((key) => plainText(key, 40)).join(', ') : '';
  const kind = isObject(document) ? (keys === '' ? 'empty' : 'object') : Array.isArray(document) ? 'list' : 'value';
  return err(appError(
    'import-unknown-format',
    t('The file is JSON, but no kind of trace known here: {kind, select, object {an object with {keys}} empty {an object with nothing in it} list {a list} other {a {type}}}.', { kind, keys, type: typeof document }),
    t('A trace has “spans” and “scenario” (ours), “traceEvents” (Chrome), “resourceSpans” (OTLP) or “log.entries” (HAR).'),
  ));
}

function importJson(document: Readonly<Record<string, unknown>>): Result<ImportedFile> {
  // The metrics follow from the rest: they are computed anew, not believed.
  const { metrics: _metrics, ...rest } = document;
  const trace = parseTrace(rest);
  return trace.ok ? ok({ format: 'json', traces: [{ trace: trace.value, notes: [] }] }) : trace;
}

function importChrome(document: unknown, events: readonly unknown[], rules: ImportRules, fileName: string): Result<ImportedFile> {
  const own = ownChromeTraces(document, events);
  if (own !== undefined) return own.ok ? ok({ format: 'chrome', traces: own.value.map((trace) => ({ trace, notes: [] })) }) : own;
  const group = chromeGroup(events);
  if (!group.ok) return group;
  const folded = foldGroup(group.value, rules, fileName, msg('Chrome trace'));
  return folded.ok ? ok({ format: 'chrome', traces: [folded.value] }) : folded;
}

function importOtlp(resources: Parameters<typeof otlpSpans>[0], rules: ImportRules, fileName: string): Result<ImportedFile> {
  const read = otlpSpans(resources);
  if (!read.ok) return read;
  const { traces: groups, skipped } = read.value;
  const skippedNote = skipped === 0 ? [] : [t('{count} spans have no start and end time, or end before they start; they were left out.', { count: formatCount(skipped) })];
  const traces: ImportedTrace[] = [];
  let unknown: Result<never> | null = null;
  for (const spans of groups.values()) {
    const own = ownOtlpTrace(spans);
    const read = own ?? foldGroup(otlpGroup(spans), rules, fileName, 'OTLP');
    if (read.ok) traces.push({ trace: read.value.trace, notes: [...skippedNote, ...read.value.notes] });
    else if (own !== undefined) return read;
    else unknown ??= read;
  }
  if (traces.length > 0) return ok({ format: 'otlp', traces });
  return unknown ?? err(appError('import-no-spans', skipped > 0 ? t('None of the file\'s spans has a start and an end time.') : t('The file has no spans.'), t('Export a trace of a request that has ended.')));
}

function importHar(entries: readonly unknown[], rules: ImportRules, fileName: string): Result<ImportedFile> {
  const groups = harGroups(entries);
  if (!groups.ok) return groups;
  const traces: ImportedTrace[] = [];
  let unknown: Result<never> | null = null;
  for (const group of groups.value) {
    const folded = foldGroup(group, rules, fileName, msg('HTTP archive'));
    if (folded.ok) traces.push(folded.value);
    else unknown ??= folded;
  }
  return traces.length > 0 || unknown === null ? ok({ format: 'har', traces }) : unknown;
}
