/**
 * The `Server-Timing` header (W3C Server Timing): what a server would tell the browser about this request.
 * Metric names are RFC 9110 tokens, durations are ms, descriptions are quoted strings.
 */
import { metricsOf } from '@/core/metrics';
import { STAGE_IDS, type PlaceId } from '@/core/stage';
import { timeByPlace, type Trace } from '@/core/trace';
import { ABOUT } from '@/stages/about';

/** The network is the client's to measure: a server knows only what happens behind its door. */
const SERVER_PLACES: readonly PlaceId[] = ['retrieval', 'tools', ...STAGE_IDS];

/** One header line, with a line break at its end. Places that took no time are left out. */
export function writeServerTiming(trace: Trace): string {
  const times = timeByPlace(trace);
  const metrics = SERVER_PLACES.flatMap((place) => {
    const durationMs = times.get(place) ?? 0;
    return durationMs > 0 ? [metric(place, durationMs, ABOUT[place].name)] : [];
  });
  const atServer = SERVER_PLACES.reduce((sum, place) => sum + (times.get(place) ?? 0), 0);
  metrics.push(metric('server', atServer, 'All stages'));
  const first = metricsOf(trace).ttftMs;
  if (first !== null) metrics.push(metric('ttft', first, 'Time to first token, at the client'));
  return `Server-Timing: ${metrics.join(', ')}\r\n`;
}

/** Whole microseconds: as fine as any clock that browsers give. */
const metric = (name: string, durationMs: number, description: string): string =>
  `${token(name)};dur=${Number(durationMs.toFixed(3))};desc="${quotable(description)}"`;

/** RFC 9110 5.6.2: what is no token character becomes a hyphen. */
const token = (text: string): string => text.replaceAll(/[^!#$%&'*+.^_`|~0-9A-Za-z-]/g, '-');
/** RFC 9110 5.6.4: printable ASCII, backslash and quote escaped; a field value has room for nothing else. */
const quotable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?').replaceAll(/["\\]/g, (c) => `\\${c}`);
