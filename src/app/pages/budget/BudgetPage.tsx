/** Where the time budget goes, what breaks it, what still fits; and what a request costs. */
import { useMemo } from 'react';
import { t } from '@/core/text';
import { formatCount, formatDuration } from '@/core/units';
import { BUDGET_PHASES, budgetTotalMs, S4_BUDGET, S4_BUDGET_SOURCE, totalLimit, type Budget } from '@/decisions/budget';
import { profileOf } from '@/decisions/profile';
import { boundsOf } from '../../request/bounds';
import { useScenario } from '../../store/scenario';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { NumberField } from '../../ui/NumberField';
import { Figure } from '../parts/Figure';
import { Knobs } from '../parts/Knobs';
import { PageFrame } from '../parts/PageFrame';
import { durationEnds } from '../parts/range-text';
import { SubjectLine } from '../parts/SubjectLine';
import { useSubject } from '../parts/subject';
import { Unserved } from '../parts/Unserved';
import { BudgetChart, BudgetHeads, BudgetTable } from './BudgetChart';
import { Cost } from './Cost';
import { Fits } from './Fits';
import { fitToRequest, setBudget, setPhase, useBudget, useComputed } from './state';
import { barsOf, limitText, modelSentence } from './view';
import './budget.css';

export function BudgetPage() {
  const subject = useSubject();
  const budget = useBudget((s) => s.budget);
  const { report, solved, error } = useComputed(subject, budget);
  const profile = useMemo(() => profileOf(subject.scenario, subject.content), [subject]);
  return (
    <PageFrame title={t('Budget')} lead={t('T_total = network + retrieval + prompt + model + tools + post. Thousands of requests are drawn from the layers’ distributions and held against a budget for each phase.')}>
      <SubjectLine scenario={subject.scenario} values={report === null ? [] : (['p50', 'p95', 'p99'] as const).map((at) => [at, formatDuration(report.total[at]), durationEnds(report.total.ranges[at])] as const)} />
      <Knobs />
      <Editor budget={budget} />
      <Unserved />
      {profile.ok && error !== null && <Notice tone="fail" message={error.message} action={error.action} />}
      {report !== null && error === null && (
        <Figure
          title={t('Phases against the budget')}
          controls={<span>{t('{count} requests drawn', { count: formatCount(report.samples) })}</span>}
          summary={<><strong className="budget-sentence">{report.sentence}</strong> {modelSentence(report.model)}</>}
          chart={<div className="budget-figure"><BudgetHeads /><BudgetChart bars={barsOf(report)} /><Key /></div>}
          table={<BudgetTable bars={barsOf(report)} />}
        />
      )}
      {error === null && <Fits solved={solved} limit={limitText(totalLimit(budget))} />}
      {profile.ok && profile.value.refused === null && <Cost profile={profile.value} scenario={subject.scenario} />}
    </PageFrame>
  );
}

const STEP_MS = 10;

function Editor({ budget }: { budget: Budget }) {
  const requestMs = useScenario((s) => s.scenario.budgetMs);
  const sumMs = budgetTotalMs(budget);
  const standard = BUDGET_PHASES.every(({ id }) => budget[id] === S4_BUDGET[id]);
  return (
    <section aria-label={t('Budget of each phase')}>
      <h3 className="figure-title">{t('Budget of each phase')}</h3>
      <div className="budget-editor">
        {BUDGET_PHASES.map(({ id, title }) => (
          <NumberField key={id} label={t(title)} unit="ms" step={STEP_MS} value={budget[id]} bounds={boundsOf('budgetMs')} onChange={(ms) => setPhase(id, ms)} />
        ))}
      </div>
      <p className="budget-source">
        <span>{standard ? t('Together {sum}. {source}.', { sum: formatDuration(sumMs), source: t(S4_BUDGET_SOURCE) }) : t('Together {sum}.', { sum: formatDuration(sumMs) })}</span>
        {!standard && <Button kind="quiet" className="text-xs" onClick={() => setBudget(S4_BUDGET)}>{t('Back to {source}', { source: t(S4_BUDGET_SOURCE) })}</Button>}
        {requestMs !== sumMs && requestMs > 0 && (
          <Button kind="quiet" className="text-xs" onClick={fitToRequest}>{t('Share out the request’s own {duration} instead', { duration: formatDuration(requestMs) })}</Button>
        )}
      </p>
    </section>
  );
}

/** What the marks mean. */
function Key() {
  return (
    <p className="legend" aria-hidden="true">
      <span><i className="swatch bar-modeled" />{t('to p95')}</span>
      <span><i className="budget-key-median" />p50</span>
      <span><i className="swatch budget-key-tail" />{t('to p99')}</span>
      <span><i className="budget-key-line" />{t('budget')}</span>
      <span><i className="budget-key-range" />{t('range of p95')}</span>
      <span className="budget-key-over"><i className="swatch bar-modeled" />{t('over budget')}</span>
    </p>
  );
}
