/** What the selects of the request card offer, named as the catalogue names it. */
import { GPUS } from '@/catalog/gpus';
import { MODELS } from '@/catalog/models';
import { NETWORK_SPECS } from '@/catalog/networks';
import { REGION_SPECS } from '@/catalog/regions';
import { FAILURES, KV_PRECISIONS, PRECISIONS, type FailureKind, type Scenario } from '@/core/scenario';
import type { PlaceId } from '@/core/stage';
import { ABOUT } from '@/stages/about';
import { ENGINE_PARAMETERS } from '@/stages/inference/parameters';
import type { Option } from '../ui/Select';

type Choice<T extends string> = readonly Option<T>[];
type Deployment = Scenario['deployment'];

export const MODEL_OPTIONS: Choice<string> = MODELS.map((m) => ({ value: m.id, label: m.name, group: m.family === 'moe' ? 'Mixture of experts' : 'Dense' }));
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
  { value: 'reused', label: 'reused' },
  { value: 'cold', label: 'cold: DNS, TCP, TLS' },
];
export const BALANCING_OPTIONS: Choice<Scenario['loadBalancer']['policy']> = [
  { value: 'round-robin', label: 'round robin' },
  { value: 'least-connections', label: 'least connections' },
  { value: 'power-of-two', label: 'power of two choices' },
  { value: 'prefix-affinity', label: 'prefix affinity' },
];
export const GATEWAY_OPTIONS: Choice<Scenario['gateway']['profile']> = [
  { value: 'typical', label: 'typical' },
  { value: 'tuned', label: 'tuned' },
];
export const SAFETY_OPTIONS: Choice<Scenario['safety']> = [
  { value: 'none', label: 'none' },
  { value: 'rules', label: 'rules' },
  { value: 'small-classifier', label: 'small classifier' },
  { value: 'large-classifier', label: 'large classifier' },
];
export const FORMAT_OPTIONS: Choice<Scenario['request']['responseFormat']> = [
  { value: 'text', label: 'text' },
  { value: 'json', label: 'JSON' },
];
export const LOCAL_DEVICE_OPTIONS: Choice<Scenario['local']['device']> = [
  { value: 'auto', label: 'choose for me' },
  { value: 'webgpu', label: 'WebGPU' },
  { value: 'wasm', label: 'WASM (CPU)' },
];

/** A failure as its stage describes it. */
export interface FailureChoice { kind: FailureKind; title: string; what: string; stage: string; midStream: boolean }

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
      title: httpStatus === undefined ? title : `${httpStatus}: ${title}`,
      what,
      stage: ABOUT[STRIKES_AT[kind]].name,
      midStream: MID_STREAM.includes(kind),
    })),
);
export const FAILURE_OPTIONS: Choice<FailureKind | 'none'> = [
  { value: 'none', label: 'none' },
  ...FAILURE_CHOICES.map(({ kind, title, stage }) => ({ value: kind, label: title, group: stage })),
];
