/** Every format a trace can be written in: menus, the command line and tests read this one list. */
import { msg } from '@/core/text';
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
  /** In English, as is the next: `t(title)` where it is shown. */
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
    id: 'json', title: msg('Trace (JSON)'), opensIn: msg('The trace format of this app, with the metrics. Opens here again, identically.'),
    fileExtension: '.trace.json', mimeType: 'application/json', readsBack: true, write: writeJson,
  },
  {
    id: 'csv', title: msg('Spans and tokens (CSV)'), opensIn: msg('Spreadsheets and data frames: a row for each span and token.'),
    fileExtension: '.csv', mimeType: 'text/csv', readsBack: true, write: writeCsv,
  },
  {
    id: 'chrome', title: msg('Chrome trace'), opensIn: msg('Perfetto, speedscope and chrome://tracing.'),
    fileExtension: '.chrome.json', mimeType: 'application/json', readsBack: true,
    write: (trace, options) => writeChrome([trace], options), writeAll: writeChrome,
  },
  {
    id: 'otlp', title: msg('OpenTelemetry (OTLP/JSON)'), opensIn: msg('Any OpenTelemetry collector: POST it to /v1/traces. Prompts and answers are left out unless asked for.'),
    fileExtension: '.otlp.json', mimeType: 'application/json', readsBack: true,
    write: (trace, options) => writeOtlp([trace], options), writeAll: writeOtlp,
  },
  {
    id: 'server-timing', title: msg('Server-Timing header'), opensIn: msg('The stages as an HTTP response header, as browsers show it.'),
    fileExtension: '.txt', mimeType: 'text/plain', readsBack: false, write: writeServerTiming,
  },
  {
    id: 'har', title: msg('HTTP archive (HAR)'), opensIn: msg('Network panels of browsers and HAR viewers: dns, connect, ssl, send, wait, receive.'),
    fileExtension: '.har', mimeType: 'application/json', readsBack: false, write: writeHar,
  },
];

/** The format of that name. */
export const findExport = (id: string): ExportFormat | undefined => EXPORTS.find((format) => format.id === id);
