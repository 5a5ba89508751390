/** Published figures beside the model's predictions, as the page shows them. Pure. */
import { pointErrors } from '@/accuracy/evaluate';
import type { ErrorStatistics } from '@/accuracy/errors';
import { evaluatePublished, PUBLISHED } from '@/accuracy/published';
import type { Metric, Point, PointSetup } from '@/accuracy/points';
import { METRIC_WORDS } from '@/accuracy/report';
import { defaultPrices } from '@/catalog/prices';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, parsePatch, type Scenario } from '@/core/scenario';
import { t } from '@/core/text';
import { formatCount, formatDuration, significant } from '@/core/units';
import type { FittedParameters } from '@/stages/inference/fitted-types';
import { logScale, ticksOf, type Tick } from '../../charts/scale';

export interface Figure {
  id: string;
  point: Point;
  /** "Llama 2 70B on 4 × A100 SXM 80 GB" */
  setup: string;
  /** "bf16, vLLM, 512 in, 128 out, batch 1" */
  detail: string;
  source: string;
  metric: string;
  /** Predicted over published, less one. */
  error: number;
}

/** Every built-in figure with its prediction, those furthest off first. */
export function publishedFigures(): Figure[] {
  return evaluatePublished().points.map((point): Figure => {
    const source = PUBLISHED[point.line - 1]?.source ?? '';
    return {
      id: `${point.line}-${point.metric}`, point, source, setup: setupText(point), detail: detailText(point),
      metric: t(METRIC_WORDS[point.metric]), error: point.predictedMs / point.measuredMs - 1,
    };
  }).sort((a, b) => Math.abs(b.error) - Math.abs(a.error));
}

const setupText = ({ model, gpu, setup: { deployment } }: Point): string =>
  t('{model} on {gpus}', { model, gpus: deployment.tensorParallel === 1 ? gpu : `${deployment.tensorParallel} × ${gpu}` });

const detailText = ({ engine, precision, setup: { inputTokens, outputTokens, batch } }: Point): string =>
  t('{precision}, {engine}, {input} in, {output} out, batch {batch}', { precision, engine: t(engine), input: formatCount(inputTokens), output: formatCount(outputTokens), batch: formatCount(batch) });

/** The set-up behind a figure as a scenario. A figure is of the engine alone; the scenario puts network and gateway around it. */
export function scenarioOfSetup({ deployment, inputTokens, outputTokens, batch }: PointSetup, name: string): Scenario {
  const { model, gpu, tensorParallel, weightPrecision, kvPrecision, engine } = deployment;
  return expectOk(parsePatch(DEFAULT_SCENARIO, {
    name, model: model.id, prices: defaultPrices(model.id, model.name),
    deployment: { gpu: gpu.id, tensorParallel, weightPrecision, kvPrecision, engine, warm: true },
    request: { inputTokens, outputTokens, maxOutputTokens: outputTokens },
    load: { batch, queueDepth: 0 },
  }));
}

export interface ErrorLine extends ErrorStatistics {
  id: string;
  what: string;
  /** `what` is a source’s own title. */
  quoted: boolean;
  metric: string;
}

const METRICS: readonly Metric[] = ['ttft', 'tpot', 'itl', 'e2e'];

/** Errors of each source by what it measured, and of everything. Per cent. */
export function errorLines(figures: readonly Figure[]): ErrorLine[] {
  const sources = [...new Set(figures.map(({ source }) => source))].sort();
  const line = (what: string, quoted: boolean, metric: string, own: readonly Figure[]): ErrorLine =>
    ({ id: `${what} ${metric}`, what, quoted, metric, ...pointErrors(own.map(({ point }) => point)) });
  return [
    line(t('All figures'), false, t('any'), figures),
    ...sources.flatMap((source) => METRICS.flatMap((metric) => {
      const own = figures.filter((figure) => figure.source === source && figure.point.metric === metric);
      return own.length === 0 ? [] : [line(source, true, t(METRIC_WORDS[metric]), own)];
    })),
  ];
}

/** Off by more than this, a figure is named as a disagreement: twice the error that the model aims at on PCIe GPUs. */
export const DISAGREES = 0.2;

const within = (figures: readonly Figure[], share: number): number => figures.filter(({ error }) => Math.abs(error) <= share).length;

/** The scatter plot in words. */
export function accuracySentence(figures: readonly Figure[]): string {
  const { medianApe, bias } = pointErrors(figures.map(({ point }) => point));
  const close = within(figures, DISAGREES / 2);
  const near = within(figures, DISAGREES);
  return t('Of {count} published figures the model predicts {close} within {narrow} and {near} within {wide}; it disagrees with {off}. Half of the errors are below {median}; on average it predicts {bias} too {side, select, short {short} other {long}}.', {
    count: formatCount(figures.length), close, narrow: percent(DISAGREES / 2), near, wide: percent(DISAGREES), off: figures.length - near,
    median: `${significant(medianApe)}\u202f%`, bias: `${significant(Math.abs(bias))}\u202f%`, side: bias < 0 ? 'short' : 'long',
  });
}

const percent = (share: number): string => `${significant(share * 100, 2)}\u202f%`;

/** "−12 %", or a factor where that is easier to grasp. */
export function errorText(error: number): string {
  if (error > 1) return `×${significant(1 + error, 2)}`;
  const size = significant(error * 100, 2);
  return `${error > 0 ? '+' : ''}${size}\u202f%`;
}

/** A figure in a sentence: for its tooltip and its button. */
export const figureSentence = ({ setup, detail, metric, point, error }: Figure): string =>
  t('{setup}, {detail}: {metric} published {published}, predicted {predicted} ({error})', {
    setup, detail, metric, published: formatDuration(point.measuredMs), predicted: formatDuration(point.predictedMs), error: errorText(error),
  });

/** Prefill and what lasts as long as it, decode, or both: the hues mean what they mean everywhere. */
export const toneOfMetric = (metric: Metric): 'prefill' | 'decode' | 'around' =>
  metric === 'ttft' ? 'prefill' : metric === 'e2e' ? 'around' : 'decode';

export interface Scatter {
  ticks: readonly Tick[];
  /** Place of a duration on either axis, 0 to 1. */
  at: (ms: number) => number;
}

/** One logarithmic scale for both axes, over whole decades: the diagonal is where prediction and publication agree. */
export function scatterOf(figures: readonly Figure[], mostTicks: number): Scatter {
  const values = figures.flatMap(({ point }) => [point.measuredMs, point.predictedMs]).filter((ms) => ms > 0);
  const low = 10 ** Math.floor(Math.log10(Math.min(...values, 1)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...values, 10)));
  const scale = logScale(low, high);
  return { at: scale.at, ticks: ticksOf(scale, mostTicks) };
}

const HASH_CHARS = 12;

/** Where the model's parameters come from and what to expect of it; null while they carry no date. */
export function fitSentence({ date, data, errors }: Pick<FittedParameters, 'date' | 'data' | 'errors'>): string | null {
  if (date === '') return null;
  return t('The step model was fitted on {date} to {rows} measured rows (SHA-256 {hash}…). Mean error on GPUs and models that were left out of the fit: prefill {prefill}, decode {decode}, under load TTFT {ttft} and ITL {itl}. docs/accuracy.md has the whole table.', {
    date, rows: formatCount(data.rows), hash: data.sha256.slice(0, HASH_CHARS), prefill: percent(errors.prefill.unseen), decode: percent(errors.decode.unseen),
    ttft: percent(errors['load-ttft'].unseen), itl: percent(errors['load-itl'].unseen),
  });
}
