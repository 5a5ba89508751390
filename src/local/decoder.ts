/** The decoder graph on a device: its inputs filled by hand, nothing allocated in a decode step that need not be. */
import { env as ortEnv, Tensor, type InferenceSession } from 'onnxruntime-web/webgpu';
import type { ForwardResult, KvSequence } from '@/stages/serving';
import { t } from '@/core/text';
import type { KvLayout } from '@/core/trace';
import { LocalFailure, localError } from './errors';
import { HeapSequence } from './heap-sequence';
import { cropGpuTensor, createKvBuffer } from './kv-buffers';
import type { LocalDevice } from './types';
import { nativeSession, runtimeModule } from './wasm-module';

type KvType = 'float32' | 'float16';
export type KvMode = 'preallocated' | 'growing';

interface KvName { past: string; present: string }

const BYTES: Record<KvType, number> = { float32: 4, float16: 2 };

/** A session and what its graph asks for. */
export class Decoder {
  readonly vocabularySize: number;
  readonly kv: KvLayout;
  readonly kvType: KvType;
  readonly kvNames: readonly KvName[];
  readonly hasPositions: boolean;
  readonly hasLogitsToKeep: boolean;
  /** All-ones mask that every step takes a longer view of. */
  readonly ones: BigInt64Array<ArrayBuffer>;
  #lost: LocalFailure | null = null;
  #rejectPending: ((cause: LocalFailure) => void) | null = null;

  constructor(readonly session: InferenceSession, readonly device: LocalDevice, readonly contextTokens: number) {
    const inputs = new Map(session.inputMetadata.map((meta) => [meta.name, meta]));
    this.kvNames = session.inputNames
      .filter((name) => name.startsWith('past_key_values.'))
      .map((past) => ({ past, present: past.replace('past_key_values', 'present') }));
    const first = inputs.get(this.kvNames[0]?.past ?? '');
    const logits = session.outputMetadata.find(({ name }) => name === 'logits');
    if (first?.isTensor !== true || logits?.isTensor !== true || !inputs.has('input_ids')) {
      throw new LocalFailure(localError('model-unsupported', t('The graph is not a decoder with a KV cache (input_ids, past_key_values.*, logits).'), t('Choose a text-generation model in the hub’s ONNX layout.')));
    }
    const known = new Set(['input_ids', 'attention_mask', 'position_ids', 'num_logits_to_keep', ...this.kvNames.map(({ past }) => past)]);
    const stranger = session.inputNames.find((name) => !known.has(name));
    const [, heads, , headDim] = first.shape;
    if (stranger !== undefined || typeof heads !== 'number' || typeof headDim !== 'number' || (first.type !== 'float32' && first.type !== 'float16')) {
      const message = stranger === undefined
        ? t('The graph asks for inputs this app does not know (its KV cache).')
        : t('The graph asks for inputs this app does not know ({input}).', { input: stranger });
      throw new LocalFailure(localError('model-unsupported', message, t('Choose a text-generation model in the hub’s ONNX layout.')));
    }
    this.kvType = first.type;
    const layers = this.kvNames.length / 2;
    const bytesPerElement = BYTES[this.kvType];
    this.kv = { layers, kvHeads: heads, headDim, bytesPerElement, bytesPerToken: 2 * layers * heads * headDim * bytesPerElement };
    const vocabulary = logits.shape.at(-1);
    this.vocabularySize = typeof vocabulary === 'number' ? vocabulary : 0;
    this.hasPositions = inputs.has('position_ids');
    this.hasLogitsToKeep = inputs.has('num_logits_to_keep');
    this.ones = new BigInt64Array(contextTokens).fill(1n);
  }

  /** Runs the session; rejects at once when the device is lost, which the runtime itself may never report. */
  run(feeds: InferenceSession.FeedsType, fetches: InferenceSession.FetchesType): Promise<InferenceSession.ReturnType> {
    if (this.#lost !== null) return Promise.reject(this.#lost);
    if (this.device === 'wasm') return this.session.run(feeds, fetches);
    return new Promise((resolve, reject) => {
      this.#rejectPending = reject;
      this.session.run(feeds, fetches).then(resolve, reject);
    });
  }

  get lost(): LocalFailure | null {
    return this.#lost;
  }

  /** Marks the device as lost: the step under way and all later ones fail with `reason`. */
  markLost(reason: string): void {
    this.#lost ??= new LocalFailure(localError('device-lost', reason, t('Run again: the backend is started afresh.')));
    this.#rejectPending?.(this.#lost);
  }

  /** Whether a cache for the whole context can be written in place: the graph must be able to, and the memory at hand. */
  canPreallocate(graphText: string): boolean {
    if (!graphText.includes('GroupQueryAttention')) return false;
    return this.device === 'webgpu'
      || (this.kvType === 'float32' && !this.hasLogitsToKeep && runtimeModule() !== null && nativeSession(this.session) !== null);
  }

  newSequence(mode: KvMode): ModelSequence {
    if (mode === 'preallocated' && this.device === 'wasm') {
      const [module, session] = [runtimeModule(), nativeSession(this.session)];
      if (module === null || session === null) throw new Error('the runtime keeps its memory to itself');
      return new HeapSequence(this, module, session);
    }
    return new Sequence(this, mode);
  }
}

/** The GPU device that the runtime made for itself. */
export async function runtimeGpuDevice(): Promise<GPUDevice> {
  const device: unknown = await ortEnv.webgpu.device;
  if (typeof GPUDevice === 'undefined' || !(device instanceof GPUDevice)) throw new Error('the runtime has no GPU device');
  return device;
}

/** A sequence whose memory can be given back. */
export interface ModelSequence extends KvSequence {
  dispose(): void;
}

/** One sequence's keys and values on the decoder's device. */
export class Sequence implements ModelSequence {
  #ids: number[] = [];
  readonly #feeds: Record<string, Tensor> = {};
  readonly #fetches: Record<string, Tensor | null> = { logits: null };
  readonly #oneId = new BigInt64Array(1);
  readonly #onePosition = new BigInt64Array(1);
  readonly #oneIdTensor: Tensor;
  readonly #onePositionTensor: Tensor;
  #buffers: GPUBuffer[] = [];
  #ready: Promise<void> | null = null;
  /** Logits as 32-bit floats where the graph gives 16-bit ones. */
  #converted: Float32Array<ArrayBuffer> | null = null;

  constructor(private readonly decoder: Decoder, readonly mode: KvMode) {
    this.#oneIdTensor = new Tensor('int64', this.#oneId, [1, 1]);
    this.#onePositionTensor = new Tensor('int64', this.#onePosition, [1, 1]);
    if (decoder.hasLogitsToKeep) this.#feeds['num_logits_to_keep'] = new Tensor('int64', BigInt64Array.of(1n), []);
    if (mode === 'growing') this.#startEmpty();
  }

  get ids(): readonly number[] {
    return this.#ids;
  }

  /** Bytes of keys and values that count now. */
  get kvBytes(): number {
    return this.#ids.length * this.decoder.kv.bytesPerToken;
  }

  async forward(ids: readonly number[]): Promise<ForwardResult> {
    const { decoder } = this;
    const past = this.#ids.length;
    const total = past + ids.length;
    if (ids.length === 0 || total > decoder.contextTokens) throw new RangeError(`forward of ${ids.length} tokens after ${past} in a context of ${decoder.contextTokens}`);
    if (this.mode === 'preallocated') await (this.#ready ??= this.#preallocate());
    const feeds = this.#feeds;
    if (ids.length === 1) {
      this.#oneId[0] = BigInt(ids[0] ?? 0);
      feeds['input_ids'] = this.#oneIdTensor;
      if (decoder.hasPositions) {
        this.#onePosition[0] = BigInt(past);
        feeds['position_ids'] = this.#onePositionTensor;
      }
    } else {
      feeds['input_ids'] = new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]);
      if (decoder.hasPositions) feeds['position_ids'] = new Tensor('int64', BigInt64Array.from(ids, (_, i) => BigInt(past + i)), [1, ids.length]);
    }
    feeds['attention_mask'] = new Tensor('int64', decoder.ones.subarray(0, total), [1, total]);
    const results = await decoder.run(feeds, this.#fetches);
    if (this.mode === 'growing') this.#adopt(results);
    for (const id of ids) this.#ids.push(id);
    return this.#lastLogits(results['logits']);
  }

  truncate(tokens: number): void {
    if (tokens >= this.#ids.length) return;
    this.#ids.length = Math.max(0, tokens);
    // In a preallocated cache the mask's length alone says how many positions count.
    if (this.mode === 'preallocated') return;
    if (tokens <= 0) return this.#startEmpty();
    for (const { past } of this.decoder.kvNames) {
      const tensor = this.#feeds[past];
      if (tensor === undefined) continue;
      this.#feeds[past] = tensor.location === 'gpu-buffer' ? cropGpuTensor(tensor, tokens) : cropCpuTensor(tensor, tokens);
    }
  }

  /** Gives the memory back; the sequence starts empty if used again. */
  dispose(): void {
    this.#ids = [];
    if (this.mode === 'growing') this.#startEmpty();
    for (const buffer of this.#buffers) buffer.destroy();
    this.#buffers = [];
    this.#ready = null;
  }

  #startEmpty(): void {
    const { kv, kvType, kvNames } = this.decoder;
    const dims = [1, kv.kvHeads, 0, kv.headDim];
    for (const { past, present } of kvNames) {
      this.#feeds[past]?.dispose();
      this.#feeds[past] = kvType === 'float32' ? new Tensor('float32', new Float32Array(0), dims) : new Tensor('float16', new Uint16Array(0), dims);
      this.#fetches[present] = null;
    }
  }

  /** One buffer per layer and part, for the whole context, bound as input and as output: written in place. */
  async #preallocate(): Promise<void> {
    const device = await runtimeGpuDevice();
    const { kv, kvType, kvNames, contextTokens } = this.decoder;
    const dims = [1, kv.kvHeads, contextTokens, kv.headDim];
    const bytes = kv.kvHeads * contextTokens * kv.headDim * kv.bytesPerElement;
    device.pushErrorScope('out-of-memory');
    for (const { past, present } of kvNames) {
      const gpuBuffer = createKvBuffer(device, bytes);
      this.#buffers.push(gpuBuffer);
      const tensor = Tensor.fromGpuBuffer(gpuBuffer, { dataType: kvType, dims });
      this.#feeds[past] = tensor;
      this.#fetches[present] = tensor;
    }
    const error = await device.popErrorScope();
    if (error !== null) throw new LocalFailure(localError('out-of-memory', t('The GPU has no room for a KV cache of {tokens} tokens ({why}).', { tokens: contextTokens, why: error.message }), t('Close other tabs or choose a smaller model.')));
  }

  /** The run's new keys and values become the next run's past. */
  #adopt(results: InferenceSession.ReturnType): void {
    for (const { past, present } of this.decoder.kvNames) {
      const fresh = results[present];
      if (!(fresh instanceof Tensor)) throw new Error(`the graph gave no ${present}`);
      const old = this.#feeds[past];
      if (old !== undefined && old.location === 'gpu-buffer') old.dispose();
      this.#feeds[past] = fresh;
    }
  }

  #lastLogits(value: unknown): ForwardResult {
    if (!(value instanceof Tensor)) throw new Error('the graph gave no logits');
    const vocabulary = value.dims.at(-1) ?? 0;
    const data: unknown = value.data;
    if (data instanceof Float32Array) return { logits: data.subarray(data.length - vocabulary), readBackBytes: data.byteLength };
    if (value.type !== 'float16' || !ArrayBuffer.isView(data)) throw new Error(`logits of type ${value.type}`);
    const readBackBytes = data.byteLength;
    const bits = new Uint16Array(data.buffer, data.byteOffset + readBackBytes - vocabulary * 2, vocabulary);
    this.#converted ??= new Float32Array(vocabulary);
    for (let i = 0; i < vocabulary; i++) this.#converted[i] = halfToFloat(bits[i] ?? 0);
    return { logits: this.#converted, readBackBytes };
  }
}

/** Keeps the first `tokens` positions of each head of a [1, heads, positions, headDim] tensor. */
export function cropCpuTensor(tensor: Tensor, tokens: number): Tensor {
  const [batch = 1, heads = 0, positions = 0, headDim = 0] = tensor.dims;
  const dims = [batch, heads, tokens, headDim];
  const copy = <A extends Float32Array | Uint16Array>(from: A, to: A): A => {
    for (let head = 0; head < heads; head++) {
      const start = head * positions * headDim;
      to.set(from.subarray(start, start + tokens * headDim), head * tokens * headDim);
    }
    return to;
  };
  const data: unknown = tensor.data;
  if (data instanceof Float32Array) return new Tensor('float32', copy(data, new Float32Array(heads * tokens * headDim)), dims);
  if (!ArrayBuffer.isView(data)) throw new Error(`a KV cache of type ${tensor.type}`);
  const bits = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  return new Tensor('float16', copy(bits, new Uint16Array(heads * tokens * headDim)), dims);
}

/** IEEE 754 binary16 to a number. */
export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
