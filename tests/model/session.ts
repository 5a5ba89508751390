/** Runs the converted WASM graph in Node, in process, with `onnxruntime-web`'s CPU kernels. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as ort from 'onnxruntime-web';
import { MODEL_FOLDER } from '../../scripts/embedded-model/convert.ts';
import { GRAPH_FILES, WEIGHTS_FILE } from '../../scripts/embedded-model/manifest.ts';

const LAYERS = 6;
const HEADS = 6;
const HEAD_DIM = 48;

/** The quantized model with a growing KV cache. */
export class GraphModel {
  private caches: Record<string, ort.Tensor> = {};
  private tokens = 0;

  private constructor(private readonly session: ort.InferenceSession) {
    this.reset();
  }

  /** Loads the WASM graph; this build has no CPU kernel for the WebGPU one's `GatherBlockQuantized`. */
  static async load(): Promise<GraphModel> {
    // The build that @huggingface/transformers loads in browsers. It has fewer kernels than the one Node would take.
    const build = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-web')), 'ort-wasm-simd-threaded.asyncify');
    ort.env.wasm.wasmPaths = { mjs: pathToFileURL(`${build}.mjs`).href, wasm: pathToFileURL(`${build}.wasm`).href };
    ort.env.wasm.numThreads = 1;
    const read = (path: string): Uint8Array => new Uint8Array(readFileSync(join(MODEL_FOLDER, path)));
    const session = await ort.InferenceSession.create(read(GRAPH_FILES.wasm), {
      executionProviders: ['wasm'],
      externalData: [{ path: WEIGHTS_FILE.replace('onnx/', ''), data: read(WEIGHTS_FILE) }],
    });
    return new GraphModel(session);
  }

  get inputNames(): readonly string[] {
    return this.session.inputNames;
  }

  /** Forgets the context. The caches begin empty, or with the given number of unused positions holding `fill`. */
  reset({ positions, fill }: { positions: number; fill: number } = { positions: 0, fill: 0 }): void {
    this.tokens = 0;
    this.caches = {};
    for (let layer = 0; layer < LAYERS; layer += 1) {
      for (const part of ['key', 'value']) {
        this.caches[`past_key_values.${layer}.${part}`] = new ort.Tensor(
          'float32',
          new Float32Array(HEADS * positions * HEAD_DIM).fill(fill),
          [1, HEADS, positions, HEAD_DIM],
        );
      }
    }
  }

  /** Appends tokens to the context and returns the logits after the last of them. */
  async forward(ids: readonly number[]): Promise<Float32Array> {
    this.tokens += ids.length;
    const results = await this.session.run({
      input_ids: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
      attention_mask: new ort.Tensor('int64', new BigInt64Array(this.tokens).fill(1n), [1, this.tokens]),
      ...this.caches,
    });
    for (const name of Object.keys(this.caches)) this.caches[name] = results[name.replace('past_key_values', 'present')]!;
    return results['logits']!.data as Float32Array;
  }

  /** Dimensions of one cache tensor: batch, heads, positions, head size. */
  cacheDims(layer: number): readonly number[] {
    return this.caches[`past_key_values.${layer}.key`]!.dims;
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}
