/** One claim: what is said, what the model gives, the verdict and where it turns. */
import { ChevronRight, CircleCheck, CircleDashed, CircleSlash, CircleX } from 'lucide-react';
import { expectOk } from '@/core/result';
import { t } from '@/core/text';
import { modelTrace } from '@/datacenter/model-trace';
import type { Claim, ClaimOutcome, ClaimPart, Verdict } from '@/decisions/claims';
import { useView } from '../../store/view';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { pinAll } from '../compare/selection';
import { FLEET_PRESETS } from '@/datacenter/fleet/presets';
import { openInExplore } from '../open';
import { DataTable, type Column, type TableRow } from '../parts/DataTable';
import { Ranged, RANGE_NOTE } from '../parts/Ranged';
import type { Settled } from './store';
import { cellsOf, VERDICT_WORDS, type ClaimCell } from './view';

export function ClaimItem({ claim, settled, open }: { claim: Claim; settled: Settled | null; open: boolean }) {
  const outcome = settled?.outcome ?? null;
  return (
    <li>
      <details className="claim group" open={open} id={`claim-${claim.id}`}>
        <summary className="claim-head">
          <ChevronRight aria-hidden className="claim-chevron size-4 shrink-0 text-ink-3 transition-transform group-open:rotate-90" />
          <span className="claim-number">{claim.number}</span>
          <span className="claim-title">{t(claim.title)}</span>
          <VerdictMark verdict={outcome?.verdict ?? null} broken={settled !== null && outcome === null} />
          {outcome !== null && outcome.verdict !== 'holds' && <span className="claim-condition">{outcome.condition}</span>}
        </summary>
        <div className="claim-body" data-waiting={settled === null ? '' : undefined}>
          <blockquote className="claim-statement">
            <p>{t(claim.statement)}</p>
            <footer>{t(claim.source)}</footer>
          </blockquote>
          {settled === null && <p className="figure-summary" role="status">{t('Being computed.')}</p>}
          {settled?.error != null && <Notice tone="fail" message={settled.error.message} action={settled.error.action} />}
          {outcome !== null && <Experiment outcome={outcome} />}
        </div>
      </details>
    </li>
  );
}

function Experiment({ outcome }: { outcome: ClaimOutcome }) {
  return (
    <>
      <Numbers outcome={outcome} />
      {outcome.rows.some(({ ranges }) => ranges !== undefined) && <p className="range-note">{t(RANGE_NOTE)}</p>}
      <ul className="claim-parts" aria-label={t('Verdict of each statement')}>
        {outcome.parts.map((part) => <Part key={part.id} part={part} />)}
      </ul>
      <div className="claim-explanation">
        {outcome.explanation.map((sentence) => <p key={sentence}>{sentence}</p>)}
        {outcome.fleetAdds !== null && <p className="claim-fleet">{t('Not seen in single requests: {what}', { what: t(outcome.fleetAdds) })}</p>}
        {FLEET_PRESETS.filter(({ claim }) => claim?.number === outcome.number).map(({ id, title }) => (
          <p key={id} className="claim-fleet"><Button kind="quiet" onClick={() => showFleet(id)}>{t('Many requests: {title}', { title: t(title) })}</Button></p>
        ))}
      </div>
      <Scenarios outcome={outcome} />
    </>
  );
}

/** The claim on a whole fleet. Its page comes when it is first opened. */
function showFleet(id: string): void {
  const preset = FLEET_PRESETS.find((each) => each.id === id);
  if (preset === undefined) return;
  void import('../fleet/state').then(({ loadFleet }) => {
    loadFleet(preset.scenario, preset.id);
    useView.getState().set({ page: 'fleet' });
  });
}

function Numbers({ outcome: { id, title, columns, rows } }: { outcome: ClaimOutcome }) {
  const noted = rows.some(({ note }) => note !== undefined);
  const head: Column[] = [
    { id: 'row', head: t('Set-up') },
    ...columns.map((column) => ({ id: column.id, head: column.label, number: true })),
    ...(noted ? [{ id: 'note', head: t('Remark'), note: true }] : []),
  ];
  const body = rows.map((row): TableRow => ({
    id: row.label,
    cells: [row.label, ...cellsOf(row, columns.map(({ unit }) => unit)).map((cell, i) => <Cell key={`${id}-${i}`} cell={cell} />), ...(noted ? [row.note ?? ''] : [])],
  }));
  return <DataTable label={t('{title}: computed figures', { title: t(title) })} columns={head} rows={body} />;
}

function Cell({ cell: { text, range, published, agrees } }: { cell: ClaimCell }) {
  if (published === null) return <Ranged range={range}>{text}</Ranged>;
  return (
    <span className="claim-cell">
      <Ranged range={range}>{text}</Ranged>
      <span className="claim-published" data-agrees={agrees === true ? 'yes' : 'no'}>
        {agrees === true ? t('in {range}', { range: published }) : t('not in {range}', { range: published })}
      </span>
    </span>
  );
}

function Part({ part: { statement, verdict, condition } }: { part: ClaimPart }) {
  return (
    <li className="claim-part">
      <VerdictMark verdict={verdict} />
      <span>{statement} <span className="claim-turn">{condition}</span></span>
    </li>
  );
}

const ICONS = { holds: CircleCheck, 'holds-only-if': CircleDashed, 'does-not-hold': CircleX };

function VerdictMark({ verdict, broken = false }: { verdict: Verdict | null; broken?: boolean }) {
  const Icon = verdict === null ? CircleSlash : ICONS[verdict];
  return (
    <span className="verdict" data-verdict={verdict ?? 'none'}>
      {(verdict !== null || broken) && <Icon aria-hidden />}
      {verdict !== null ? t(VERDICT_WORDS[verdict]) : broken ? t('Cannot be tried') : '…'}
    </span>
  );
}

function Scenarios({ outcome: { scenarios } }: { outcome: ClaimOutcome }) {
  const compare = (): void => {
    pinAll(scenarios.map(({ label, scenario }) => expectOk(modelTrace({ ...scenario, name: label }))));
    useView.getState().set({ page: 'compare' });
  };
  return (
    <div className="claim-scenarios">
      <span>{t('Open in Explore:')}</span>
      {scenarios.map(({ label, scenario }) => (
        <Button key={label} kind="quiet" onClick={() => openInExplore({ ...scenario, name: label }, null)}>{label}</Button>
      ))}
      {scenarios.length > 1 && <Button kind="plain" onClick={compare}>{t('Compare side by side')}</Button>}
    </div>
  );
}
