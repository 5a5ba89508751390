/**
 * A log that a fleet replays, as a link carries it: columns instead of rows, differences instead of moments, in tenths of
 * a microsecond (the finest that known logs are written in). On arrival it is a log file again, and read as one.
 */
import Papa from 'papaparse';
import * as v from 'valibot';
import { appError, err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import type { RequestLog } from '@/datacenter/fleet/workload/log';
import type { Json } from './patch';

/** Requests of a log that travels: a session file of so many stays under 3 MB. Longer ones are sent as they are. */
export const MOST_LOG_ROWS = 20_000;
const MOST_TENANTS = 64;
const TICKS_PER_MS = 10_000;

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const column = <T extends v.GenericSchema>(schema: T) => v.pipe(v.array(schema), v.maxLength(MOST_LOG_ROWS));
const text = v.pipe(v.string(), v.maxLength(200));
/** Milliseconds, null where a row has none. */
const measured = v.optional(column(v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0)))));

const LogSchema = v.strictObject({
  setup: v.strictObject({
    run: text, gpu: text, model: text, precision: text, engine: text,
    tp: v.nullable(count), dp: v.nullable(count), maxSequences: v.nullable(count), maxTokensPerStep: v.nullable(count),
  }),
  /** Since the request before. */
  arrival: v.pipe(column(count), v.minLength(1)),
  input: column(count),
  output: column(count),
  /** Number and tokens of the shared prefix; number −1 for none. Left out where no request has one. */
  prefix: v.optional(v.strictObject({ id: column(v.pipe(v.number(), v.integer(), v.minValue(-1))), tokens: column(count) })),
  /** Index into `tenants`. Left out where there is one. */
  tenant: v.optional(column(count)),
  tenants: v.pipe(v.array(text), v.maxLength(MOST_TENANTS)),
  queueMs: measured, ttftMs: measured, tpotMs: measured, e2eMs: measured,
});

const MEASURED = ['queueMs', 'ttftMs', 'tpotMs', 'e2eMs'] as const;

/** The log as plain JSON; null for one that is too long to travel. */
export function encodeLog(log: RequestLog): Json | null {
  if (log.count > MOST_LOG_ROWS) return null;
  const ticks = Array.from(log.arrivalMs, (ms) => Math.round(ms * TICKS_PER_MS));
  return {
    setup: { ...log.setup },
    arrival: ticks.map((at, i) => at - (ticks[i - 1] ?? 0)),
    input: [...log.inputTokens],
    output: [...log.outputTokens],
    ...(log.prefixId.some((id) => id >= 0) ? { prefix: { id: [...log.prefixId], tokens: [...log.prefixTokens] } } : {}),
    ...(log.tenants.length > 1 ? { tenant: [...log.tenant] } : {}),
    tenants: [...log.tenants],
    ...Object.fromEntries(MEASURED.flatMap((name) => {
      const values = log.measured[name];
      return values === null ? [] : [[name, Array.from(values, (ms) => (Number.isNaN(ms) ? null : ms))]];
    })),
  };
}

const HEAD = [
  'run', 'gpu', 'model', 'precision', 'engine', 'tp', 'dp', 'max_num_seqs', 'max_num_batched_tokens', 'arrival_ms', 'input_tokens', 'output_tokens', 'prefix_id', 'prefix_tokens', 'tenant',
] as const;
const MEASURED_HEADS = { queueMs: 'queue_ms', ttftMs: 'ttft_ms', tpotMs: 'tpot_ms', e2eMs: 'e2e_ms' } as const;

const broken = (field: string, what: string): Result<never> => err(appError('link-log', what, t('Ask for the link again.'), field));

/** A log that came in a link as the text of a log file (CSV). Bounded; never throws. What its values mean is checked by who reads the file. */
export function logFileOf(value: unknown): Result<string> {
  const parsed = v.safeParse(LogSchema, value, { abortEarly: true });
  if (!parsed.success) return broken(v.getDotPath(parsed.issues[0]) ?? 'log', t('The link’s log is not valid: {problem}.', { problem: parsed.issues[0].message }));
  const log = parsed.output;
  const { setup, arrival, input, output, prefix, tenant, tenants } = log;
  const taken = MEASURED.filter((name) => log[name] !== undefined);
  const columns = [input, output, ...(prefix === undefined ? [] : [prefix.id, prefix.tokens]), ...(tenant === undefined ? [] : [tenant]), ...taken.map((name) => log[name] ?? [])];
  if (columns.some(({ length }) => length !== arrival.length)) return broken('log', t('The link’s log is not valid: its columns differ in length.'));
  const said = [setup.run, setup.gpu, setup.model, setup.precision, setup.engine, setup.tp, setup.dp, setup.maxSequences, setup.maxTokensPerStep].map((each) => each ?? '');
  let ticks = 0;
  const rows = arrival.map((since, i) => {
    ticks += since;
    const id = prefix?.id[i] ?? -1;
    return [
      ...said, ticks / TICKS_PER_MS, input[i] ?? '', output[i] ?? '', id, id < 0 ? '' : (prefix?.tokens[i] ?? ''), tenants[tenant?.[i] ?? 0] ?? '',
      ...taken.map((name) => log[name]?.[i] ?? ''),
    ];
  });
  return ok(`${Papa.unparse([[...HEAD, ...taken.map((name) => MEASURED_HEADS[name])], ...rows])}\n`);
}
