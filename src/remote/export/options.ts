/** What a writer of a trace may be told. */

export interface ExportOptions {
  /**
   * Whether prompts and the texts of tokens go into the file. Default: yes, but no for OTLP, whose GenAI conventions
   * make message content opt-in, because traces are sent to places that more people read.
   */
  readonly texts?: boolean;
  /** When the request was sent, in ms since 1970 (UTC). A trace itself has no date. Default: `DEFAULT_START_UNIX_MS`. */
  readonly startUnixMs?: number;
  /** OTLP: at most so many token events; the others are counted in `droppedEventsCount`. 0 writes none. */
  readonly maxTokenEvents?: number;
}

/** Formats that want a date get this one where none is given, so that the same trace gives the same file. */
export const DEFAULT_START_UNIX_MS = Date.UTC(2026, 0, 1);

/** Collectors take thousands of events a span; message size (4 MiB over gRPC by default) is the bound that bites first. */
export const DEFAULT_MAX_TOKEN_EVENTS = 4_096;
