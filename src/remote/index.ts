/** Files in and out: traces in other people's formats. */
export { DEFAULT_START_UNIX_MS, type ExportOptions } from './export/options';
export { EXPORTS, findExport, type ExportFormat, type ExportId } from './export/registry';
export { harTimings } from './export/har';
export { DEFAULT_RULES } from './import/default-rules';
export { importTrace, importTraces, type ImportedFile, type ImportedTrace, type ImportFormat, type ImportOptions } from './import/import-trace';
export { previewSpans, type SpanPreview } from './import/preview';
export { IMPORT_LIMITS } from './import/limits';
export { globMatches, parseRules, RulesSchema, type ImportFacts, type ImportRule, type ImportRules } from './import/rules';
