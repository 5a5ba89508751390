import { useMemo, useState } from 'react';
import type { AppError } from '@/core/result';
import { msg, t } from '@/core/text';
import { EXPORTS, type ExportFormat } from '@/remote';
import { useLanes } from '../explore/lanes';
import { Segments } from '../explore/Segments';
import { useFleet } from '../pages/fleet/state';
import { useScenario } from '../store/scenario';
import { useView } from '../store/view';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { Switch } from '../ui/Switch';
import { chartsOfPage, type ChartExport } from './charts/figures';
import { pngOf } from './charts/png';
import { FLEET_FILE, SCENARIO_FILE } from './names';
import { fileStem, saveBlob, saveText } from './save';
import { openExchange } from './state';

/** Traces, scenarios and charts as files, and the page on paper. */
export function ExportPanel() {
  return (
    <>
      <Traces />
      <Scenarios />
      <Charts />
      <section className="exchange-part" aria-label={t('Print')}>
        <h3>{t('Print')}</h3>
        <p>{t('The page in ink on paper, without its panels.')}</p>
        <div className="exchange-line"><Button onClick={printPage}>{t('Print the page')}</Button></div>
      </section>
    </>
  );
}

function printPage(): void {
  openExchange(null);
  // When the dialog is gone from the page.
  requestAnimationFrame(() => requestAnimationFrame(() => window.print()));
}

const LANE_WORDS = [['datacenter', msg('Upper lane')], ['local', msg('Lower lane')]] as const;

function Traces() {
  const lanes = useLanes();
  const [id, setId] = useState<(typeof LANE_WORDS)[number][0]>('datacenter');
  const [texts, setTexts] = useState(true);
  // Collectors are read by more people than files: there, texts are asked for on their own (OpenTelemetry GenAI conventions).
  const [collected, setCollected] = useState(false);
  const lane = lanes.find((each) => each.id === id);
  const trace = lane?.growing === true ? null : (lane?.trace ?? null);
  const save = (format: ExportFormat): void => {
    if (trace !== null) saveText(`${fileStem(trace.scenario.name)}-${id}${format.fileExtension}`, format.mimeType, format.write(trace, { texts: texts && (collected || format.id !== 'otlp') }));
  };
  return (
    <section className="exchange-part" aria-label={t('Trace')}>
      <h3>{t('Trace')}</h3>
      <div className="exchange-line">
        <Segments label={t('Lane')} value={id} options={LANE_WORDS.map(([lane, words]) => [lane, t(words)] as const)} onChange={setId} />
        <span className="exchange-note">{lane === undefined || trace === null ? t('There is no finished run in this lane.') : `${lane.title}: ${lane.detail}`}</span>
      </div>
      <Switch label={t('Prompt and answer in the file')} checked={texts} onChange={setTexts} words={{ on: t('yes'), off: t('no') }} />
      {texts && <Switch label={t('Also for OpenTelemetry')} checked={collected} onChange={setCollected} words={{ on: t('yes'), off: t('no') }} />}
      <ul className="exchange-list">
        {EXPORTS.map((format) => (
          <li key={format.id}>
            <span>{t(format.title)}<small>{t(format.opensIn)}</small></span>
            <Button disabled={trace === null} aria-label={t('Save {title}', { title: t(format.title) })} onClick={() => save(format)}>{t('Save')}</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Scenarios() {
  const scenario = useScenario((s) => s.scenario);
  const fleet = useFleet((s) => s.scenario);
  const onFleet = useView((s) => s.page === 'fleet');
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  return (
    <section className="exchange-part" aria-label={t('Scenario')}>
      <h3>{t('Scenario')}</h3>
      <p>{t('What decides the run, as JSON with a published schema (docs/scenario.schema.json). It can be edited and opened again.')}</p>
      <div className="exchange-line">
        <Button onClick={() => saveText(`${fileStem(scenario.name)}${SCENARIO_FILE.extension}`, SCENARIO_FILE.mimeType, json(scenario))}>{t('Save the scenario')}</Button>
        {onFleet && <Button onClick={() => saveText(`${fileStem(fleet.name)}${FLEET_FILE.extension}`, FLEET_FILE.mimeType, json(fleet))}>{t('Save the fleet')}</Button>}
      </div>
    </section>
  );
}

function Charts() {
  const lanes = useLanes();
  const page = useView((s) => s.page);
  // The page under the dialog does not change while it is open.
  const charts = useMemo(() => chartsOfPage(lanes, page), [lanes, page]);
  const [error, setError] = useState<AppError | null>(null);
  const svg = ({ title, draw }: ChartExport): void => saveText(`${fileStem(title)}.svg`, 'image/svg+xml', draw().markup);
  const png = async ({ title, draw }: ChartExport): Promise<void> => {
    const made = await pngOf(draw());
    setError(made.ok ? null : made.error);
    if (made.ok) saveBlob(`${fileStem(title)}.png`, made.value);
  };
  return (
    <section className="exchange-part" aria-label={t('Charts')}>
      <h3>{t('Charts of this page')}</h3>
      <p>{t('With title, scenario and link printed in. PNG at twice the size.')}</p>
      {charts.length === 0 && <p>{t('There is no chart on this page.')}</p>}
      <ul className="exchange-list">
        {charts.map((chart, i) => (
          <li key={`${chart.title}-${String(i)}`}>
            <span>{chart.title}</span>
            <span className="exchange-line">
              <Button aria-label={t('Save {title} as SVG', { title: chart.title })} onClick={() => svg(chart)}>SVG</Button>
              <Button aria-label={t('Save {title} as PNG', { title: chart.title })} onClick={() => void png(chart)}>PNG</Button>
            </span>
          </li>
        ))}
      </ul>
      {error !== null && <Notice tone="fail" urgent message={error.message} action={error.action} />}
    </section>
  );
}
