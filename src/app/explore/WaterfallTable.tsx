/** The waterfall as a table: the same spans in words and numbers. */
import { msg, t } from '@/core/text';
import { formatDuration, formatShare } from '@/core/units';
import { totalMs } from '@/core/trace';
import type { Lane } from './lanes';
import { layerName, placeName, provenanceName } from './names';

const HEADS = [msg('Lane'), msg('Stage'), msg('Layer'), msg('Start'), msg('Duration'), msg('Share'), msg('Origin')] as const;

export function WaterfallTable({ lanes }: { lanes: readonly Lane[] }) {
  return (
    // A scrolling region must be reachable by keyboard.
    <div className="waterfall-table" tabIndex={0} role="region" aria-label={t('Spans of both lanes')}>
      <table>
        <thead>
          <tr>
            {HEADS.map((head) => <th key={head} scope="col">{t(head)}</th>)}
          </tr>
        </thead>
        <tbody>
          {lanes.flatMap((lane) => {
            const all = lane.trace === null ? 0 : totalMs(lane.trace);
            return (lane.trace?.spans ?? []).map((span, i) => (
              <tr key={`${lane.id}-${i}`}>
                <td>{lane.title}</td>
                <td>{placeName(span.stage)}</td>
                <td>{layerName(span.stage, span.layer)}</td>
                <td className="number">{formatDuration(span.startMs)}</td>
                <td className="number">{formatDuration(span.durationMs)}</td>
                <td className="number">{formatShare(all === 0 ? 0 : span.durationMs / all)}</td>
                <td>{provenanceName(span.provenance)}</td>
              </tr>
            ));
          })}
        </tbody>
      </table>
    </div>
  );
}
