import { Tensor } from 'onnxruntime-web/webgpu';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropCpuTensor, halfToFloat } from '../../src/local/decoder';

describe('cutting a growing KV cache back', () => {
  it('keeps the first positions of every head', () => {
    fc.assert(fc.property(
      fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 6 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(),
      (heads, positions, headDim, share, half) => {
        const tokens = Math.max(1, Math.round(share * positions));
        // Every value tells where it stood.
        const value = (head: number, position: number, i: number): number => (head * 100 + position) * 10 + i;
        const values = Array.from({ length: heads * positions * headDim }, (_, at) =>
          value(Math.floor(at / (positions * headDim)), Math.floor(at / headDim) % positions, at % headDim));
        const dims = [1, heads, positions, headDim];
        const tensor = half ? new Tensor('float16', Uint16Array.from(values), dims) : new Tensor('float32', Float32Array.from(values), dims);
        const cut = cropCpuTensor(tensor, tokens);
        expect(cut.dims).toEqual([1, heads, tokens, headDim]);
        expect(cut.type).toBe(tensor.type);
        // Node may show 16-bit data as numbers of its own type: compare the bits.
        const data = cut.data as Float32Array | Uint16Array;
        const found = half ? [...new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)] : [...data];
        const expected: number[] = [];
        for (let head = 0; head < heads; head++) for (let p = 0; p < tokens; p++) for (let i = 0; i < headDim; i++) expected.push(value(head, p, i));
        expect(found).toEqual(expected);
      },
    ));
  });
});

describe('16-bit floats', () => {
  // IEEE 754-2019, binary16.
  it.each([
    [0x0000, 0], [0x8000, -0], [0x3c00, 1], [0xc000, -2], [0x7bff, 65504], [0x0400, 2 ** -14], [0x0001, 2 ** -24], [0x7c00, Infinity], [0xfc00, -Infinity], [0x3555, 0.333251953125],
  ])('%i is %d', (bits, value) => {
    expect(halfToFloat(bits)).toBe(value);
  });
  it('knows what is no number', () => {
    expect(halfToFloat(0x7e00)).toBeNaN();
  });
});
