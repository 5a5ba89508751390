/** Two to four runs side by side. */
import { useEffect, useMemo } from 'react';
import { ChevronDown, Pin } from 'lucide-react';
import { err, ok } from '@/core/result';
import { t } from '@/core/text';
import { PRESETS } from '@/datacenter/presets';
import { compareTraces, type Comparison, type ComparisonRow } from '@/decisions/compare';
import { Legend } from '../../explore/Legend';
import { placeName } from '../../explore/names';
import { Segments } from '../../explore/Segments';
import { useLink } from '../../store/location';
import { useRuns } from '../../store/runs';
import { useScenario } from '../../store/scenario';
import { useView } from '../../store/view';
import { Button } from '../../ui/Button';
import { Menu } from '../../ui/Menu';
import { Notice } from '../../ui/Notice';
import { DataTable, type Column } from '../parts/DataTable';
import { Figure } from '../parts/Figure';
import { Knobs } from '../parts/Knobs';
import { PageFrame } from '../parts/PageFrame';
import { Ranged, RANGE_NOTE } from '../parts/Ranged';
import { useContentFor } from '../parts/subject';
import { Unserved } from '../parts/Unserved';
import { Lanes } from './Lanes';
import { addPick, isPinned, MOST_RUNS, pinTrace, presetPick, removePick, suggestPick, useSelection } from './selection';
import { deltaText, firstOther, lanesSentence, rowRangeText, runsOf, valueText, type BrokenRun, type Run } from './view';
import './compare.css';


export function ComparePage() {
  const { runs, broken } = useChosenRuns();
  const axis = useView((s) => s.axis);
  const set = useView((s) => s.set);
  const comparison = useMemo(() => compareTraces(runs.map(({ trace }) => trace)), [runs]);
  const tables = comparison.ok ? <DifferenceTables runs={runs} comparison={comparison.value} /> : null;
  return (
    <PageFrame title={t('Compare')} lead={t('Two to four runs on one time axis: the scenario on screen, presets, and any run that was pinned. The first is what the others are measured against.')}>
      <Chooser />
      <Knobs />
      <Unserved />
      {broken.filter(({ key }) => key !== 'current').map((run) => <Broken key={run.key} run={run} />)}
      <Figure
        title={t('Runs on one axis')}
        controls={<Segments label={t('Axis')} value={axis} options={[['linear', t('Linear')], ['log', t('Log')]] as const} onChange={(next) => set({ axis: next })} />}
        summary={lanesSentence(runs)}
        chart={<div className="lanes-figure"><Lanes runs={runs} axis={axis} /><Legend /></div>}
        table={tables}
      />
      {comparison.ok
        ? <><Differences runs={runs} comparison={comparison.value} /><Changed runs={runs} comparison={comparison.value} /></>
        : <Notice message={t('A comparison needs at least two runs.')} action={t('Add a preset above, or pin a run in Explore.')} />}
    </PageFrame>
  );
}

function useChosenRuns(): { runs: Run[]; broken: BrokenRun[] } {
  const picks = useSelection((s) => s.picks);
  const scenario = useScenario((s) => s.scenario);
  const modeled = useRuns((s) => s.modeled);
  const error = useRuns((s) => s.modeledError);
  const known = useContentFor();
  // A first visit has something to compare with.
  useEffect(() => {
    const other = firstOther(PRESETS, useScenario.getState().presetId);
    const { picks: now, chosen } = useSelection.getState();
    if (now.length === 1 && !chosen && other !== undefined) suggestPick(presetPick(other.id));
  }, []);
  return useMemo(() => {
    if (modeled === null && error === null) return { runs: [], broken: [] };
    const trace = modeled === null && error !== null ? err(error) : modeled !== null ? ok(modeled) : null;
    return trace === null ? { runs: [], broken: [] } : runsOf(picks, { scenario, modeled: trace }, known);
  }, [picks, scenario, modeled, error, known]);
}

function Chooser() {
  const picks = useSelection((s) => s.picks);
  const modeled = useRuns((s) => s.modeled);
  const local = useRuns((s) => s.local);
  const idle = useRuns((s) => s.status === 'idle');
  const full = picks.length >= MOST_RUNS;
  const unlinked = useLink((s) => s.omitted.filter((field) => field.startsWith('desk.picks')).length);
  return (
    <div className="chooser">
      <Menu
        entries={PRESETS.filter(({ id }) => !picks.some((pick) => pick.kind === 'preset' && pick.presetId === id)).map(({ id, title, lesson }) => ({ value: id, title: t(title), detail: t(lesson) }))}
        value={null}
        onSelect={(id) => addPick(presetPick(id))}
        className="inline-flex h-8 items-center gap-1.5 rounded-sm border border-line-strong bg-raised px-2.5 text-sm hover:border-ink"
      >
        {t('Add a preset')} <ChevronDown aria-hidden className="size-4 text-ink-3" />
      </Menu>
      <Button disabled={modeled === null || full || isPinned(picks, modeled)} onClick={() => { if (modeled !== null) pinTrace(modeled); }}>
        <Pin aria-hidden className="size-3.5" />{t('Pin what is on screen')}
      </Button>
      <Button disabled={local === null || !idle || full || isPinned(picks, local)} onClick={() => { if (local !== null) pinTrace(local); }}>
        <Pin aria-hidden className="size-3.5" />{t('Pin the run on this machine')}
      </Button>
      {full && <span className="text-xs text-ink-2">{t('{count} runs are the most that can be read side by side: remove one to add another.', { count: picks.length })}</span>}
      {unlinked > 0 && <span className="text-xs text-ink-2">{t('{count, plural, one {One pinned run is} other {# pinned runs are}} too long for a link and will be lost when the page is closed.', { count: unlinked })}</span>}
    </div>
  );
}

function Broken({ run: { key, title, error } }: { run: BrokenRun }) {
  return (
    <Notice tone="fail" message={t('{title}: {problem}', { title, problem: error.message })} action={error.action}>
      <Button onClick={() => removePick(key)}>{t('Remove')}</Button>
    </Notice>
  );
}

const columnsOf = (runs: readonly Run[], head: string): Column[] => [
  { id: 'measure', head },
  ...runs.flatMap(({ key, letter, title }, i): Column[] => [
    { id: key, head: <span title={title}>{letter}</span>, number: true },
    ...(i === 0 ? [] : [{ id: `${key}-delta`, head: t('{run} to {first}', { run: letter, first: runs[0]?.letter ?? '' }), number: true }]),
  ]),
];

/** Two cells for each run but the first: value and difference. The best stands out. */
const rowOf = (row: ComparisonRow, label: string) => ({
  id: row.id,
  cells: [label, ...row.values.flatMap((value, i) => [
    <Ranged key={i} range={rowRangeText(row, i)}>{valueText(row.unit, value)}</Ranged>, ...(i === 0 ? [] : [deltaText(row.ratios, i)]),
  ])],
  mark: row.best === null ? null : row.best === 0 ? 1 : row.best * 2,
});

function DifferenceTables({ runs, comparison }: { runs: readonly Run[]; comparison: Comparison }) {
  return <DataTable label={t('Time by place')} columns={columnsOf(runs, t('Time in'))} rows={comparison.places.map((row) => rowOf(row, placeName(row.place)))} />;
}

function Differences({ runs, comparison }: { runs: readonly Run[]; comparison: Comparison }) {
  return (
    <section aria-label={t('Differences')}>
      <h3 className="figure-title">{t('Differences')}</h3>
      <DataTable label={t('Measures of each run')} columns={columnsOf(runs, t('Measure'))} rows={comparison.metrics.map((row) => rowOf(row, t(row.label)))} />
      <p className="range-note">{t(RANGE_NOTE)}</p>
    </section>
  );
}

function Changed({ runs, comparison }: { runs: readonly Run[]; comparison: Comparison }) {
  const [first, ...others] = runs;
  return (
    <section aria-label={t('What is different')}>
      <h3 className="figure-title">{t('What is different')}</h3>
      <div className="changed">
        {others.map((run, i) => {
          const sentences = comparison.changed[i + 1] ?? [];
          return (
            <div key={run.key}>
              <h4 className="changed-title">{t('{run} instead of {first}: {title}', { run: run.letter, first: first?.letter ?? '', title: run.title })}</h4>
              {sentences.length === 0 ? <p>{t('Nothing: it is the same scenario.')}</p> : <ul>{sentences.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>}
            </div>
          );
        })}
      </div>
    </section>
  );
}
