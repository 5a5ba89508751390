/**
 * A sequence on the CPU whose keys and values stay in the runtime's own memory: one buffer for the whole context, bound
 * as input and as output of every run, so that a decode step copies nothing but its one token in.
 */
import type { ForwardResult, KvSequence } from '@/stages/serving';
import type { Decoder } from './decoder';
import type { RuntimeModule } from './wasm-module';

/** Element types by ONNX's numbers (onnx.proto, TensorProto.DataType). */
const FLOAT = 1;
const INT64 = 7;
/** Memory the runtime's CPU kernels work on. */
const CPU = 1;
const POINTER = '*';

export class HeapSequence implements KvSequence {
  readonly mode = 'preallocated';
  #ids: number[] = [];
  readonly #allocated: number[] = [];
  readonly #tensors: number[] = [];
  readonly #kvInputs: number[];
  readonly #inputNames: number;
  readonly #outputNames: number;
  readonly #inputs: number;
  readonly #outputs: number;
  readonly #ids64: number;
  readonly #positions64: number;
  readonly #ones64: number;
  #logits = 0;
  #disposed = false;

  /** @throws Error when the memory cannot be had. */
  constructor(private readonly decoder: Decoder, private readonly module: RuntimeModule, private readonly session: number) {
    const { kvNames, kv, contextTokens } = decoder;
    const kvBytes = kv.kvHeads * contextTokens * kv.headDim * kv.bytesPerElement;
    this.#kvInputs = kvNames.map(() => this.#tensor(FLOAT, this.#allocate(kvBytes), kvBytes, [1, kv.kvHeads, contextTokens, kv.headDim], true));
    this.#ids64 = this.#allocate(8 * contextTokens);
    this.#positions64 = this.#allocate(8 * contextTokens);
    this.#ones64 = this.#allocate(8 * contextTokens);
    this.#int64(this.#ones64, contextTokens).fill(1n);
    const inputNames = ['input_ids', 'attention_mask', ...(decoder.hasPositions ? ['position_ids'] : []), ...kvNames.map(({ past }) => past)];
    const outputNames = ['logits', ...kvNames.map(({ present }) => present)];
    this.#inputNames = this.#names(inputNames);
    this.#outputNames = this.#names(outputNames);
    this.#inputs = this.#allocate(4 * inputNames.length);
    this.#outputs = this.#allocate(4 * outputNames.length);
    const kvAt = inputNames.length - kvNames.length;
    this.#kvInputs.forEach((tensor, i) => module.setValue(this.#inputs + 4 * (kvAt + i), tensor, POINTER));
  }

  get ids(): readonly number[] {
    return this.#ids;
  }

  async forward(ids: readonly number[]): Promise<ForwardResult> {
    const { decoder, module } = this;
    const past = this.#ids.length;
    const total = past + ids.length;
    if (this.#disposed) throw new Error('the sequence was given back');
    if (decoder.lost !== null) throw decoder.lost;
    if (ids.length === 0 || total > decoder.contextTokens) throw new RangeError(`forward of ${ids.length} tokens after ${past} in a context of ${decoder.contextTokens}`);
    this.#releaseLogits();
    const idView = this.#int64(this.#ids64, ids.length);
    for (let i = 0; i < ids.length; i++) idView[i] = BigInt(ids[i] ?? 0);
    const passing = [
      this.#tensor(INT64, this.#ids64, 8 * ids.length, [1, ids.length], false),
      this.#tensor(INT64, this.#ones64, 8 * total, [1, total], false),
    ];
    if (decoder.hasPositions) {
      const positions = this.#int64(this.#positions64, ids.length);
      for (let i = 0; i < ids.length; i++) positions[i] = BigInt(past + i);
      passing.push(this.#tensor(INT64, this.#positions64, 8 * ids.length, [1, ids.length], false));
    }
    passing.forEach((tensor, i) => module.setValue(this.#inputs + 4 * i, tensor, POINTER));
    // No logits yet: the runtime allocates them. The cache's outputs are its inputs.
    module.setValue(this.#outputs, 0, POINTER);
    this.#kvInputs.forEach((tensor, i) => module.setValue(this.#outputs + 4 * (i + 1), tensor, POINTER));
    const kvCount = this.#kvInputs.length;
    const code = await module._OrtRun(this.session, this.#inputNames, this.#inputs, passing.length + kvCount, this.#outputNames, 1 + kvCount, this.#outputs, 0);
    for (const tensor of passing) module._OrtReleaseTensor(tensor);
    if (code !== 0) throw new Error(`the runtime failed (${this.#lastError()})`);
    this.#logits = module.getValue(this.#outputs, POINTER);
    for (const id of ids) this.#ids.push(id);
    return this.#readLogits();
  }

  /** The mask's length alone says how many positions count. */
  truncate(tokens: number): void {
    if (tokens < this.#ids.length) this.#ids.length = Math.max(0, tokens);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#ids = [];
    this.#releaseLogits();
    for (const tensor of this.#tensors) this.module._OrtReleaseTensor(tensor);
    for (const pointer of this.#allocated) this.module._free(pointer);
  }

  /** The last position's logits, as a view of the runtime's memory: valid until the next run. */
  #readLogits(): ForwardResult {
    const { module } = this;
    const stack = module.stackSave();
    try {
      const out = module.stackAlloc(16);
      if (module._OrtGetTensorData(this.#logits, out, out + 4, out + 8, out + 12) !== 0) throw new Error(`the logits cannot be read (${this.#lastError()})`);
      const type = module.getValue(out, 'i32');
      const data = module.getValue(out + 4, POINTER);
      const dims = module.getValue(out + 8, POINTER);
      const rank = module.getValue(out + 12, 'i32');
      let elements = 1;
      for (let i = 0; i < rank; i++) elements *= module.getValue(dims + 4 * i, 'i32');
      const vocabulary = module.getValue(dims + 4 * (rank - 1), 'i32');
      module._OrtFree(dims);
      if (type !== FLOAT) throw new Error(`logits of type ${type}`);
      const logits = new Float32Array(module.HEAPU8.buffer, data + 4 * (elements - vocabulary), vocabulary);
      return { logits, readBackBytes: 0 };
    } finally {
      module.stackRestore(stack);
    }
  }

  #releaseLogits(): void {
    if (this.#logits !== 0) this.module._OrtReleaseTensor(this.#logits);
    this.#logits = 0;
  }

  #allocate(bytes: number): number {
    const pointer = this.module._malloc(bytes);
    if (pointer === 0) throw new RangeError(`Array buffer allocation failed: ${bytes} bytes for the KV cache`);
    this.#allocated.push(pointer);
    return pointer;
  }

  #tensor(type: number, data: number, bytes: number, dims: readonly number[], keep: boolean): number {
    const { module } = this;
    const stack = module.stackSave();
    try {
      const at = module.stackAlloc(4 * dims.length);
      dims.forEach((dim, i) => module.setValue(at + 4 * i, dim, 'i32'));
      const tensor = module._OrtCreateTensor(type, data, bytes, at, dims.length, CPU);
      if (tensor === 0) throw new Error(`no tensor (${this.#lastError()})`);
      if (keep) this.#tensors.push(tensor);
      return tensor;
    } finally {
      module.stackRestore(stack);
    }
  }

  /** A C array of C strings. */
  #names(names: readonly string[]): number {
    const array = this.#allocate(4 * names.length);
    names.forEach((name, i) => {
      const text = new TextEncoder().encode(`${name}\0`);
      const at = this.#allocate(text.length);
      this.module.HEAPU8.set(text, at);
      this.module.setValue(array + 4 * i, at, POINTER);
    });
    return array;
  }

  /** A view is made anew each time: the memory may have grown. */
  #int64(pointer: number, length: number): BigInt64Array {
    return new BigInt64Array(this.module.HEAPU8.buffer, pointer, length);
  }

  #lastError(): string {
    const { module } = this;
    const stack = module.stackSave();
    try {
      const out = module.stackAlloc(8);
      module._OrtGetLastError(out, out + 4);
      const message = module.getValue(out + 4, POINTER);
      return message === 0 ? `code ${module.getValue(out, 'i32')}` : module.UTF8ToString(message);
    } finally {
      module.stackRestore(stack);
    }
  }
}
