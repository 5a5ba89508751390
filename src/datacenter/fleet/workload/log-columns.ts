/** Which columns of a request log mean what. Names are compared without case, spaces and underscores. */

export type LogField =
  | 'arrival' | 'input' | 'output' | 'prefixId' | 'prefixTokens' | 'tenant'
  | 'run' | 'gpu' | 'model' | 'precision' | 'engine' | 'tp' | 'dp' | 'maxSequences' | 'maxTokensPerStep'
  | 'queueMs' | 'ttftMs' | 'tpotMs' | 'e2eMs';

/** How an arrival is written: milliseconds for one unit, or a date. */
export type ArrivalUnit = number | 'date';

const plain = (name: string): string => name.replace(/^\uFEFF/, '').toLowerCase().replace(/[\s_"']+/g, '');

/**
 * Names in use: this project's own table of single requests, LLMServingSim's, Azure's LLM inference traces
 * (TIMESTAMP, ContextTokens, GeneratedTokens) and BurstGPT's (Timestamp, Request tokens, Response tokens).
 */
const NAMES: Readonly<Record<Exclude<LogField, 'arrival'>, readonly string[]>> = {
  input: ['inputtokens', 'prompttokens', 'contexttokens', 'requesttokens', 'inputlen', 'promptlen', 'inputlength'],
  output: ['outputtokens', 'completiontokens', 'generatedtokens', 'responsetokens', 'outputlen', 'outputlength'],
  prefixId: ['prefixid', 'prefix'],
  prefixTokens: ['prefixtokens', 'sharedtokens'],
  tenant: ['tenant', 'tenantid', 'user', 'userid', 'customer'],
  run: ['run'], gpu: ['gpu'], model: ['model'], precision: ['precision'], engine: ['engine'], tp: ['tp', 'tensorparallel', 'tensorparallelsize'], dp: ['dp', 'dataparallel', 'dataparallelsize'],
  maxSequences: ['maxnumseqs'], maxTokensPerStep: ['maxnumbatchedtokens'],
  queueMs: ['queuems'], ttftMs: ['ttftfromqueuedms', 'ttftms'], tpotMs: ['tpotms'], e2eMs: ['e2efromqueuedms', 'e2ems'],
};

const ARRIVALS: Readonly<Record<string, ArrivalUnit>> = {
  arrivals: 1000, arrivalseconds: 1000, arrival: 1000, time: 1000, arrivalms: 1, arrivaltime: 1000, arrivaltimems: 1, arrivaltimes: 1000, timestamps: 1000, timestampms: 1, timestamp: 'date',
};

/** Fields without which there is nothing to replay. */
const NEEDED = ['arrival', 'input', 'output'] as const;
const WORDS: Readonly<Record<(typeof NEEDED)[number], string>> = { arrival: 'arrival_s', input: 'input_tokens', output: 'output_tokens' };

export interface LogHeader {
  /** Position of each field that is there. */
  readonly at: Readonly<Partial<Record<LogField, number>>>;
  readonly arrivalUnit: ArrivalUnit;
  readonly columns: number;
}

/** Reads a header; the names of needed columns that are missing otherwise, or of one that is there twice. */
export function readHeader(names: readonly string[]): LogHeader | { readonly missing: readonly string[] } | { readonly twice: string } {
  const at: Partial<Record<LogField, number>> = {};
  let arrivalUnit: ArrivalUnit = 1000;
  for (const [i, name] of names.entries()) {
    const key = plain(name);
    const unit = Object.hasOwn(ARRIVALS, key) ? ARRIVALS[key] : undefined;
    const field = unit !== undefined ? 'arrival' : (Object.keys(NAMES) as (keyof typeof NAMES)[]).find((f) => NAMES[f].includes(key));
    if (field === undefined) continue;
    if (at[field] !== undefined) return { twice: name.trim() };
    at[field] = i;
    if (unit !== undefined) arrivalUnit = unit;
  }
  const missing = NEEDED.filter((field) => at[field] === undefined).map((field) => WORDS[field]);
  return missing.length > 0 ? { missing } : { at, arrivalUnit, columns: names.length };
}
