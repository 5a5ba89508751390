/** The common knobs that stand readable in the address: `?model=llama-3.1-70b&tp=4&stream=off`. */
import type { FailureKind, Scenario } from '@/core/scenario';
import { t } from '@/core/text';

/** Longer texts go into the compressed part: an address bar is read by people. */
const READABLE_CHARS = 300;

export interface Knob {
  /** Name in the query. */
  param: string;
  /** Where it sits in the scenario. */
  path: readonly [string] | readonly [string, string];
  /** The value as text; null when this one has to go into the compressed part. */
  write: (value: unknown) => string | null;
  /** The value behind a text; undefined when it is no value of this kind. The scenario's schema checks the rest. */
  read: (text: string) => unknown;
  /** What a value may look like, for the message. */
  expects: () => string;
}

type Section = { [K in keyof Scenario]: Scenario[K] extends object ? K : never }[keyof Scenario];
type Path = { [S in Section]: readonly [S, Extract<keyof NonNullable<Scenario[S]>, string>] }[Section] | readonly [Exclude<keyof Scenario, Section>];

const text = (param: string, ...path: Path): Knob => ({
  param, path,
  // A lone surrogate cannot be written in an address; JSON can escape it.
  write: (value) => (typeof value === 'string' && value.length <= READABLE_CHARS && !/\p{Surrogate}/u.test(value) ? value : null),
  read: (value) => value,
  expects: () => t('text'),
});

const readNumber = (value: string): number | undefined =>
  /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(value) ? Number(value) : undefined;

const writeNumber = (value: unknown): string | null => (typeof value === 'number' ? String(value) : null);

const number = (param: string, ...path: Path): Knob => ({
  param, path, write: writeNumber, read: readNumber, expects: () => t('a number'),
});

const AUTO = 'auto';
const numberOrAuto = (param: string, ...path: Path): Knob => ({
  param, path,
  write: (value) => (value === null ? AUTO : writeNumber(value)),
  read: (value) => (value === AUTO ? null : readNumber(value)),
  expects: () => t('a number or {auto}', { auto: AUTO }),
});

const flag = (param: string, ...path: Path): Knob => ({
  param, path,
  write: (value) => (value === true ? 'on' : 'off'),
  read: (value) => (value === 'on' ? true : value === 'off' ? false : undefined),
  expects: () => t('{on} or {off}', { on: 'on', off: 'off' }),
});

const NONE = 'none';
/** `client-disconnect:12`: the kind and after how many tokens. */
const failure: Knob = {
  param: 'failure', path: ['failure'],
  write: (value) => {
    if (value === null) return NONE;
    const { kind, afterTokens } = value as { kind: FailureKind; afterTokens: number };
    return afterTokens === 0 ? kind : `${kind}:${afterTokens}`;
  },
  read: (value) => {
    if (value === NONE) return null;
    const parts = /^([a-z-]+)(?::(\d{1,9}))?$/.exec(value);
    return parts === null ? undefined : { kind: parts[1], afterTokens: Number(parts[2] ?? 0) };
  },
  expects: () => t('{none}, or a kind such as {kind}, or {later}', { none: NONE, kind: 'rate-limited', later: 'client-disconnect:12' }),
};

export const KNOBS: readonly Knob[] = [
  text('prompt', 'request', 'prompt'),
  text('system', 'request', 'systemPrompt'),
  number('max', 'request', 'maxOutputTokens'),
  numberOrAuto('in', 'request', 'inputTokens'),
  numberOrAuto('out', 'request', 'outputTokens'),
  flag('stream', 'request', 'stream'),
  number('temp', 'request', 'temperature'),
  text('model', 'model'),
  text('gpu', 'deployment', 'gpu'),
  number('tp', 'deployment', 'tensorParallel'),
  text('precision', 'deployment', 'weightPrecision'),
  flag('warm', 'deployment', 'warm'),
  number('batch', 'load', 'batch'),
  number('queue', 'load', 'queueDepth'),
  text('net', 'client', 'network'),
  text('region', 'client', 'region'),
  text('connection', 'client', 'connection'),
  flag('cache', 'cache', 'prefix'),
  number('seed', 'seed'),
  failure,
  text('local', 'local', 'model'),
  text('device', 'local', 'device'),
];
