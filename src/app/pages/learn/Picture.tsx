/** Where the time of a step's request goes: one bar in proportion, and the request before the change above it. */
import { formatDuration } from '@/core/units';
import { t } from '@/core/text';
import { totalMs, type Trace } from '@/core/trace';
import { DataTable } from '../parts/DataTable';
import { Figure } from '../parts/Figure';
import { partsOf, pictureSummary } from './picture-parts';

export function Picture({ trace, before }: { trace: Trace | null; before: Trace | null }) {
  if (trace === null) return null;
  const rows = [...(before === null ? [] : [{ id: 'before', name: t('Before'), trace: before }]), { id: 'now', name: before === null ? t('Now') : t('This request'), trace }];
  const longest = Math.max(...rows.map((row) => totalMs(row.trace)));
  return (
    <Figure
      title={t('Where the time goes')}
      summary={pictureSummary(trace)}
      chart={
        <div className="picture" aria-hidden>
          {rows.map((row) => (
            <div key={row.id} className="picture-row">
              <span className="picture-name">{row.name}</span>
              <span className="picture-bar">
                {partsOf(row.trace).map(({ id, tone, durationMs }) => (
                  <span key={id} className="picture-part bar-modeled" data-tone={tone} style={{ '--share': durationMs / longest }} />
                ))}
              </span>
              <span className="picture-total">{formatDuration(totalMs(row.trace))}</span>
            </div>
          ))}
        </div>
      }
      table={
        <DataTable
          label={t('Where the time goes')}
          columns={[{ id: 'part', head: t('Part') }, ...rows.map(({ id, name }) => ({ id, head: name, number: true }))]}
          rows={partsOf(trace).map(({ id, name }, i) => ({ id, cells: [t(name), ...rows.map((row) => formatDuration(partsOf(row.trace)[i]?.durationMs ?? 0))] }))}
        />
      }
    />
  );
}
