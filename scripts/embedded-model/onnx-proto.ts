/**
 * A writer for the few ONNX messages that the converter needs: plain protobuf wire format, fields in ascending order,
 * so that the same graph always gives the same bytes. Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */

/** ONNX `TensorProto.DataType` values in use. */
export const DATA_TYPE = { float32: 1, uint8: 2, int32: 6, int64: 7, float16: 10 } as const;
export type DataType = (typeof DATA_TYPE)[keyof typeof DATA_TYPE];

/** A number is fixed, a string is a symbolic dimension. */
export type Dimension = number | string;

export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'ints'; readonly value: readonly number[] };

export interface GraphNode {
  readonly opType: string;
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A constant, either inside the graph file or a range of the external data file. */
export interface Initializer {
  readonly name: string;
  readonly type: DataType;
  readonly dims: readonly number[];
  readonly data: Uint8Array | { readonly file: string; readonly offset: number; readonly bytes: number };
}

export interface ValueInfo {
  readonly name: string;
  readonly type: DataType;
  readonly dims: readonly Dimension[];
}

export interface ModelDescription {
  readonly producer: string;
  readonly graphName: string;
  readonly documentation: string;
  readonly opsets: ReadonlyArray<{ readonly domain: string; readonly version: number }>;
  readonly nodes: readonly GraphNode[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

const IR_VERSION = 10;
const WIRE = { varint: 0, bytes: 2, fixed32: 5 } as const;
const utf8 = new TextEncoder();

class Message {
  private readonly parts: Uint8Array[] = [];

  private varint(value: bigint): void {
    const out: number[] = [];
    let rest = BigInt.asUintN(64, value);
    while (rest >= 128n) {
      out.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    out.push(Number(rest));
    this.parts.push(Uint8Array.from(out));
  }

  private tag(field: number, wire: number): void {
    this.varint(BigInt(field * 8 + wire));
  }

  int(field: number, value: number): this {
    this.tag(field, WIRE.varint);
    this.varint(BigInt(value));
    return this;
  }

  float(field: number, value: number): this {
    this.tag(field, WIRE.fixed32);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.parts.push(bytes);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.tag(field, WIRE.bytes);
    this.varint(BigInt(value.byteLength));
    this.parts.push(value);
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, utf8.encode(value));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.finish());
  }

  finish(): Uint8Array {
    const out = new Uint8Array(this.parts.reduce((sum, part) => sum + part.byteLength, 0));
    let at = 0;
    for (const part of this.parts) {
      out.set(part, at);
      at += part.byteLength;
    }
    return out;
  }
}

function attributeMessage(name: string, attribute: Attribute): Message {
  const message = new Message().string(1, name);
  switch (attribute.kind) {
    case 'float':
      return message.float(2, attribute.value).int(20, 1);
    case 'int':
      return message.int(3, attribute.value).int(20, 2);
    case 'string':
      return message.string(4, attribute.value).int(20, 3);
    case 'ints':
      for (const value of attribute.value) message.int(8, value);
      return message.int(20, 7);
  }
}

function nodeMessage(node: GraphNode): Message {
  const message = new Message();
  for (const input of node.inputs) message.string(1, input);
  for (const output of node.outputs) message.string(2, output);
  message.string(3, node.name).string(4, node.opType);
  for (const [name, attribute] of Object.entries(node.attributes)) message.message(5, attributeMessage(name, attribute));
  if (node.domain !== '') message.string(7, node.domain);
  return message;
}

function tensorMessage(tensor: Initializer): Message {
  const message = new Message();
  for (const dim of tensor.dims) message.int(1, dim);
  message.int(2, tensor.type).string(8, tensor.name);
  if (tensor.data instanceof Uint8Array) return message.bytes(9, tensor.data);
  const entry = (key: string, value: string): Message => new Message().string(1, key).string(2, value);
  return message
    .message(13, entry('location', tensor.data.file))
    .message(13, entry('offset', String(tensor.data.offset)))
    .message(13, entry('length', String(tensor.data.bytes)))
    .int(14, 1);
}

function valueMessage(value: ValueInfo): Message {
  const shape = new Message();
  for (const dim of value.dims) {
    shape.message(1, typeof dim === 'number' ? new Message().int(1, dim) : new Message().string(2, dim));
  }
  const tensorType = new Message().int(1, value.type).message(2, shape);
  return new Message().string(1, value.name).message(2, new Message().message(1, tensorType));
}

/** Serializes a whole ONNX model. */
export function encodeModel(model: ModelDescription): Uint8Array {
  const graph = new Message();
  for (const node of model.nodes) graph.message(1, nodeMessage(node));
  graph.string(2, model.graphName);
  for (const initializer of model.initializers) graph.message(5, tensorMessage(initializer));
  for (const input of model.inputs) graph.message(11, valueMessage(input));
  for (const output of model.outputs) graph.message(12, valueMessage(output));
  const message = new Message().int(1, IR_VERSION).string(2, model.producer).string(6, model.documentation).message(7, graph);
  for (const opset of model.opsets) message.message(8, new Message().string(1, opset.domain).int(2, opset.version));
  return message.finish();
}
