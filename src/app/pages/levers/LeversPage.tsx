/** Which lever helps the scenario on screen, and by how much. */
import { useMemo, useState } from 'react';
import { Undo2 } from 'lucide-react';
import { msg, t } from '@/core/text';
import { LEVER_GROUPS, rankLevers, type LeverRanking, type RankedLever } from '@/decisions/levers';
import { Segments } from '../../explore/Segments';
import { useScenario } from '../../store/scenario';
import { Button } from '../../ui/Button';
import { rich } from '../../ui/rich';
import { Term } from '../../ui/Term';
import { DataTable } from '../parts/DataTable';
import { Figure } from '../parts/Figure';
import { Knobs } from '../parts/Knobs';
import { PageFrame } from '../parts/PageFrame';
import { Ranged, RANGE_NOTE } from '../parts/Ranged';
import { SubjectLine } from '../parts/SubjectLine';
import { useSubject } from '../parts/subject';
import { Unserved } from '../parts/Unserved';
import { stillValid, undoLever, useApplied } from './applied';
import { LeverName, Tornado } from './Tornado';
import { effectRangeText, effectText, metricRange, metricText, rankingSentence, sectionsOf, SHOWN_METRICS, type ShownMetric } from './view';
import './levers.css';

const LEAD = msg('Every lever of the write-ups, applied to the scenario on screen one at a time. Each effect is computed from the model; a lever that does nothing is shown doing nothing.');

/** Not the “on” of a switch: other languages have another word for it. */
const ON = msg('{part, select, other {on}}');

export function LeversPage() {
  const { scenario, content } = useSubject();
  const [metric, setMetric] = useState<ShownMetric>('totalMs');
  const ranking = useMemo(() => rankLevers(scenario, content, metric), [scenario, content, metric]);
  return (
    <PageFrame title={t('Levers')} lead={t(LEAD)}>
      <Unserved />
      {ranking.ok
        ? <Ranking ranking={ranking.value} metric={metric} onMetric={setMetric} subject={<Before ranking={ranking.value} />} />
        : <><Knobs /><UndoBar /></>}
    </PageFrame>
  );
}

function Before({ ranking: { before, beforeRanges } }: { ranking: LeverRanking }) {
  const scenario = useScenario((s) => s.scenario);
  return (
    <SubjectLine
      scenario={scenario}
      values={[
        [<Term key="ttft" id="ttft">{t('TTFT')}</Term>, metricText('ttftMs', before.ttftMs), metricRange('ttftMs', beforeRanges.ttftMs)],
        [t('Total'), metricText('totalMs', before.totalMs), metricRange('totalMs', beforeRanges.totalMs)],
        [t('Token cost'), metricText('costUsd', before.costUsd)],
        [t('On own GPUs'), metricText('gpuUsd', before.gpuUsd), metricRange('gpuUsd', beforeRanges.gpuUsd)],
      ]}
    />
  );
}

interface RankingProps { ranking: LeverRanking; metric: ShownMetric; onMetric: (metric: ShownMetric) => void; subject: React.ReactNode }

function Ranking({ ranking, metric, onMetric, subject }: RankingProps) {
  const { acting, idle, off } = sectionsOf(ranking);
  return (
    <>
      <div>
        {subject}
        <Knobs />
        <UndoBar />
      </div>
      <Figure
        title={t('Effect of each lever')}
        controls={<Segments label={t(ON, { part: 'metric' })} value={metric} options={SHOWN_METRICS.map(([id, label]) => [id, t(label)] as const)} onChange={onMetric} />}
        summary={<>{rankingSentence(ranking, metric)} <span className="range-note">{t(RANGE_NOTE)}</span></>}
        chart={<Tornado levers={acting} metric={metric} />}
        table={<EffectTable levers={[...acting, ...idle]} />}
      />
      {ranking.ignoresFailure && <p className="figure-summary">{t('The failure injected in mid-answer is left out here: effects are those of a request that runs to its end.')}</p>}
      <Others title={t('Does nothing here')} levers={idle} empty={t('Every lever that can be applied changes something.')} />
      <Others title={t('Cannot be applied here')} levers={off} empty={t('Every lever can be applied to this scenario.')} />
    </>
  );
}

function UndoBar() {
  const scenario = useScenario((s) => s.scenario);
  const last = useApplied((s) => s.last);
  const top = stillValid(last, scenario).at(-1);
  return (
    <div role="status" aria-label={t('Applied lever')}>
      {top !== undefined && (
        <p className="lever-undo">
          <span>{rich('<b>{lever}</b> applied: {change}', { b: (inner) => <strong className="font-medium">{inner}</strong>, lever: t(top.title), change: top.change })}</span>
          <Button onClick={undoLever}><Undo2 aria-hidden className="size-3.5" />{t('Undo')}</Button>
        </p>
      )}
    </div>
  );
}

function EffectTable({ levers }: { levers: readonly RankedLever[] }) {
  return (
    <DataTable
      label={t('Effect of each lever on each measure')}
      columns={[{ id: 'lever', head: t('Lever') }, ...SHOWN_METRICS.map(([id, head]) => ({ id, head: t(head), number: true })), { id: 'change', head: t('What is changed'), note: true }]}
      rows={levers.map(({ lever, effects, sentence }) => ({
        id: lever.id,
        cells: [t(lever.title), ...SHOWN_METRICS.map(([id]) => <Ranged key={id} range={effectRangeText(id, effects[id])}>{effectText(id, effects[id])}</Ranged>), sentence],
      }))}
    />
  );
}

function Others({ title, levers, empty }: { title: string; levers: readonly RankedLever[]; empty: string }) {
  const ordered = [...levers].sort((a, b) => LEVER_GROUPS.indexOf(a.lever.group) - LEVER_GROUPS.indexOf(b.lever.group));
  return (
    <section aria-label={title}>
      <h3 className="figure-title">{title}</h3>
      {levers.length === 0 ? <p className="figure-summary">{empty}</p> : (
        <dl className="lever-others">
          {ordered.map(({ lever, sentence }) => (
            <div key={lever.id}>
              <dt><LeverName lever={lever} /></dt>
              <dd>{sentence}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
