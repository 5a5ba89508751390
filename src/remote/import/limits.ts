/** Bounds of what is read: far above one request's trace, low enough that no file can stop the page. */
export const IMPORT_LIMITS = {
  /** UTF-16 units, checked before anything is parsed. */
  chars: 48_000_000,
  /** Nesting of brackets. OTLP needs about 12, attributes may nest. */
  depth: 64,
  /** Spans or events of a file. */
  spans: 50_000,
  /** Spans above one another. */
  spanDepth: 256,
  /** Traces of a file. */
  traces: 64,
  /** Token events of one trace. */
  tokens: 131_072,
  /** One request; longer is a whole session or a wrong unit of time. */
  durationMs: 86_400_000,
  /** Other people's names and texts, in UTF-16 units; what is longer is cut. */
  textChars: 300,
  /** Attributes kept of a foreign span. */
  attributes: 40,
} as const;
