import { describe, expect, it } from 'vitest';
import { flopsOf, kernelModule, startKernel, STEP_BYTES, WEIGHTS_AT } from '@/local/cpu-kernel';

describe('the processor’s probe', () => {
  it('is a valid module', () => {
    expect(WebAssembly.validate(kernelModule(65_536))).toBe(true);
  });

  it('multiplies weights with the vector and adds up, as plain JavaScript does', async () => {
    const bytes = 4 * STEP_BYTES;
    const { run, memory } = await startKernel(65_536);
    const vector = new Float32Array(memory.buffer, 0, WEIGHTS_AT / 4);
    const weights = new Float32Array(memory.buffer, WEIGHTS_AT, bytes / 4);
    vector.forEach((_, i) => { vector[i] = (i % 7) - 3; });
    weights.forEach((_, i) => { weights[i] = i % 5; });
    // Four sums of four lanes each; the kernel gives the first lane of their sum: every fourth product.
    let expected = 0;
    for (let i = 0; i < bytes / 4; i += 4) expected += (weights[i] ?? 0) * (vector[i] ?? 0);
    expect(run(bytes, 1)).toBe(expected);
    expect(run(bytes, 3)).toBe(3 * expected);
  });

  it('repeats the vector after 4 KiB and reads to the end of its memory', async () => {
    const bytes = 131_072;
    const { run, memory } = await startKernel(bytes);
    new Float32Array(memory.buffer, 0, 4096 / 4).fill(1);
    new Float32Array(memory.buffer, WEIGHTS_AT, bytes / 4).fill(1);
    expect(run(bytes, 1)).toBe(bytes / 4 / 4);
    expect(flopsOf(bytes)).toBe(bytes / 2);
  });
});
