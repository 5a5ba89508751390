/** Predicted against published times: on the diagonal they agree. Each point opens the scenario it is. */
import type { MouseEvent } from 'react';
import { t } from '@/core/text';
import { DISAGREES, figureSentence, scatterOf, toneOfMetric, type Figure } from './view';

const MOST_TICKS = 8;

export function ScatterPlot({ figures, onOpen }: { figures: readonly Figure[]; onOpen: (figure: Figure) => void }) {
  const { at, ticks } = scatterOf(figures, MOST_TICKS);
  const open = (event: MouseEvent<HTMLButtonElement>): void => {
    const figure = figures.find(({ id }) => id === event.currentTarget.value);
    if (figure !== undefined) onOpen(figure);
  };
  const [first, last] = [ticks[0]?.ms ?? 1, ticks.at(-1)?.ms ?? 1];
  /** The line on which the prediction is `factor` times the published time. */
  const diagonal = (factor: number) => ({
    x1: at(factor >= 1 ? first : first / factor), y1: 1 - at(factor >= 1 ? first * factor : first),
    x2: at(factor >= 1 ? last / factor : last), y2: 1 - at(factor >= 1 ? last : last * factor),
  });
  return (
    // The table below the chart holds the same points for keyboard and screen reader.
    <div className="scatter" aria-hidden="true">
      <span className="scatter-y">{t('predicted')}</span>
      <div className="scatter-plot">
        <svg className="scatter-lines" viewBox="0 0 1 1" preserveAspectRatio="none">
          {ticks.map(({ ms }) => (
            <g key={ms}>
              <line className="scatter-grid" x1={at(ms)} x2={at(ms)} y1={0} y2={1} />
              <line className="scatter-grid" y1={1 - at(ms)} y2={1 - at(ms)} x1={0} x2={1} />
            </g>
          ))}
          <line className="scatter-equal" {...diagonal(1)} />
          <line className="scatter-off" {...diagonal(1 + DISAGREES)} />
          <line className="scatter-off" {...diagonal(1 - DISAGREES)} />
        </svg>
        {ticks.map(({ ms, label }) => (
          <span key={ms}>
            <span className="scatter-tick-x" style={{ '--at': at(ms) }}>{label}</span>
            <span className="scatter-tick-y" style={{ '--at': at(ms) }}>{label}</span>
          </span>
        ))}
        {figures.map((figure) => (
          <button
            key={figure.id}
            type="button"
            data-print
            tabIndex={-1}
            className="scatter-point"
            data-tone={toneOfMetric(figure.point.metric)}
            value={figure.id}
            title={figureSentence(figure)}
            style={{ '--x': at(figure.point.measuredMs), '--y': at(figure.point.predictedMs) }}
            onClick={open}
          />
        ))}
      </div>
      <span className="scatter-x">{t('published')}</span>
    </div>
  );
}
