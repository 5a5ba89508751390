/**
 * What this machine's GPU can do, measured with three small WebGPU kernels: a copy (memory bandwidth), a tiled matrix
 * product (arithmetic) and an empty one (cost of starting a kernel). Runs on the page or in a worker, for under two
 * seconds. Each rate is a slope: a long and a short sequence of the same kernel are timed and their difference divided,
 * so that submitting and waiting, which cost the same for both, drop out.
 */
import { err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import { UNNAMED_GPU } from './adapter';
import { causeText, localError } from './errors';

/** The rates that `decisions/mirror` predicts from. */
export interface DeviceBenchmark {
  /** Bytes read plus bytes written, 10^9 a second. */
  copyGBs: number;
  /** Multiplications and additions in fp32, 10^9 a second. */
  matmulGflops: number;
  /** From one empty dispatch to the next, µs. */
  dispatchUs: number;
  adapterName: string;
  /** How it was measured, for the reader. */
  detail: { copyBytes: number; matrixSize: number; elapsedMs: number };
}

/** Bytes of the buffer that is copied: larger than any cache of a GPU, where the device allows it. */
const COPY_BYTES = 64 * 2 ** 20;
/** On a CPU that plays GPU a smaller one keeps the probe short. */
const COPY_BYTES_SOFTWARE = 8 * 2 ** 20;
const TILE = 16;
const MATRIX = 1024;
const MATRIX_SOFTWARE = 128;
/** A sequence has to take this long before it is trusted: 200 steps of the coarse 0.1 ms clock. */
const LONG_MS = 20;
const REPEATS = 3;
const MOST_DISPATCHES = 4096;

const COPY = /* wgsl */ `
@group(0) @binding(0) var<storage, read> source: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> target_: array<vec4<f32>>;
@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let stride = groups.x * 256u;
  for (var i = id.x; i < arrayLength(&source); i += stride) { target_[i] = source[i]; }
}`;

const MATMUL = /* wgsl */ `
override size: u32;
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read_write> c: array<f32>;
var<workgroup> left: array<f32, ${TILE * TILE}>;
var<workgroup> right: array<f32, ${TILE * TILE}>;
@compute @workgroup_size(${TILE}, ${TILE})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) at: vec3<u32>) {
  var sum = 0.0;
  for (var tile = 0u; tile < size; tile += ${TILE}u) {
    left[at.y * ${TILE}u + at.x] = a[id.y * size + tile + at.x];
    right[at.y * ${TILE}u + at.x] = a[(tile + at.y) * size + id.x];
    workgroupBarrier();
    for (var k = 0u; k < ${TILE}u; k++) { sum += left[at.y * ${TILE}u + k] * right[k * ${TILE}u + at.x]; }
    workgroupBarrier();
  }
  c[id.y * size + id.x] = sum;
}`;

const EMPTY = /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> counter: array<u32>;
@compute @workgroup_size(1)
fn main() { counter[0] += 1u; }`;

interface Kernel { pipeline: GPUComputePipeline; bindings: GPUBindGroup; groups: readonly [number, number] }

/**
 * Measures the device. Errors: no WebGPU, no adapter, the device was lost or refused. The device is destroyed at the
 * end, so that nothing stays allocated. Measure before a model is loaded, or between runs: both share the GPU.
 */
export async function benchmarkDevice(signal?: AbortSignal): Promise<Result<DeviceBenchmark>> {
  const gpu = (navigator as { gpu?: GPU }).gpu;
  if (gpu === undefined) return err(localError('webgpu-missing', t('This browser has no WebGPU.'), t('Use a current Chrome, Edge or Safari over https or from localhost.')));
  let device: GPUDevice | null = null;
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) return err(localError('webgpu-missing', t('The browser offers no adapter for this machine’s GPU.'), t('Update the graphics driver or the browser.')));
    const { vendor, architecture, description } = adapter.info;
    const adapterName = [description, `${vendor} ${architecture}`].find((text) => text.trim() !== '')?.trim() ?? UNNAMED_GPU;
    const software = /swiftshader|llvmpipe|lavapipe|basic render/i.test(`${adapterName} ${vendor} ${architecture}`);
    const copyBytes = Math.min(software ? COPY_BYTES_SOFTWARE : COPY_BYTES, adapter.limits.maxStorageBufferBindingSize, adapter.limits.maxBufferSize);
    device = await adapter.requestDevice({ requiredLimits: { maxStorageBufferBindingSize: copyBytes, maxBufferSize: copyBytes } });
    const matrixSize = software ? MATRIX_SOFTWARE : MATRIX;
    const startMs = performance.now();
    const rates = await new Bench(device, signal).rates(copyBytes, matrixSize);
    return ok({ ...rates, adapterName, detail: { copyBytes, matrixSize, elapsedMs: performance.now() - startMs } });
  } catch (cause) {
    if (signal?.aborted === true) return err(localError('cancelled', t('The measurement was cancelled.'), t('Start it again when you like.')));
    return err(localError('device-lost', t('The GPU could not be measured ({why}).', { why: causeText(cause) }), t('Close other pages that use the GPU and try again.')));
  } finally {
    device?.destroy();
  }
}

class Bench {
  constructor(private readonly device: GPUDevice, private readonly signal: AbortSignal | undefined) {}

  async rates(copyBytes: number, matrixSize: number): Promise<Pick<DeviceBenchmark, 'copyGBs' | 'matmulGflops' | 'dispatchUs'>> {
    const copy = await this.#kernel(COPY, copyBytes, copyBytes, [Math.min(65_535, Math.ceil(copyBytes / 16 / 256)), 1]);
    const copyMs = await this.#slopeMs(copy);
    const bytes = matrixSize * matrixSize * 4;
    const product = await this.#kernel(MATMUL, bytes, bytes, [matrixSize / TILE, matrixSize / TILE], { size: matrixSize });
    const productMs = await this.#slopeMs(product);
    const empty = await this.#kernel(EMPTY, null, 16, [1, 1]);
    const emptyMs = await this.#slopeMs(empty);
    return { copyGBs: (2 * copyBytes) / copyMs / 1e6, matmulGflops: (2 * matrixSize ** 3) / productMs / 1e6, dispatchUs: emptyMs * 1000 };
  }

  async #kernel(code: string, inputBytes: number | null, outputBytes: number, groups: readonly [number, number], constants: Record<string, number> = {}): Promise<Kernel> {
    const { device } = this;
    const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module: device.createShaderModule({ code }), entryPoint: 'main', constants } });
    const buffer = (size: number): GPUBuffer => device.createBuffer({ size, usage: GPUBufferUsage.STORAGE });
    const buffers = [...(inputBytes === null ? [] : [buffer(inputBytes)]), buffer(outputBytes)];
    const bindings = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: buffers.map((entry, binding) => ({ binding, resource: { buffer: entry } })) });
    return { pipeline, bindings, groups };
  }

  /** Time of `count` dispatches, from submission until the GPU is done, in ms. */
  async #timeMs({ pipeline, bindings, groups }: Kernel, count: number): Promise<number> {
    this.signal?.throwIfAborted();
    const encoder = this.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings);
    for (let i = 0; i < count; i++) pass.dispatchWorkgroups(groups[0], groups[1]);
    pass.end();
    const commands = encoder.finish();
    const from = performance.now();
    this.device.queue.submit([commands]);
    await this.device.queue.onSubmittedWorkDone();
    return performance.now() - from;
  }

  /** Time that one more dispatch takes, in ms: the least of a few differences between a long sequence and one of an eighth. */
  async #slopeMs(kernel: Kernel): Promise<number> {
    await this.#timeMs(kernel, 1); // compiled and paged in
    let count = 8;
    while (count < MOST_DISPATCHES && (await this.#timeMs(kernel, count)) < LONG_MS) count *= 2;
    for (;;) {
      const least = await this.#leastSlopeMs(kernel, count);
      if (Number.isFinite(least)) return least;
      // On a busy machine a short sequence may have taken longer than a long one, every time: only a longer one tells.
      if (count >= 4 * MOST_DISPATCHES) throw new Error(t('the clock of this browser is too coarse to time its GPU'));
      count *= 4;
    }
  }

  /** The least of a few positive differences, in ms for each dispatch; infinite where none was positive. */
  async #leastSlopeMs(kernel: Kernel, count: number): Promise<number> {
    const few = count / 8;
    let least = Infinity;
    for (let i = 0; i < REPEATS; i++) {
      const shortMs = await this.#timeMs(kernel, few);
      const longMs = await this.#timeMs(kernel, count);
      const slope = (longMs - shortMs) / (count - few);
      if (slope > 0) least = Math.min(least, slope);
    }
    return least;
  }
}
