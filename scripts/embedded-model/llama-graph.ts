/**
 * The decoder as an ONNX graph, in two forms over the same weight file.
 *
 * `webgpu` keeps the codes and multiplies with `MatMulNBits`. `wasm` expands them to fp32 once, when the session is
 * made: the expansion reads constants only, so ONNX Runtime folds it away. Both compute in fp32 with the same weights.
 */
import { DATA_TYPE, encodeModel } from './onnx-proto.ts';
import { float, GraphBuilder, int, ints } from './graph-builder.ts';
import { BITS, BLOCK, ZERO_CODE } from './quantize.ts';
import type { ModelShape } from './source.ts';
import type { StoredMatrix, StoredModel } from './weights.ts';

export type GraphForm = 'webgpu' | 'wasm';

/** `rmsnorm` in llama2.c's run.c. */
export const NORM_EPSILON = 1e-5;

/** How one form multiplies by a stored matrix and looks rows of the table up. */
interface Arithmetic {
  multiply(name: string, input: string, matrix: StoredMatrix): string;
  embed(name: string, rows: string): string;
  /** From [batch, 1, dim] to one logit for each row of the table. */
  head(name: string, input: string): string;
}

const blockDims = (matrix: StoredMatrix): number[] => [matrix.rows, matrix.columns / BLOCK, BLOCK];

function scales(graph: GraphBuilder, name: string, matrix: StoredMatrix, dims: readonly number[] = matrix.scales.dims): string {
  return graph.cast(`${name}.scales`, graph.stored(`${name}.scales.half`, matrix.scales, dims), DATA_TYPE.float32);
}

function webgpuArithmetic(graph: GraphBuilder, model: StoredModel): Arithmetic {
  const table = model.embedding;
  const tableScales = scales(graph, 'embedding', table);
  const matMulNBits = (name: string, input: string, matrix: StoredMatrix, blocks: string, blockScales: string): string =>
    graph.node('MatMulNBits', name, [input, blocks, blockScales], {
      K: int(matrix.columns),
      N: int(matrix.rows),
      bits: int(BITS),
      block_size: int(BLOCK),
      // 1: compute in fp32. Four would round the activations to 8 bits.
      accuracy_level: int(1),
    });
  return {
    multiply(name, input, matrix) {
      return matMulNBits(name, input, matrix, graph.stored(`${name}.codes`, matrix.codes, blockDims(matrix)), scales(graph, name, matrix));
    },
    embed: (name, rows) =>
      graph.node('GatherBlockQuantized', name, [graph.stored('embedding.codes', table.codes), rows, tableScales], {
        gather_axis: int(0),
        quantize_axis: int(1),
        bits: int(BITS),
        block_size: int(BLOCK),
      }),
    // The same bytes once more, in the dimensions that MatMulNBits wants.
    head: (name, input) => matMulNBits(name, input, table, graph.stored('head.codes', table.codes, blockDims(table)), tableScales),
  };
}

function wasmArithmetic(graph: GraphBuilder, model: StoredModel): Arithmetic {
  const table = model.embedding;
  const scaleDims = (matrix: StoredMatrix): number[] => [matrix.rows, matrix.columns / BLOCK, 1];
  const expand = (name: string, blocks: string, blockScales: string): string => {
    const whole = graph.cast(`${name}.float`, blocks, DATA_TYPE.float32);
    const centred = graph.node('Sub', `${name}.centred`, [whole, graph.float32(ZERO_CODE)]);
    return graph.node('Mul', `${name}.scaled`, [centred, blockScales]);
  };
  const expandRows = (name: string, blocks: string, blockScales: string, matrix: StoredMatrix): string =>
    graph.reshape(`${name}.rows`, expand(name, blocks, blockScales), [matrix.rows, matrix.columns]);
  const tableBlocks = graph.stored('embedding.codes', table.codes, blockDims(table));
  const tableScales = scales(graph, 'embedding', table, scaleDims(table));
  return {
    multiply(name, input, matrix) {
      const blocks = graph.stored(`${name}.codes`, matrix.codes, blockDims(matrix));
      const rows = expandRows(name, blocks, scales(graph, name, matrix, scaleDims(matrix)), matrix);
      const transposed = graph.node('Transpose', `${name}.weights`, [rows], { perm: ints(1, 0) });
      return graph.node('MatMul', name, [input, transposed]);
    },
    // The rows asked for are expanded at every run; an expanded table would keep a second copy of the output head.
    embed(name, rows) {
      const blocks = graph.node('Gather', `${name}.codes`, [tableBlocks, rows]);
      const blockScales = graph.node('Gather', `${name}.scales`, [tableScales, rows]);
      return graph.reshape(name, expand(name, blocks, blockScales), [0, 0, table.columns]);
    },
    head(name, input) {
      const flat = graph.reshape('head.input', input, [-1, table.columns]);
      const product = graph.node('Gemm', 'head.product', [flat, expandRows('head', tableBlocks, tableScales, table)], { transB: int(1) });
      return graph.reshape(name, product, [-1, 1, table.rows]);
    },
  };
}

/** Builds one form of the decoder. Logits are those of the last position only. */
export function buildGraph(form: GraphForm, model: StoredModel, shape: ModelShape): Uint8Array {
  const graph = new GraphBuilder(model.file);
  const { heads, kvHeads, headDim, vocabSize } = shape;
  const ids = graph.input('input_ids', DATA_TYPE.int64, ['batch_size', 'sequence_length']);
  const mask = graph.input('attention_mask', DATA_TYPE.int64, ['batch_size', 'total_sequence_length']);
  const past = model.layers.map((_, i) => {
    const dims = ['batch_size', kvHeads, 'past_sequence_length', headDim];
    return {
      key: graph.input(`past_key_values.${i}.key`, DATA_TYPE.float32, dims),
      value: graph.input(`past_key_values.${i}.value`, DATA_TYPE.float32, dims),
    };
  });

  // GroupQueryAttention wants the last position's index for each sequence and the longest length.
  const lengths = graph.node('ReduceSum', 'lengths', [mask, graph.int64s([1])], { keepdims: int(0) });
  const lastIndices = graph.cast('last_indices', graph.node('Sub', 'lengths_minus_1', [lengths, graph.int64(1)]), DATA_TYPE.int32);
  const maskShape = graph.node('Shape', 'mask_shape', [mask]);
  const totalLength = graph.cast('total_length', graph.node('Gather', 'mask_length', [maskShape, graph.int64(1)]), DATA_TYPE.int32);
  const cos = graph.stored('rope.cos', model.ropeCos);
  const sin = graph.stored('rope.sin', model.ropeSin);

  const arithmetic = form === 'webgpu' ? webgpuArithmetic(graph, model) : wasmArithmetic(graph, model);
  const epsilon = { epsilon: float(NORM_EPSILON) };
  const tokenRows = graph.stored('token_rows', model.tokenRows);
  let residual = arithmetic.embed('embed', graph.node('Gather', 'rows', [tokenRows, ids]));
  // What the layer before computed and has not yet added to the residual stream.
  let pending = '';
  const normalize = (name: string, weights: string): string => {
    if (pending === '') {
      return graph.node('SimplifiedLayerNormalization', name, [residual, weights], { axis: int(-1), ...epsilon });
    }
    const sum = `${name}.residual`;
    graph.nodeWith('SkipSimplifiedLayerNormalization', name, [residual, pending, weights], [name, '', '', sum], epsilon);
    residual = sum;
    return name;
  };

  model.layers.forEach((layer, i) => {
    const prefix = `layers.${i}`;
    const before = past[i];
    if (before === undefined) throw new Error(`No cache inputs for layer ${i}.`);
    const attentionInput = normalize(`${prefix}.attention_norm`, graph.stored(`${prefix}.attention_norm.weights`, layer.attentionNorm));
    const queryKeyValue = arithmetic.multiply(`${prefix}.query_key_value`, attentionInput, layer.queryKeyValue);
    const attention = `${prefix}.attention`;
    graph.nodeWith(
      'GroupQueryAttention',
      attention,
      [queryKeyValue, '', '', before.key, before.value, lastIndices, totalLength, cos, sin],
      [attention, `present.${i}.key`, `present.${i}.value`],
      { num_heads: int(heads), kv_num_heads: int(kvHeads), scale: float(1 / Math.sqrt(headDim)), do_rotary: int(1), rotary_interleaved: int(0) },
    );
    pending = arithmetic.multiply(`${prefix}.output`, attention, layer.output);
    const feedForwardInput = normalize(`${prefix}.feed_forward_norm`, graph.stored(`${prefix}.feed_forward_norm.weights`, layer.feedForwardNorm));
    const gate = arithmetic.multiply(`${prefix}.gate`, feedForwardInput, layer.gate);
    const up = arithmetic.multiply(`${prefix}.up`, feedForwardInput, layer.up);
    // QuickGelu(x) = x * sigmoid(alpha * x), which is SiLU at alpha = 1.
    const activated = graph.node('Mul', `${prefix}.activated`, [graph.node('QuickGelu', `${prefix}.silu`, [gate], { alpha: float(1) }), up]);
    pending = arithmetic.multiply(`${prefix}.down`, activated, layer.down);
  });

  const normalized = normalize('final_norm', graph.stored('final_norm.weights', model.finalNorm));
  const last = graph.node('Gather', 'last_position', [normalized, graph.int64s([-1])], { axis: int(1) });
  graph.node('Gather', 'logits', [arithmetic.head('row_logits', last), tokenRows], { axis: int(2) });

  graph.output('logits', DATA_TYPE.float32, ['batch_size', 1, vocabSize]);
  model.layers.forEach((_, i) => {
    const dims = ['batch_size', kvHeads, 'total_sequence_length', headDim];
    graph.output(`present.${i}.key`, DATA_TYPE.float32, dims);
    graph.output(`present.${i}.value`, DATA_TYPE.float32, dims);
  });
  return encodeModel(graph.describe(`stories15M-${form}`, `stories15M of llama2.c, ${form} form; made by scripts/embedded-model`));
}
