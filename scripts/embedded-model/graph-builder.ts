/** Small helpers to write an ONNX graph by hand: nodes by name, constants inline or in one external data file. */
import {
  DATA_TYPE,
  type Attribute,
  type DataType,
  type Dimension,
  type GraphNode,
  type Initializer,
  type ModelDescription,
  type ValueInfo,
} from './onnx-proto.ts';

const OPSETS = [
  { domain: '', version: 21 },
  { domain: 'com.microsoft', version: 1 },
] as const;

// Offsets in the data file are multiples of this, so that a reader may view any tensor in place.
const ALIGNMENT_BYTES = 64;

/** A stored tensor: where it lies in the data file, and what it is. */
export interface StoredTensor {
  readonly type: DataType;
  readonly dims: readonly number[];
  readonly offset: number;
  readonly bytes: number;
}

/** The one file of weights that every graph of the model refers to. */
export class WeightFile {
  private readonly parts: { offset: number; data: Uint8Array }[] = [];
  private size = 0;

  constructor(readonly fileName: string) {}

  add(type: DataType, dims: readonly number[], data: ArrayBufferView): StoredTensor {
    const offset = Math.ceil(this.size / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.parts.push({ offset, data: bytes });
    this.size = offset + bytes.byteLength;
    return { type, dims, offset, bytes: bytes.byteLength };
  }

  /** The file's bytes; gaps between tensors are zero. */
  toBytes(): Uint8Array {
    const out = new Uint8Array(this.size);
    for (const part of this.parts) out.set(part.data, part.offset);
    return out;
  }
}

export const int = (value: number): Attribute => ({ kind: 'int', value });
export const float = (value: number): Attribute => ({ kind: 'float', value });
export const ints = (...value: number[]): Attribute => ({ kind: 'ints', value });

/** Collects one graph's nodes and constants. Value names double as node names, so they are unique. */
export class GraphBuilder {
  private readonly nodes: GraphNode[] = [];
  private readonly initializers = new Map<string, Initializer>();
  private readonly inputs: ValueInfo[] = [];
  private readonly outputs: ValueInfo[] = [];

  constructor(private readonly weights: WeightFile) {}

  input(name: string, type: DataType, dims: readonly Dimension[]): string {
    this.inputs.push({ name, type, dims });
    return name;
  }

  output(name: string, type: DataType, dims: readonly Dimension[]): void {
    this.outputs.push({ name, type, dims });
  }

  /** A range of the weight file as a constant, optionally under other dimensions. */
  stored(name: string, tensor: StoredTensor, dims: readonly number[] = tensor.dims): string {
    this.initializers.set(name, {
      name,
      type: tensor.type,
      dims,
      data: { file: this.weights.fileName, offset: tensor.offset, bytes: tensor.bytes },
    });
    return name;
  }

  private inline(name: string, type: DataType, dims: readonly number[], data: ArrayBufferView): string {
    if (!this.initializers.has(name)) {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      this.initializers.set(name, { name, type, dims, data: bytes });
    }
    return name;
  }

  int64s(values: readonly number[]): string {
    return this.inline(`int64s_${values.join('_')}`, DATA_TYPE.int64, [values.length], BigInt64Array.from(values, BigInt));
  }

  int64(value: number): string {
    return this.inline(`int64_${value}`, DATA_TYPE.int64, [], BigInt64Array.of(BigInt(value)));
  }

  float32(value: number): string {
    return this.inline(`float32_${value}`, DATA_TYPE.float32, [], Float32Array.of(value));
  }

  /** Adds a node with one output, which carries the node's name. */
  node(opType: string, name: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    this.nodeWith(opType, name, inputs, [name], attributes);
    return name;
  }

  /** Adds a node with several outputs. An empty name leaves an optional input or output out. */
  nodeWith(
    opType: string,
    name: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): void {
    this.nodes.push({ opType, domain: MICROSOFT_OPS.has(opType) ? 'com.microsoft' : '', name, inputs, outputs, attributes });
  }

  cast(name: string, input: string, to: DataType): string {
    return this.node('Cast', name, [input], { to: int(to) });
  }

  reshape(name: string, input: string, dims: readonly number[]): string {
    return this.node('Reshape', name, [input, this.int64s(dims)]);
  }

  describe(graphName: string, documentation: string): ModelDescription {
    return {
      producer: 'scripts/embedded-model',
      graphName,
      documentation,
      opsets: OPSETS,
      nodes: this.nodes,
      initializers: [...this.initializers.values()],
      inputs: this.inputs,
      outputs: this.outputs,
    };
  }
}

// SimplifiedLayerNormalization is not here: ONNX Runtime registers it in the default domain.
const MICROSOFT_OPS = new Set([
  'GatherBlockQuantized',
  'GroupQueryAttention',
  'MatMulNBits',
  'QuickGelu',
  'SkipSimplifiedLayerNormalization',
]);
