/** Runs in a worker of the bench page: the stack's own decode loop and the library's `generate()`, turn and turn about. */
import { Tensor, type PreTrainedModel } from '@huggingface/transformers';
import { LapTimer } from '@/core/spans';
import type { Span } from '@/core/trace';
import type { Backend } from '@/local/backend';
import { breatheAtLeastEvery } from '@/local/breathe';
import { FileStore } from '@/local/file-store';
import { Loader } from '@/local/loader';
import { planModel, resolveSource } from '@/local/model-source';
import { probeDevice } from '@/local/probe';
import { configureRuntime, type RuntimeBuild } from '@/local/runtime';
import type { LocalDevice } from '@/local/types';
import { argmax } from '@/stages/inference/local-sampling';
import { isLayerOf, type LayerOf, type PlaceId } from '@/core/stage';

export interface LoopResult {
  ids: number[];
  /** Time of each step after the first token, in ms. */
  stepsMs: number[];
}
export interface LoopComparison { ours: LoopResult[]; library: LoopResult[] }
export interface BenchRequest {
  kind: 'loops';
  device: LocalDevice;
  model: string;
  modelsUrl: string;
  prompt: string;
  tokens: number;
  rounds: number;
  /** Build of the runtime; null: what the stack chooses. */
  build: RuntimeBuild | null;
}
export interface OverheadRequest { kind: 'overhead'; spans: Span[]; tokens: number; rounds: number; everyTokens: number }

async function load(request: BenchRequest): Promise<Backend> {
  const probe = await probeDevice();
  const store = new FileStore();
  const folders = new Map<string, string>();
  if (request.build === null) configureRuntime(probe, store, folders);
  else configureRuntime(probe, store, folders, request.build);
  const plan = await planModel(store, resolveSource(request.model, { modelsUrl: request.modelsUrl, hubUrl: 'https://huggingface.co/' }), request.device, 'benchmark', probe);
  return new Loader({ store, probe, storage: null, folders, onProgress: () => undefined, signal: new AbortController().signal }).load(plan);
}

/** As the pipeline drives it: sample, let the worker breathe, next step. */
async function ourLoop(backend: Backend, prompt: readonly number[], tokens: number): Promise<LoopResult> {
  const sequence = backend.kept;
  const breathe = breatheAtLeastEvery(16);
  sequence.truncate(0);
  const ids: number[] = [];
  const stepsMs: number[] = [];
  let { logits } = await sequence.forward(prompt);
  let atMs = performance.now();
  for (;;) {
    const id = argmax(logits);
    ids.push(id);
    if (ids.length === tokens) return { ids, stepsMs };
    await breathe();
    ({ logits } = await sequence.forward([id]));
    const nowMs = performance.now();
    stepsMs.push(nowMs - atMs);
    atMs = nowMs;
  }
}

async function libraryLoop(model: PreTrainedModel, prompt: readonly number[], tokens: number): Promise<LoopResult> {
  const int64 = (values: readonly number[]): Tensor => new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const ids: number[] = [];
  const stepsMs: number[] = [];
  let atMs = 0;
  let prompted = false;
  const streamer = {
    put: (value: bigint[][]): void => {
      const nowMs = performance.now();
      // The first call repeats the prompt.
      if (!prompted) prompted = true;
      else {
        if (ids.length > 0) stepsMs.push(nowMs - atMs);
        ids.push(...value.flat().map(Number));
        atMs = nowMs;
      }
    },
    end: (): void => undefined,
  };
  await model.generate({
    inputs: int64(prompt), attention_mask: int64(prompt.map(() => 1)), max_new_tokens: tokens, do_sample: false, streamer,
  } as unknown as Parameters<PreTrainedModel['generate']>[0]);
  return { ids, stepsMs };
}

async function compareLoops(request: BenchRequest): Promise<LoopComparison> {
  const backend = await load(request);
  const prompt = backend.parts.tokenizer.encode(request.prompt);
  const comparison: LoopComparison = { ours: [], library: [] };
  // One round each to warm up, not counted.
  for (let round = -1; round < request.rounds; round++) {
    // Who goes first changes, so that drift (heat, other processes) falls on both alike.
    const turns = round % 2 === 0 ? (['ours', 'library'] as const) : (['library', 'ours'] as const);
    for (const turn of turns) {
      const result = turn === 'ours' ? await ourLoop(backend, prompt, request.tokens) : await libraryLoop(backend.parts.model, prompt, request.tokens);
      if (round >= 0) comparison[turn].push(result);
    }
  }
  await backend.dispose();
  return comparison;
}

/** What the timing costs: the laps of a real run again, and their spans in the messages, against the same messages without. */
function overhead({ spans, tokens, rounds, everyTokens }: OverheadRequest, port: MessagePort): { perTokenUs: number[] } {
  const perToken = Math.max(1, Math.round(spans.length / tokens));
  const lap = <P extends PlaceId>(timer: LapTimer, stage: P, layer: string, attributes: Span['attributes']): void => {
    if (isLayer(stage, layer)) timer.lap(stage, layer, { ...attributes });
  };
  const once = (timed: boolean): number => {
    const timer = new LapTimer(() => performance.now());
    let sent = 0;
    const fromMs = performance.now();
    for (let token = 0; token < tokens; token++) {
      if (timed) for (const span of spans.slice(token * perToken, (token + 1) * perToken)) lap(timer, span.stage, span.layer, span.attributes);
      const due = token % everyTokens === 0;
      port.postMessage({ type: 'step', spans: due ? timer.spans.slice(sent) : [], token: { index: token, id: 1, text: ' word', timeMs: 1, generatedMs: 1, kvBytes: 1 } });
      if (due) sent = timer.spans.length;
    }
    return ((performance.now() - fromMs) * 1000) / tokens;
  };
  const perTokenUs: number[] = [];
  for (let round = -3; round < rounds; round++) {
    const difference = once(true) - once(false);
    if (round >= 0) perTokenUs.push(difference);
  }
  return { perTokenUs };
}

const isLayer = <P extends PlaceId>(stage: P, layer: string): layer is LayerOf<P> => isLayerOf(stage, layer);

self.onmessage = ({ data, ports }: MessageEvent<BenchRequest | OverheadRequest>) => {
  void (async () => {
    try {
      const [port] = ports;
      self.postMessage({ ok: true, value: data.kind === 'loops' ? await compareLoops(data) : overhead(data, port ?? new MessageChannel().port1) });
    } catch (cause) {
      self.postMessage({ ok: false, error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
    }
  })();
};
