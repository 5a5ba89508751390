/** Thousands of requests against a fleet: what flows, what waits, how latencies are spread, who is the tail. */
import { useEffect } from 'react';
import { locale, msg, t } from '@/core/text';
import { formatDuration } from '@/core/units';
import type { RequestOutcome } from '@/datacenter/fleet/types';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Select } from '../../ui/Select';
import { DataTable } from '../parts/DataTable';
import { PageFrame } from '../parts/PageFrame';
import { CapacitySheet } from './CapacitySheet';
import { Controls } from './Controls';
import { ByGroup, OverBudget, QuantileTable, Spread, WhereTimeGoes } from './Distributions';
import { FlowCanvas } from './flow/FlowCanvas';
import { FLOW_TITLE, LEGEND, LEGEND_NOTE } from './flow/names';
import { connectFleetLink } from './link';
import { openRequest } from './open-request';
import { FLEET_SPEEDS, setFleetSpeed, toggleFleet, useFleetClock } from './playback';
import { recordedUntilMs, runFleet, showMoment, useFleet, type FleetResult } from './state';
import { Replayed } from './Replayed';
import { Sweep } from './Sweep';
import { FleetTimeline } from './Timeline';
import { TwoPolicies } from './TwoPolicies';
import { facts, headline, OUTCOME_NAMES, replicaCount } from './view';
import './fleet.css';

const LEAD = msg('One request is an anecdote. Here a whole serving fleet is simulated, request by request and step by step, with the same inference model as in Explore: arrivals, queues, continuous batching, caches, failures and their remedies.');

export function FleetPage() {
  const error = useFleet((s) => s.error);
  const result = useFleet((s) => s.result);
  const opening = useFleet((s) => s.opening);
  const replayed = useFleet((s) => s.log?.picture.replayed ?? null);
  useEffect(() => {
    connectFleetLink();
    if (useFleet.getState().result === null && useFleet.getState().status === 'idle') runFleet();
  }, []);
  return (
    <PageFrame title={t('Fleet')} lead={t(LEAD)}>
      <div className="fleet-layout">
        <Controls />
        <div className="fleet-main">
          {error !== null && <Notice tone="fail" message={error.message} action={error.action} />}
          {opening !== null && <p role="status" className="fleet-opening">{t('Making the trace of request {number}', { number: opening + 1 })}</p>}
          {replayed !== null && <Replayed run={replayed} />}
          {result !== null && <Result result={result} />}
          {/* Below the first run, so that nothing moves when it comes. */}
          {(result !== null || error !== null) && <><TwoPolicies /><Sweep /><CapacitySheet /></>}
        </div>
      </div>
    </PageFrame>
  );
}

function Result({ result }: { result: FleetResult }) {
  const { report, scenario, index, samples, whole, wallMs } = result;
  const note = report.run.note;
  return (
    <>
      {whole && note !== null && <Notice tone="note" message={note} />}
      <p className="fleet-headline">{headline(report, scenario)}</p>
      <section className="fleet-stage" aria-label={t(FLOW_TITLE)}>
        <Transport result={result} />
        <FlowCanvas index={index} samples={samples} replicas={replicaCount(scenario)} endMs={report.simulatedMs} onMove={follow} onOpen={(i) => void openRequest(scenario, result.log.columns.index[i] ?? 0)} />
        <Legend />
      </section>
      <FleetTimeline points={report.timeline} />
      <section aria-label={t('In short')}>
        <dl className="fleet-facts">{facts(report).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
        <p className="range-note">{t('{simulated} of the fleet’s time, simulated here in {wall}{whole, select, no { so far} other {}}.', { simulated: formatDuration(report.simulatedMs), wall: formatDuration(wallMs), whole: whole ? 'yes' : 'no' })}</p>
      </section>
      <QuantileTable report={report} />
      <Spread report={report} />
      <ByGroup report={report} />
      <WhereTimeGoes report={report} />
      <OverBudget report={report} />
      <Slowest result={result} />
    </>
  );
}

/** What plays past the end of what was recorded is recorded from there. */
const follow = (timeMs: number): void => {
  const { result } = useFleet.getState();
  if (result !== null && timeMs >= recordedUntilMs(result)) showMoment(timeMs);
};

function Transport({ result: { report: { simulatedMs } } }: { result: FleetResult }) {
  const playing = useFleetClock((s) => s.playing);
  const speed = useFleetClock((s) => s.speed);
  const second = useFleetClock((s) => Math.round(s.timeMs / 100) * 100);
  return (
    <div className="fleet-transport">
      <Button onClick={() => toggleFleet(0, simulatedMs)}>{playing ? t('Pause') : t('Play')}</Button>
      <input type="range" className="fleet-scrub accent-ink" aria-label={t('Moment')} min={0} max={simulatedMs} step="any" value={second} aria-valuetext={formatDuration(second)} onChange={(event) => showMoment(event.target.valueAsNumber)} />
      <output className="fleet-now">{formatDuration(second)}</output>
      <Select label={t('Speed')} value={String(speed)} options={FLEET_SPEEDS.map((value) => ({ value: String(value), label: `${value.toLocaleString(locale())}×` }))} onChange={(value) => setFleetSpeed(Number(value))} />
    </div>
  );
}

function Legend() {
  return (
    <p className="legend" aria-hidden="true">
      {LEGEND.map(([tone, word]) => <span key={tone}><i className="swatch" data-tone={tone} />{t(word)}</span>)}
      <span>{t(LEGEND_NOTE)}</span>
    </p>
  );
}

const SHOWN = 12;

/** The tail by name: each can be opened and looked at. */
function Slowest({ result }: { result: FleetResult }) {
  const { slowest, unanswered } = result.report.kept;
  const rows = (list: readonly RequestOutcome[]) => list.slice(0, SHOWN).map((outcome) => ({
    id: String(outcome.request.index),
    cells: [
      t('No. {number}', { number: outcome.request.index + 1 }), t(OUTCOME_NAMES[outcome.outcome]), formatDuration(outcome.endMs - outcome.request.arrivalMs), formatDuration(outcome.queueMs), formatDuration(outcome.prefillMs), formatDuration(outcome.decodeMs),
      `${String(outcome.inputTokens)} + ${String(outcome.outputTokens)}`, outcome.reason,
      <Button key="open" kind="quiet" onClick={() => void openRequest(result.scenario, outcome.request.index)}>{t('Open')}</Button>,
    ],
  }));
  const columns = [{ id: 'no', head: t('Request') }, { id: 'end', head: t('Ended') }, ...[msg('Total'), msg('Queue'), msg('Prefill'), msg('Decode'), msg('Tokens')].map((head) => ({ id: head, head: t(head), number: true })), { id: 'why', head: t('Reason'), note: true }, { id: 'open', head: t('In Explore') }];
  return (
    <section>
      <h3 className="figure-title">{t('The slowest requests')}</h3>
      <DataTable label={t('The slowest requests')} columns={columns} rows={rows(slowest)} />
      {unanswered.length > 0 && (
        <>
          <h3 className="figure-title fleet-second">{t('Some that were not answered')}</h3>
          <DataTable label={t('Requests that were not answered')} columns={columns} rows={rows(unanswered)} />
        </>
      )}
    </section>
  );
}
