import type { Parameters } from '../../src/accuracy/parameters';
import { evaluateTable } from '../../src/accuracy/evaluate';
import { evaluatePublished } from '../../src/accuracy/published';
import type { Point } from '../../src/accuracy/points';
import { fit } from './least-squares';
import * as sets from './parameters';
import { withParameters, type Parameter } from './vector';

/** Tables as text, by file name. */
export type Tables = ReadonlyMap<string, string>;

interface Stage {
  readonly file: string;
  readonly parameters: readonly Parameter[];
  readonly uses: (point: Point) => boolean;
  /** Published figures of this engine count as well. */
  readonly published?: string;
  /** See `fit`: simulated tables are rough. */
  readonly differenceStep: number;
}

/** In this order, each with what those before it have found. */
const STAGES: readonly Stage[] = [
  { file: 'static.csv', parameters: sets.STATIC, uses: (p) => p.metric !== 'e2e', differenceStep: 1e-3 },
  { file: 'batching.csv', parameters: sets.NIM, uses: (p) => !p.saturated && p.line % 2 === 0 && (p.metric === 'itl' || (p.metric === 'ttft' && p.setup.batch <= 10)), differenceStep: 0.02 },
  { file: 'splitwise.csv', parameters: sets.VLLM_2023, uses: (p) => !p.saturated && p.metric !== 'e2e', differenceStep: 1e-3 },
  { file: 'requests.csv', parameters: sets.VLLM_STEP, uses: () => false, published: 'vLLM', differenceStep: 1e-3 },
  { file: 'requests.csv', parameters: sets.VLLM, uses: (p) => p.metric !== 'e2e' && p.line % 4 === 0, differenceStep: 0.06 },
];

export const STAGE_FILES = [...new Set(STAGES.map(({ file }) => file))];

/** Keeps the header and the lines that `keep` accepts. Fields with line breaks do not occur in these tables. */
const filtered = (text: string, keep: (line: string) => boolean): string => {
  const [header, ...lines] = text.split('\n');
  return [header, ...lines.filter((line) => line !== '' && keep(line))].join('\n');
};

/**
 * Fits all stages to the rows that `keep` accepts (by line of the file).
 */
export function fitAll(base: Parameters, tables: Tables, keep: (file: string, line: string) => boolean = () => true, log: (text: string) => void = () => undefined): Parameters {
  let current = base;
  for (const stage of STAGES) {
    const text = tables.get(stage.file);
    if (text === undefined) {
      log(`${stage.file} is not there: its parameters stay as they are.`);
      continue;
    }
    const rows = filtered(text, (line) => keep(stage.file, line));
    const points = (parameters: Parameters): Point[] => {
      const result = evaluateTable(stage.file, rows, parameters);
      if (!result.ok) throw new Error(`${result.error.message} ${result.error.action}`);
      const published = evaluatePublished(parameters).points.filter((p) => p.engine === stage.published);
      return [...result.value.points.filter(stage.uses), ...published];
    };
    const measured = points(current).map((p) => p.measuredMs);
    if (measured.length === 0) continue;
    const before = current;
    const logs = fit(stage.parameters, measured, (values) => points(complete(withParameters(before, stage.parameters, values))).map((p) => p.predictedMs), stage.differenceStep);
    current = complete(withParameters(before, stage.parameters, logs));
    log(`${stage.file}: ${measured.length} values, ${stage.parameters.map((p, i) => `${p.path.split('.').slice(-2).join('.')} ${Math.exp(logs[i] ?? 0).toPrecision(3)}`).join(', ')}`);
  }
  return current;
}

/**
 * Efficiencies nobody measured here follow from those that were: int8 as fp8; int4 computes in bf16; fp4 as fp8; fp8
 * without the hardware mode (A100) computes in bf16. Weights of 8 and 4 bits are unpacked on the way, at these shares of
 * the bandwidth that 16 bits reach (gpt-fast on A100: 1,069 of 1,397 and 1,323 of 1,482 GB/s; 863 and 1,098 GB/s).
 */
function complete(parameters: Parameters): Parameters {
  const copy = structuredClone(parameters) as unknown as { kernels: { gemm: Record<string, { compute: Record<string, number>; memory: Record<string, number> }> } };
  for (const [kind, own] of Object.entries(copy.kernels.gemm)) {
    for (const part of [own.compute, own.memory]) {
      const bf16 = part.bf16 ?? 1;
      if (kind === 'hbm2') part.fp8 = bf16;
      part.int8 = part === own.memory ? 0.83 * bf16 : (part.fp8 ?? bf16);
      part.int4 = part === own.memory ? 0.68 * bf16 : bf16;
      part.fp4 = part.fp8 ?? bf16;
    }
  }
  return copy as unknown as Parameters;
}
