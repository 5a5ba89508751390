/** What the page says about the runs it compares. Pure. */
import { findGpu } from '@/catalog/gpus';
import { findModel } from '@/catalog/models';
import { metricsOf } from '@/core/metrics';
import { rangeOfSum } from '@/core/ranges';
import { ok, type AppError, type Result } from '@/core/result';
import type { Scenario } from '@/core/scenario';
import { totalMs, type Provenance, type Trace } from '@/core/trace';
import { t } from '@/core/text';
import { formatBytes, formatCount, formatDollars, formatDuration, formatShare, significant } from '@/core/units';
import { modelTrace, type RequestContent } from '@/datacenter/model-trace';
import { findPreset, type Preset } from '@/datacenter/presets';
import type { ComparisonRow, ComparisonUnit } from '@/decisions/compare';
import { durationEnds, numberEnds } from '../parts/range-text';
import { signedShare } from '../parts/signed';
import type { Pick } from './selection';

export interface Run {
  key: string;
  /** A to D: how the tables call it. */
  letter: string;
  title: string;
  detail: string;
  provenance: Provenance;
  trace: Trace;
  /** The scenario and preset that Explore opens for it; null for the scenario on screen itself. */
  opens: { scenario: Scenario; presetId: string | null } | null;
}

export interface BrokenRun { key: string; title: string; error: AppError }

const letterOf = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

/** The runs behind the picks, in order; those whose set-up cannot exist are told apart. */
export function runsOf(
  picks: readonly Pick[], current: { scenario: Scenario; modeled: Result<Trace> }, known: (scenario: Scenario) => RequestContent | undefined,
): { runs: Run[]; broken: BrokenRun[] } {
  const runs: Run[] = [];
  const broken: BrokenRun[] = [];
  for (const pick of picks) {
    const { title, trace, opens } = resolve(pick, current, known);
    if (!trace.ok) broken.push({ key: pick.key, title, error: trace.error });
    else {
      runs.push({
        key: pick.key, letter: letterOf(runs.length), title, opens, trace: trace.value,
        detail: detailOf(trace.value), provenance: trace.value.spans[0]?.provenance ?? 'modeled',
      });
    }
  }
  return { runs, broken };
}

function resolve(pick: Pick, current: { scenario: Scenario; modeled: Result<Trace> }, known: (scenario: Scenario) => RequestContent | undefined): { title: string; trace: Result<Trace>; opens: Run['opens'] } {
  switch (pick.kind) {
    case 'current':
      return { title: t('On screen: {name}', { name: t(current.scenario.name) }), trace: current.modeled, opens: null };
    case 'preset': {
      const preset = findPreset(pick.presetId);
      if (preset === undefined) throw new Error(`no preset ${pick.presetId}`);
      return { title: t(preset.title), trace: modelTrace(preset.scenario, known(preset.scenario)), opens: { scenario: preset.scenario, presetId: preset.id } };
    }
    case 'pinned':
      return { title: t('{name}, pinned', { name: t(pick.trace.scenario.name) }), trace: ok(pick.trace), opens: { scenario: pick.trace.scenario, presetId: null } };
  }
}

/** "Llama 3.1 8B on 2 × H100 SXM", or what a run on this machine says of itself. */
function detailOf({ source, scenario: { model, deployment, local }, environment }: Trace): string {
  if (source !== 'datacenter') return t('{model} on this machine', { model: String(environment['model'] ?? local.model) });
  const gpu = findGpu(deployment.gpu)?.name ?? deployment.gpu;
  return t('{model} on {gpus}', { model: findModel(model)?.name ?? model, gpus: deployment.tensorParallel === 1 ? gpu : `${deployment.tensorParallel} × ${gpu}` });
}

/** The preset that a first visit compares with: the first with published figures that is not on screen. */
export function firstOther(presets: readonly Preset[], presetId: string | null): Preset | undefined {
  return presets.find(({ id, outcome, published }) => id !== presetId && outcome === undefined && published !== undefined);
}

const MISSING = '–';

/** A compared value with its unit. */
export function valueText(unit: ComparisonUnit, value: number | null): string {
  if (value === null) return MISSING;
  switch (unit) {
    case 'ms': return formatDuration(value);
    case 'usd': return formatDollars(value);
    case 'tokens': return formatCount(value);
    case 'tokens/s': return `${significant(value)}\u202f/s`;
    case 'share': return formatShare(value);
    case 'bytes': return formatBytes(value);
  }
}

/** Where a predicted value lies: "38–51 ms"; null where it was measured or follows from the scenario. */
export function rowRangeText({ unit, ranges }: ComparisonRow, index: number): string | null {
  const range = ranges[index] ?? null;
  if (range === null) return null;
  return unit === 'ms' ? durationEnds(range) : unit === 'tokens/s' ? numberEnds(range) : null;
}

/** The difference to the first run: "−45.0 %"; '' for the first itself and where there is none. */
export function deltaText(ratios: ComparisonRow['ratios'], index: number): string {
  const ratio = ratios[index] ?? null;
  if (index === 0 || ratio === null) return '';
  return ratio === 0 ? t('same') : signedShare(ratio);
}

/** The chart in words: how long each run takes, and against the first. */
export function lanesSentence(runs: readonly Run[]): string {
  const [first, ...others] = runs;
  if (first === undefined) return '';
  const base = totalMs(first.trace);
  const firstToken = (run: Run): string => {
    const { ttftMs } = metricsOf(run.trace);
    return ttftMs === null ? t('no token') : t('first token after {duration}', { duration: formatDuration(ttftMs) });
  };
  const total = ({ trace }: Run): string => {
    const spread = rangeOfSum(trace.spans);
    return spread === null ? formatDuration(totalMs(trace)) : `${formatDuration(totalMs(trace))} (${durationEnds(spread)})`;
  };
  const rest = others.map((run) => {
    const ms = totalMs(run.trace);
    const relation = ms === base ? t('as long as A') : t('{share} against A', { share: signedShare(ms / base - 1) });
    return t('{run} {total}, {relation}, {first}.', { run: run.letter, total: total(run), relation, first: firstToken(run) });
  });
  return [t('A takes {total}, {first}.', { total: total(first), first: firstToken(first) }), ...rest].join(' ');
}
