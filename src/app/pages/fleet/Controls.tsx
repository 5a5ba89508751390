/** What decides how the fleet does: the few settings that matter most at hand, the rest in a scenario file. */
import { useRef } from 'react';
import { GPUS } from '@/catalog/gpus';
import { MODELS } from '@/catalog/models';
import { BALANCING } from '@/core/scenario';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import type { FleetScenario } from '@/datacenter/fleet/config';
import { changeFleet, FLEET_PRESETS } from '@/datacenter/fleet/presets';
import { Button } from '../../ui/Button';
import { NumberField } from '../../ui/NumberField';
import { Select } from '../../ui/Select';
import { Switch } from '../../ui/Switch';
import { ratesOf, setRate, SWITCHES } from './edits';
import { openFleetFile, openLog, saveFleet } from './files';
import { editFleet, loadFleet, runFleet, stopFleet, useFleet } from './state';
import { POLICY_NAMES } from './view';

const MOST = { requests: 1_000_000, perSecond: 100_000, replicas: 512, ms: 600_000, batch: 4096 } as const;
const FROM_FILE = 'own';

export function Controls() {
  const { scenario, presetId } = useFleet();
  const region = scenario.regions[0];
  const preset = FLEET_PRESETS.find(({ id }) => id === presetId);
  const rate = ratesOf(scenario);
  return (
    <div className="fleet-controls" role="group" aria-label={t('The fleet')}>
      <div className="fleet-preset">
        <Select
          label={t('Preset')}
          value={presetId ?? FROM_FILE}
          options={[...FLEET_PRESETS.map(({ id, title }) => ({ value: id, label: t(title) })), ...(presetId === null ? [{ value: FROM_FILE, label: t(scenario.name) }] : [])]}
          onChange={(id) => {
            const chosen = FLEET_PRESETS.find((each) => each.id === id);
            if (chosen !== undefined) loadFleet(chosen.scenario, chosen.id);
          }}
        />
        {preset !== undefined && <p className="fleet-lesson">{t(preset.lesson)}</p>}
        {preset?.claim !== undefined && <p className="fleet-lesson">{t('Claim {number} ({source}): “{says}” Compare both policies below to see what comes out.', { number: preset.claim.number, source: preset.claim.source, says: t(preset.claim.says) })}</p>}
      </div>
      <div className="fleet-fields">
        <NumberField label={t('Requests')} value={scenario.workload.requests} bounds={{ min: 1, max: MOST.requests, integer: true }} step={1000} onChange={(requests) => editFleet((s) => changeFleet(s, { workload: { requests } }))} />
        {rate !== null && <NumberField label={t(rate.label)} unit={rate.unit} value={rate.value} bounds={rate.bounds} onChange={(value) => editFleet((s) => setRate(s, value))} />}
        {region !== undefined && <NumberField label={t('Replicas')} value={region.replicas} bounds={{ min: 0, max: MOST.replicas, integer: true }} onChange={(replicas) => editFleet((s) => ({ ...s, regions: s.regions.map((each, i) => (i === 0 ? { ...each, replicas } : each)) }))} />}
        <Select label={t('Balancing')} value={scenario.balancer.policy} options={BALANCING.map((value) => ({ value, label: t(POLICY_NAMES[value]) }))} onChange={(policy) => editFleet((s) => changeFleet(s, { balancer: { policy } }))} />
        <Select label={t('Model')} value={scenario.pool.model} options={MODELS.map(({ id, name }) => ({ value: id, label: name }))} onChange={(model) => editFleet((s) => changeFleet(s, { pool: { model } }))} />
        <Select label="GPU" value={scenario.pool.gpu} options={GPUS.map(({ id, name }) => ({ value: id, label: name }))} onChange={(gpu) => editFleet((s) => changeFleet(s, { pool: { gpu } }))} />
        <NumberField label={t('Most in a batch')} value={scenario.pool.maxSequences ?? 256} bounds={{ min: 1, max: MOST.batch, integer: true }} onChange={(maxSequences) => editFleet((s) => changeFleet(s, { pool: { maxSequences } }))} />
        <NumberField label={t('Seed')} value={scenario.seed} bounds={{ min: 0, max: 4_294_967_295, integer: true }} onChange={(seed) => editFleet((s) => changeFleet(s, { seed }))} />
      </div>
      <div className="fleet-switches">
        {SWITCHES.map(({ id, label, on, set, amount }) => (
          <div key={id} className="fleet-switch">
            <Switch label={t(label)} checked={on(scenario)} onChange={(wanted) => editFleet((s) => set(s, wanted))} />
            {amount !== undefined && on(scenario) && <NumberField label={t(amount.label)} unit={t(amount.unit)} value={amount.of(scenario)} bounds={amount.bounds} onChange={(value) => editFleet((s) => amount.set(s, value))} />}
          </div>
        ))}
      </div>
      <RunLine />
      <Files />
    </div>
  );
}

/** A fleet scenario or a log of requests from the reader's own files; the fleet on the page as one. */
function Files() {
  const input = useRef<HTMLInputElement>(null);
  const log = useFleet((s) => s.log);
  return (
    <div className="fleet-files">
      <input ref={input} type="file" accept=".json,.csv,.txt,application/json,text/csv" aria-label={t('Fleet scenario (JSON) or log of requests (CSV)')} hidden onChange={({ currentTarget }) => {
        const [file] = currentTarget.files ?? [];
        currentTarget.value = '';
        if (file !== undefined) void openFleetFile(file);
      }} />
      <Button kind="quiet" onClick={() => input.current?.click()}>{t('Open a fleet or a log')}</Button>
      <Button kind="quiet" onClick={saveFleet}>{t('Save this fleet')}</Button>
      {log !== null && log.picture.runs.length > 1 && (
        <Select label={t('Run')} value={String(log.run)} options={log.picture.runs.map(({ name, requests }, i) => ({ value: String(i), label: t('{name}, {count} requests', { name, count: formatCount(requests) }) }))} onChange={(run) => void openLog(log.file, Number(run))} />
      )}
    </div>
  );
}

function RunLine() {
  const status = useFleet((s) => s.status);
  const progress = useFleet((s) => s.progress);
  const scenario = useFleet((s) => s.scenario);
  if (status === 'idle') return <p className="fleet-run"><Button onClick={() => runFleet()}>{t('Run again')}</Button></p>;
  const share = progress?.share ?? null;
  return (
    <p className="fleet-run" role="status">
      <Button onClick={stopFleet}>{t('Stop')}</Button>
      <progress value={share ?? undefined} max={1} aria-label={t('Requests simulated')} />
      <span>{progress === null ? t('Starting') : progressText(progress.finished, scenario)}</span>
    </p>
  );
}

const progressText = (finished: number, { workload }: FleetScenario): string => t('{done} of {count} requests', { done: formatCount(finished), count: formatCount(workload.requests) });
