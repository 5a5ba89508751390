/**
 * One loop in WebAssembly, as ONNX Runtime's matrix-vector products do it: 16 bytes of weights at a time are read,
 * multiplied with 16 bytes of a small vector and added up, four sums side by side. Over much memory it shows how fast
 * memory is read, over little how fast this processor multiplies. Written out in bytes: no compiler is at hand in the
 * page (WebAssembly core specification 2.0, binary format; SIMD instructions begin with 0xFD).
 */

const PAGE_BYTES = 65_536;
/** The vector stands in the first page, the weights after it. */
export const WEIGHTS_AT = PAGE_BYTES;
const UNROLL = 4;
const LANES_BYTES = 16;
/** Bytes that one turn of the loop reads. */
export const STEP_BYTES = UNROLL * LANES_BYTES;

/** LEB128, unsigned and signed: the two agree below 64. */
const unsigned = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]);
function signed(value: number): number[] {
  const low = value & 0x7f;
  const rest = value >> 7;
  return (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0) ? [low] : [low | 0x80, ...signed(rest)];
}

const section = (id: number, ...body: number[]): number[] => [id, ...unsigned(body.length), ...body];
const text = (name: string): number[] => [name.length, ...[...name].map((c) => c.charCodeAt(0))];

const I32 = 0x7f;
const F32 = 0x7d;
const V128 = 0x7b;
const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const tee = (local: number): number[] => [0x22, local];
const i32 = (value: number): number[] => [0x41, ...signed(value)];
const ADD = 0x6a;
const SUB = 0x6b;
const AND = 0x71;
const LESS = 0x49;
const load = (offset: number): number[] => [0xfd, 0x00, 0x04, ...unsigned(offset)];
const MULTIPLY = [0xfd, 0xe6, 0x01];
const PLUS = [0xfd, 0xe4, 0x01];
const LOOP = [0x03, 0x40];
const AGAIN_IF = [0x0d, 0x00];
const END = 0x0b;

/** Parameters and locals of `run(bytes, times)`. */
const [BYTES, TIMES, AT, SUM] = [0, 1, 2, 3];
/** Where in the vector, which is repeated: a multiple of a step below 4 KiB. */
const VECTOR_MASK = 4096 - STEP_BYTES;

const step = (k: number): number[] => [
  ...get(SUM + k),
  ...get(AT), ...load(WEIGHTS_AT + k * LANES_BYTES),
  ...get(AT), ...i32(VECTOR_MASK), AND, ...load(k * LANES_BYTES),
  ...MULTIPLY, ...PLUS, ...set(SUM + k),
];

const code: number[] = [
  // Locals: one i32, four vectors.
  2, 1, I32, UNROLL, V128,
  ...LOOP,
  ...i32(0), ...set(AT),
  ...LOOP,
  ...[0, 1, 2, 3].flatMap(step),
  ...get(AT), ...i32(STEP_BYTES), ADD, ...tee(AT), ...get(BYTES), LESS, ...AGAIN_IF,
  END,
  ...get(TIMES), ...i32(1), SUB, ...tee(TIMES), ...AGAIN_IF,
  END,
  ...get(SUM), ...get(SUM + 1), ...PLUS, ...get(SUM + 2), ...PLUS, ...get(SUM + 3), ...PLUS, 0xfd, 0x1f, 0x00,
  END,
];

/** The module, with room for `weightBytes` of weights. It exports `run(bytes, times)` and its memory. */
export function kernelModule(weightBytes: number): Uint8Array<ArrayBuffer> {
  const pages = 1 + Math.ceil(weightBytes / PAGE_BYTES);
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
    ...section(1, 1, 0x60, 2, I32, I32, 1, F32),
    ...section(3, 1, 0),
    ...section(5, 1, 0x00, ...unsigned(pages)),
    ...section(7, 2, ...text('run'), 0x00, 0, ...text('memory'), 0x02, 0),
    ...section(10, 1, ...unsigned(code.length), ...code),
  ]);
}

/** Additions and multiplications for so many bytes read: two for each 4-byte number. */
export const flopsOf = (bytes: number): number => bytes / 2;

export type RunKernel = (bytes: number, times: number) => number;

/** Starts the kernel. @throws WebAssembly.CompileError where the browser has no SIMD. */
export async function startKernel(weightBytes: number): Promise<{ run: RunKernel; memory: WebAssembly.Memory }> {
  const { instance } = await WebAssembly.instantiate(kernelModule(weightBytes));
  return { run: instance.exports['run'] as RunKernel, memory: instance.exports['memory'] as WebAssembly.Memory };
}
