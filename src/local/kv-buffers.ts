/** KV cache memory on the GPU. */
import { Tensor } from 'onnxruntime-web/webgpu';

/** A buffer the runtime can read, write and copy. */
export function createKvBuffer(device: GPUDevice, bytes: number): GPUBuffer {
  // Buffer sizes and copies go in steps of 16 bytes in the runtime's shaders.
  return device.createBuffer({ size: Math.ceil(bytes / 16) * 16, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST });
}

let current: GPUDevice | null = null;

/** Tells which device new buffers are made on. */
export function useGpuDevice(device: GPUDevice): void {
  current = device;
}

/**
 * Keeps the first `tokens` positions of each head of a [1, heads, positions, headDim] tensor: one copy per head on
 * the GPU, the old tensor is given back.
 */
export function cropGpuTensor(tensor: Tensor, tokens: number): Tensor {
  const device = current;
  if (device === null) throw new Error('no GPU device to copy on');
  const [batch = 1, heads = 0, positions = 0, headDim = 0] = tensor.dims;
  const type = tensor.type === 'float16' ? 'float16' : 'float32';
  const rowBytes = headDim * (type === 'float16' ? 2 : 4);
  const target = createKvBuffer(device, heads * tokens * rowBytes);
  const source = tensor.gpuBuffer;
  const encoder = device.createCommandEncoder();
  for (let head = 0; head < heads; head++) {
    encoder.copyBufferToBuffer(source, head * positions * rowBytes, target, head * tokens * rowBytes, tokens * rowBytes);
  }
  device.queue.submit([encoder.finish()]);
  tensor.dispose();
  return Tensor.fromGpuBuffer(target, { dataType: type, dims: [batch, heads, tokens, headDim], dispose: () => target.destroy() });
}
