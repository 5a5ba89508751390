/** What a file that was brought in holds. Pure: it looks, checks and names what is broken; `apply` puts it on the page. */
import { appError, err, ok, type Result } from '@/core/result';
import { DEFAULT_SCENARIO, parsePatch, type Scenario } from '@/core/scenario';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import { DEFAULT_FLEET, parseFleetScenario, type FleetScenario } from '@/datacenter/fleet/config';
import { changeFleetUnchecked } from '@/datacenter/fleet/presets';
import { IMPORT_LIMITS, importTraces, previewSpans, type ImportedFile, type ImportRules, type SpanPreview } from '@/remote';
import { isSession, readSession } from '../share/session';
import type { DecodedLocation } from '../share';
import { nestingOf } from '../share/envelope';

export type Incoming =
  | { readonly kind: 'scenario'; readonly scenario: Scenario; /** Fields the file gives. */ readonly given: readonly string[] }
  | { readonly kind: 'fleet'; readonly fleet: FleetScenario }
  | { readonly kind: 'session'; readonly decoded: DecodedLocation }
  | { readonly kind: 'traces'; readonly file: ImportedFile; /** Empty for files of this app. */ readonly spans: readonly SpanPreview[] };

/** A file of more bytes is refused before any of it is read. */
export const MAX_FILE_BYTES = IMPORT_LIMITS.chars;
/** A scenario is nested four deep. */
const SCENARIO_DEPTH = 12;
/** A scenario holds two texts of a few hundred thousand characters at most. */
const SCENARIO_CHARS = 4_000_000;

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Why a file of this size is not read; null when it is. */
export function sizeProblem(name: string, bytes: number): ReturnType<typeof appError> | null {
  if (bytes <= MAX_FILE_BYTES) return null;
  return appError('import-too-large', t('{name} has {bytes} bytes; at most {most} are read.', { name, bytes: formatCount(bytes), most: formatCount(MAX_FILE_BYTES) }), t('Export one request, or a shorter time, and import that.'));
}

/** What a file holds, and its spans by name where rules decide their places. */
export interface Reading {
  readonly read: Result<Incoming>;
  readonly spans: readonly SpanPreview[];
}

/** Reads a text, and what the table of rules shows of it. Cloneable: a worker may do it. */
export function lookInto(name: string, text: string, rules: ImportRules): Reading {
  const read = readIncoming(name, text, rules);
  if (read.ok) return { read, spans: read.value.kind === 'traces' ? read.value.spans : [] };
  // Also where no rule knows any span: then the table is the way out.
  const spans = previewSpans(text, rules);
  return { read, spans: spans.ok ? spans.value : [] };
}

/** Finds out what a text is and reads it. `rules` lay other people's spans onto the stages. */
export function readIncoming(name: string, text: string, rules: ImportRules): Result<Incoming> {
  const document = smallDocument(text);
  if (isSession(document)) {
    const decoded = readSession(text);
    return decoded.ok ? ok({ kind: 'session', decoded: decoded.value }) : decoded;
  }
  if (isObject(document) && !('spans' in document)) {
    const { $schema: _schema, ...fields } = document;
    const keys = Object.keys(fields);
    if (keys.some((key) => Object.hasOwn(DEFAULT_FLEET, key) && !Object.hasOwn(DEFAULT_SCENARIO, key))) return readFleet(fields);
    if (keys.some((key) => Object.hasOwn(DEFAULT_SCENARIO, key))) {
      const scenario = parsePatch(DEFAULT_SCENARIO, fields);
      return scenario.ok ? ok({ kind: 'scenario', scenario: scenario.value, given: keys.filter((key) => key !== 'schemaVersion') }) : scenario;
    }
  }
  const file = importTraces(text, { rules, fileName: name });
  const spans = previewSpans(text, rules);
  // Where no rule knows a span, the table of names is what helps: the error stands above it.
  if (!file.ok) return err(file.error);
  return ok({ kind: 'traces', file: file.value, spans: spans.ok ? spans.value : [] });
}

/** The document of a text that can be a scenario or a session; undefined for all others. */
function smallDocument(text: string): unknown {
  const start = text.slice(0, SCENARIO_CHARS).trimStart();
  if (!start.startsWith('{') || text.length > 2 * SCENARIO_CHARS || nestingOf(text) > SCENARIO_DEPTH) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // the reader of traces says what is wrong with it
  }
}

function readFleet(fields: Json): Result<Incoming> {
  const fleet = parseFleetScenario(changeFleetUnchecked(DEFAULT_FLEET, fields));
  if (!fleet.ok) return fleet;
  if (fleet.value.workload.arrivals.kind === 'replay') return err(appError('fleet-file-replay', t('This fleet replays a log, which is not in the file.'), t('Open the log itself, as CSV, on the Fleet page.')));
  return ok({ kind: 'fleet', fleet: fleet.value });
}
