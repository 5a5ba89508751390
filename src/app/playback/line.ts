/** Where the marker stands on the drawn line: client, seven stations, client again. Pure. */
import { isStageId, STAGE_IDS } from '@/core/stage';
import type { Trace } from '@/core/trace';
import { PREFILL_PART, stationShare, trackPosition, type Frame } from './frame';

/** The client at the start and at the end of the line. Station n stands between n and n + 1. */
export const LINE_START = -1;
export const LINE_END = STAGE_IDS.length + 1;

const INFERENCE = STAGE_IDS.indexOf('inference');

/**
 * Where a trace that ends early stops: in the middle of the station that ended it.
 * Null when it ran to the end. On the way there (network, retrieval) it stops half-way to the first station.
 */
export function stopPosition(trace: Trace): number | null {
  const { status, stage } = trace.outcome;
  if (status === 'completed') return null;
  if (stage !== undefined && isStageId(stage)) return STAGE_IDS.indexOf(stage) + 0.5;
  const last = trace.spans.findLast((span) => isStageId(span.stage));
  return last === undefined ? LINE_START + 0.5 : STAGE_IDS.indexOf(last.stage as (typeof STAGE_IDS)[number]) + 0.5;
}

/** Position along the line, -1 to 8; never falls as time goes on. `growing` as in `frameAt`. */
export function linePosition(trace: Trace, frame: Frame, growing = false): number {
  if (growing) return growingPosition(trace, frame);
  const stop = stopPosition(trace);
  if (frame.done) return stop ?? LINE_END;
  const free = freePosition(frame);
  if (stop === null) return free;
  const station = Math.floor(stop);
  // The station that ends the request is only ever half passed.
  if (free >= station && free < station + 1) return station + stationShare(frame, station) * (stop - station);
  return Math.min(free, stop);
}

function freePosition(frame: Frame): number {
  if (frame.approach < 1) return LINE_START + frame.approach;
  if (frame.homeward > 0) return STAGE_IDS.length + frame.homeward;
  return trackPosition(frame);
}

/**
 * While a run is being made nobody knows how long a station will take: the marker waits in its middle,
 * and in decode it moves with the tokens against the most that were asked for.
 */
function growingPosition(trace: Trace, frame: Frame): number {
  if (frame.span === null) return 0;
  if (frame.generated > 0 && frame.places.billing.state === 'waiting') {
    const share = Math.min(frame.generated / trace.scenario.request.maxOutputTokens, 1);
    return INFERENCE + PREFILL_PART + (1 - PREFILL_PART) * share;
  }
  if (!isStageId(frame.span.stage)) return frame.places.billing.state === 'waiting' ? 0 : STAGE_IDS.length;
  const station = STAGE_IDS.indexOf(frame.span.stage);
  return station + (station === INFERENCE ? PREFILL_PART / 2 : 0.5);
}
