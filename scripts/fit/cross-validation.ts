import { evaluateTable, pointErrors } from '../../src/accuracy/evaluate';
import { gpuNamed, modelNamed } from '../../src/accuracy/names';
import type { Parameters } from '../../src/accuracy/parameters';
import type { Point } from '../../src/accuracy/points';
import type { ErrorKind, FittedParameters } from '../../src/stages/inference/fitted-types';
import { fitAll, type Tables } from './stages';

/** What is left out together: all rows of one GPU, of one model, or of a fifth of the pairs of both. */
export type Split = 'gpu' | 'model' | 'pair';

export interface LeftOut {
  readonly file: string;
  readonly point: Point;
  readonly by: Split;
}

/** Tables whose rows are enough to leave some out. */
const FILES = ['static.csv', 'batching.csv'] as const;

export function pointsOf(file: string, text: string, parameters: Parameters): readonly Point[] {
  const result = evaluateTable(file, text, parameters);
  if (!result.ok) throw new Error(`${result.error.message} ${result.error.action}`);
  return result.value.points;
}

/** Catalogue entries of a line: the first two names in it that are a model's and a GPU's. */
function namesOf(line: string): { model: string | undefined; gpu: string | undefined } {
  const cells = line.replace(/"[^"]*"/g, '').split(',').slice(0, 4);
  const model = cells.map(modelNamed).find((m) => m !== undefined)?.id;
  const gpu = cells.map(gpuNamed).find((g) => g !== undefined)?.id;
  return { model, gpu };
}

const keyOf = (by: Split, gpu: string, model: string): string => ({ gpu, model, pair: `${gpu} ${model}` })[by];

const PAIR_FOLDS = 5;

/** The sets of keys that are left out together, with a name each. */
function foldsOf(by: Split, keys: readonly string[]): { readonly name: string; readonly keys: ReadonlySet<string> }[] {
  if (by !== 'pair') return keys.map((key) => ({ name: key, keys: new Set([key]) }));
  return Array.from({ length: PAIR_FOLDS }, (_, fold) => ({ name: `fold ${fold + 1} of pairs`, keys: new Set(keys.filter((__, i) => i % PAIR_FOLDS === fold)) }));
}

/** For every GPU, every model and every fold of pairs: fits without it, and predicts it. Prints what it finds. */
export function crossValidate(base: Parameters, tables: Tables, say: (text: string) => void): LeftOut[] {
  const some = FILES.flatMap((file) => { const text = tables.get(file); return text === undefined ? [] : [[file, text] as const]; });
  const lineKey = (by: Split, line: string): string | undefined => {
    const { gpu, model } = namesOf(line);
    return gpu === undefined || model === undefined ? undefined : keyOf(by, gpu, model);
  };
  const out: LeftOut[] = [];
  for (const by of ['gpu', 'model', 'pair'] as const) {
    const linesOf = (text: string): string[] => text.split('\n').slice(1).filter((line) => line !== '');
    const keys = [...new Set(some.flatMap(([, text]) => linesOf(text).map((line) => lineKey(by, line))))].filter((key) => key !== undefined).sort();
    for (const fold of foldsOf(by, keys)) {
      const left = (line: string): boolean => fold.keys.has(lineKey(by, line) ?? '');
      // Later tables are fitted only where they have rows to predict; the kernels come from the first.
      const needed: Tables = new Map(some.filter(([file, text]) => file === FILES[0] || linesOf(text).some(left)));
      const parameters = fitAll(base, needed, (_, line) => !left(line));
      for (const [file, text] of needed) {
        const points = pointsOf(file, text, parameters).filter(({ setup: { deployment } }) => fold.keys.has(keyOf(by, deployment.gpu.id, deployment.model.id)));
        for (const point of points) out.push({ file, point, by });
        describe(`without ${fold.name}, ${file}`, points, say);
      }
    }
  }
  for (const by of ['gpu', 'model', 'pair'] as const) {
    for (const [file] of some) {
      for (const link of ['nvlink', 'pcie'] as const) {
        describe(`left out by ${by}, ${file}, ${link}`, out.filter((l) => l.by === by && l.file === file && l.point.setup.deployment.gpu.interconnect === link).map((l) => l.point), say);
      }
    }
  }
  return out;
}

function describe(title: string, points: readonly Point[], say: (text: string) => void): void {
  const open = points.filter((p) => !p.saturated);
  if (open.length === 0) return;
  const parts = (['ttft', 'tpot', 'itl', 'e2e'] as const).flatMap((metric) => {
    const own = open.filter((p) => p.metric === metric);
    if (own.length === 0) return [];
    const e = pointErrors(own);
    return [`${metric} ${e.mape.toFixed(1)} % (median ${e.medianApe.toFixed(1)}, bias ${e.bias.toFixed(1)})`];
  });
  say(`${title}: ${open.length} values, ${parts.join(', ')}`);
}

const KINDS: Readonly<Record<ErrorKind, { readonly file: string; readonly metric: Point['metric'] }>> = {
  prefill: { file: 'static.csv', metric: 'ttft' },
  decode: { file: 'static.csv', metric: 'tpot' },
  'load-ttft': { file: 'batching.csv', metric: 'ttft' },
  'load-itl': { file: 'batching.csv', metric: 'itl' },
};

/** Mean absolute errors by kind: on rows fitted, and on rows left out, by the split that is hardest to predict. */
export function errorsOf(fitted: Parameters, tables: Tables, left: readonly LeftOut[]): FittedParameters['errors'] {
  const entries = Object.entries(KINDS).map(([kind, { file, metric }]) => {
    const text = tables.get(file);
    const own = text === undefined ? [] : pointsOf(file, text, fitted).filter((p) => p.metric === metric && !p.saturated);
    const unseen = (['gpu', 'model', 'pair'] as const).map((by) => pointErrors(left.filter((l) => l.by === by && l.file === file && l.point.metric === metric && !l.point.saturated).map((l) => l.point)).mape);
    return [kind, { fitted: round(pointErrors(own).mape / 100), unseen: round(Math.max(...unseen) / 100) }];
  });
  return Object.fromEntries(entries) as FittedParameters['errors'];
}

const round = (share: number): number => Math.round(share * 1e4) / 1e4;
