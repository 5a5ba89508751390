/** Every format a trace can be written in: menus, the command line and tests read this one list. */
import type { Trace } from '@/core/trace';
import { writeChrome } from './chrome';
import { writeCsv } from './csv';
import { writeHar } from './har';
import { writeJson } from './json';
import type { ExportOptions } from './options';
import { writeOtlp } from './otlp';
import { writeServerTiming } from './server-timing';

export type ExportId = 'json' | 'csv' | 'chrome' | 'otlp' | 'server-timing' | 'har';

export interface ExportFormat {
  readonly id: ExportId;
  readonly title: string;
  /** What it is for and where it opens, in a sentence. */
  readonly opensIn: string;
  /** With its dot. */
  readonly fileExtension: string;
  readonly mimeType: string;
  /** True when `importTrace` reads the file back. */
  readonly readsBack: boolean;
  readonly write: (trace: Trace, options?: ExportOptions) => string;
  /** Several traces in one file, where the format has a place for them. */
  readonly writeAll?: (traces: readonly Trace[], options?: ExportOptions) => string;
}

export const EXPORTS: readonly ExportFormat[] = [
  {
    id: 'json', title: 'Trace (JSON)', opensIn: 'The trace format of this app, with the metrics. Opens here again, identically.',
    fileExtension: '.trace.json', mimeType: 'application/json', readsBack: true, write: writeJson,
  },
  {
    id: 'csv', title: 'Spans and tokens (CSV)', opensIn: 'Spreadsheets and data frames: a row for each span and token.',
    fileExtension: '.csv', mimeType: 'text/csv', readsBack: true, write: writeCsv,
  },
  {
    id: 'chrome', title: 'Chrome trace', opensIn: 'Perfetto, speedscope and chrome://tracing.',
    fileExtension: '.chrome.json', mimeType: 'application/json', readsBack: true,
    write: (trace, options) => writeChrome([trace], options), writeAll: writeChrome,
  },
  {
    id: 'otlp', title: 'OpenTelemetry (OTLP/JSON)', opensIn: 'Any OpenTelemetry collector: POST it to /v1/traces. Prompts and answers are left out unless asked for.',
    fileExtension: '.otlp.json', mimeType: 'application/json', readsBack: true,
    write: (trace, options) => writeOtlp([trace], options), writeAll: writeOtlp,
  },
  {
    id: 'server-timing', title: 'Server-Timing header', opensIn: 'The stages as an HTTP response header, as browsers show it.',
    fileExtension: '.txt', mimeType: 'text/plain', readsBack: false, write: writeServerTiming,
  },
  {
    id: 'har', title: 'HTTP archive (HAR)', opensIn: 'Network panels of browsers and HAR viewers: dns, connect, ssl, send, wait, receive.',
    fileExtension: '.har', mimeType: 'application/json', readsBack: false, write: writeHar,
  },
];

/** The format of that name. */
export const findExport = (id: string): ExportFormat | undefined => EXPORTS.find((format) => format.id === id);
