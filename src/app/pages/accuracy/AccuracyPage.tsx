/** How far the model can be believed: published figures beside its predictions, and where it disagrees. */
import { useMemo } from 'react';
import { FITTED } from '@/stages/inference/fitted';
import { t } from '@/core/text';
import { formatCount, formatDuration, significant } from '@/core/units';
import { Button } from '../../ui/Button';
import { openInExplore } from '../open';
import { DataTable } from '../parts/DataTable';
import { Figure as FigureBox } from '../parts/Figure';
import { PageFrame } from '../parts/PageFrame';
import { Mirror } from './Mirror';
import { ScatterPlot } from './ScatterPlot';
import { accuracySentence, DISAGREES, errorLines, errorText, fitSentence, publishedFigures, scenarioOfSetup, type ErrorLine, type Figure } from './view';
import './accuracy.css';

const open = ({ point, setup, metric }: Figure): void => openInExplore(scenarioOfSetup(point.setup, t('{setup}: {metric} as published', { setup, metric })), null);

export function AccuracyPage() {
  const figures = useMemo(publishedFigures, []);
  const lines = useMemo(() => errorLines(figures), [figures]);
  return (
    <PageFrame title={t('Accuracy')} lead={t('Figures that vendors and projects published about their own systems, and what the model gives for the same set-up. None of them was made here; each opens as a scenario.')}>
      <div className="accuracy-top">
        <FigureBox
          title={t('Predicted against published')}
          summary={<>{accuracySentence(figures)} {t('Figures are of the engine alone; opened in Explore, network and gateway stand around them.')}</>}
          chart={<div className="accuracy-chart"><ScatterPlot figures={figures} onOpen={open} /><ScatterKey /></div>}
          table={<Figures figures={figures} label={t('Published figures and predictions')} />}
        />
        <section className="accuracy-errors" aria-label={t('Errors by source')}>
          <h3 className="figure-title">{t('Errors by source')}</h3>
          <Errors lines={lines} />
          <Fit />
        </section>
      </div>
      <Disagreements figures={figures.filter(({ error }) => Math.abs(error) > DISAGREES)} />
      <Mirror />
    </PageFrame>
  );
}

function ScatterKey() {
  return (
    <p className="legend" aria-hidden="true">
      <span><i className="scatter-key" data-tone="prefill" />TTFT</span>
      <span><i className="scatter-key" data-tone="decode" />TPOT, ITL</span>
      <span><i className="scatter-key" data-tone="around" />{t('Total')}</span>
      <span><i className="scatter-key-equal" />{t('as published')}</span>
      <span><i className="scatter-key-off" />{t('{percent} % off', { percent: significant(DISAGREES * HUNDRED, 2) })}</span>
    </p>
  );
}
const HUNDRED = 100;

/** Named in full: what a reader should not rely on. */
function Disagreements({ figures }: { figures: readonly Figure[] }) {
  return (
    <section aria-label={t('Where the model disagrees')}>
      <h3 className="figure-title">{t('Where the model disagrees')}</h3>
      {figures.length === 0
        ? <p className="figure-summary">{t('No figure is off by more than {error}.', { error: errorText(DISAGREES) })}</p>
        : <Figures figures={figures} label={t('Figures that are off by more than a fifth')} />}
    </section>
  );
}

function Figures({ figures, label }: { figures: readonly Figure[]; label: string }) {
  return (
    <DataTable
      label={label}
      columns={[
        { id: 'setup', head: t('Set-up') }, { id: 'metric', head: t('Time') },
        ...[t('Published'), t('Predicted'), t('Error')].map((head) => ({ id: head, head, number: true })),
        { id: 'source', head: t('Source'), note: true }, { id: 'open', head: t('Scenario') },
      ]}
      rows={figures.map((figure) => ({
        id: figure.id,
        cells: [
          <span key="setup">{figure.setup}<span className="accuracy-detail">{figure.detail}</span></span>,
          figure.metric, formatDuration(figure.point.measuredMs), formatDuration(figure.point.predictedMs), errorText(figure.error), <span key="source" lang="en">{figure.source}</span>,
          <Button key="open" kind="quiet" className="text-xs" aria-label={t('Explore {setup}, {detail}, {metric}', { setup: figure.setup, detail: figure.detail, metric: figure.metric })} onClick={() => open(figure)}>{t('Explore')}</Button>,
        ],
      }))}
    />
  );
}

function Errors({ lines }: { lines: readonly ErrorLine[] }) {
  const text = (value: number): string => `${significant(value)}\u202f%`;
  return (
    <DataTable
      label={t('Errors of each source')}
      columns={[
        { id: 'source', head: t('Source') }, { id: 'metric', head: t('Time') },
        ...[t('Figures'), t('Mean error'), t('Median'), 'p90', t('Bias')].map((head) => ({ id: head, head, number: true })),
      ]}
      rows={lines.map(({ id, what, quoted, metric, rows, mape, medianApe, p90Ape, bias }) => ({
        id, cells: [<span key="what" className="accuracy-source" lang={quoted ? 'en' : undefined}>{what}</span>, metric, formatCount(rows), text(mape), text(medianApe), text(p90Ape), `${bias > 0 ? '+' : ''}${text(bias)}`],
      }))}
    />
  );
}

/** Where the model's parameters come from. */
function Fit() {
  const sentence = fitSentence(FITTED);
  return sentence === null ? null : <p className="figure-summary">{sentence}</p>;
}
