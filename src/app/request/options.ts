/** What the selects of the request card offer, named as the catalogue names it: in English, `inWords` translates. */
import { GPUS } from '@/catalog/gpus';
import { MODELS } from '@/catalog/models';
import { NETWORK_SPECS } from '@/catalog/networks';
import { REGION_SPECS } from '@/catalog/regions';
import { FAILURES, KV_PRECISIONS, PRECISIONS, type FailureKind, type Scenario } from '@/core/scenario';
import type { PlaceId } from '@/core/stage';
import { msg, t } from '@/core/text';
import { ABOUT } from '@/stages/about';
import { ENGINE_PARAMETERS } from '@/stages/inference/parameters';
import type { Option } from '../ui/Select';

type Choice<T extends string> = readonly Option<T>[];
type Deployment = Scenario['deployment'];

/** Options in the reader's language. */
export const inWords = <T extends string>(options: Choice<T>): Choice<T> =>
  options.map((option) => ({ ...option, label: t(option.label), ...(option.group === undefined ? {} : { group: t(option.group) }) }));

export const MODEL_OPTIONS: Choice<string> = MODELS.map((m) => ({ value: m.id, label: m.name, group: m.family === 'moe' ? msg('Mixture of experts') : msg('Dense') }));
export const GPU_OPTIONS: Choice<string> = GPUS.map((g) => ({ value: g.id, label: g.name }));
export const NETWORK_OPTIONS: Choice<Scenario['client']['network']> = NETWORK_SPECS.map((n) => ({ value: n.id, label: n.name }));
export const REGION_OPTIONS: Choice<Scenario['client']['region']> = REGION_SPECS.map((r) => ({ value: r.id, label: r.name }));

export const PRECISION_OPTIONS: Choice<Deployment['weightPrecision']> = PRECISIONS.map((value) => ({ value, label: value }));
export const KV_PRECISION_OPTIONS: Choice<Deployment['kvPrecision']> = KV_PRECISIONS.map((value) => ({ value, label: value }));
export const ENGINE_OPTIONS: Choice<Deployment['engine']> =
  (Object.keys(ENGINE_PARAMETERS) as Deployment['engine'][]).map((value) => ({ value, label: ENGINE_PARAMETERS[value].name }));

const TENSOR_PARALLEL = [1, 2, 4, 8] as const;
export const TP_OPTIONS: Choice<`${Deployment['tensorParallel']}`> =
  TENSOR_PARALLEL.map((n) => ({ value: `${n}`, label: n === 1 ? '1 GPU' : `${n} GPUs` }));
export const tensorParallelOf = (value: string): Deployment['tensorParallel'] => TENSOR_PARALLEL.find((n) => `${n}` === value) ?? 1;

export const CONNECTION_OPTIONS: Choice<Scenario['client']['connection']> = [
  { value: 'reused', label: msg('reused') },
  { value: 'cold', label: msg('cold: DNS, TCP, TLS') },
];
export const BALANCING_OPTIONS: Choice<Scenario['loadBalancer']['policy']> = [
  { value: 'round-robin', label: msg('round robin') },
  { value: 'least-connections', label: msg('least connections') },
  { value: 'power-of-two', label: msg('power of two choices') },
  { value: 'prefix-affinity', label: msg('prefix affinity') },
];
export const GATEWAY_OPTIONS: Choice<Scenario['gateway']['profile']> = [
  { value: 'typical', label: msg('typical') },
  { value: 'tuned', label: msg('tuned') },
];
export const SAFETY_OPTIONS: Choice<Scenario['safety']> = [
  { value: 'none', label: msg('none') },
  { value: 'rules', label: msg('rules') },
  { value: 'small-classifier', label: msg('small classifier') },
  { value: 'large-classifier', label: msg('large classifier') },
];
export const FORMAT_OPTIONS: Choice<Scenario['request']['responseFormat']> = [
  { value: 'text', label: msg('text') },
  { value: 'json', label: msg('JSON') },
];
export const LOCAL_DEVICE_OPTIONS: Choice<Scenario['local']['device']> = [
  { value: 'auto', label: msg('choose for me') },
  { value: 'webgpu', label: msg('WebGPU') },
  { value: 'wasm', label: msg('WASM (CPU)') },
];

/** A failure as its stage describes it, in English. */
export interface FailureChoice { kind: FailureKind; httpStatus: number | null; title: string; what: string; stage: string; midStream: boolean }

const MID_STREAM: readonly FailureKind[] = ['client-disconnect', 'device-lost'];
/** Where the request meets it first; other stages may tell of the same failure, too. */
const STRIKES_AT: Readonly<Record<FailureKind, PlaceId>> = {
  unauthorized: 'gateway', 'rate-limited': 'gateway', 'invalid-request': 'gateway', 'context-overflow': 'tokenizer',
  saturated: 'router', shed: 'router', 'client-disconnect': 'inference', 'device-lost': 'inference',
};

export const FAILURE_CHOICES: readonly FailureChoice[] = FAILURES.flatMap((kind) =>
  ABOUT[STRIKES_AT[kind]].failures
    .filter((failure) => failure.kind === kind)
    .map(({ title, what, httpStatus }) => ({
      kind,
      httpStatus: httpStatus ?? null,
      title,
      what,
      stage: ABOUT[STRIKES_AT[kind]].name,
      midStream: MID_STREAM.includes(kind),
    })),
);
/** "429: Too many requests" in the reader's language. */
export const failureTitle = ({ httpStatus, title }: Pick<FailureChoice, 'httpStatus' | 'title'>): string => (httpStatus === null ? t(title) : `${httpStatus}: ${t(title)}`);

export const failureOptions = (): Choice<FailureKind | 'none'> => [
  { value: 'none', label: t('none') },
  ...FAILURE_CHOICES.map((choice) => ({ value: choice.kind, label: failureTitle(choice), group: t(choice.stage) })),
];
