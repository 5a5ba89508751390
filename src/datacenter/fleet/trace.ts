/**
 * Any request of a fleet as a Trace like any other. The simulation keeps no request, but it is deterministic: it is run
 * again up to the requests that are asked for, which take notes this time.
 */
import { appError, err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import type { Trace } from '@/core/trace';
import type { FleetScenario } from './config';
import { simulateFleet } from './simulate';
import type { ArrivalSource, FleetOptions, RequestOutcome } from './types';

/**
 * Traces of the requests with these indices, by index. `source` begins anew, as for the run they come from; `options` are
 * those of that run. The cost is that of the run up to the last of them. Missing ones were never finished.
 */
export function traceRequests(config: FleetScenario, source: ArrivalSource, indices: readonly number[], options: FleetOptions = {}): Result<ReadonlyMap<number, Trace>> {
  const wanted = new Set(indices);
  const traces = new Map<number, Trace>();
  const run = simulateFleet(config, source, { finished: () => undefined, traced: (index, trace) => { traces.set(index, trace); } }, {
    ...options, traceOf: wanted, until: () => traces.size >= wanted.size || options.until?.() === true,
  });
  return run.ok ? ok(traces) : run;
}

/** The trace of one request; an error if the run ends without it. */
export function traceOfRequest(config: FleetScenario, source: ArrivalSource, index: number, options: FleetOptions = {}): Result<Trace> {
  const traces = traceRequests(config, source, [index], options);
  if (!traces.ok) return traces;
  const trace = traces.value.get(index);
  return trace === undefined
    ? err(appError('fleet-no-request', t('Request {index} was not finished in this run.', { index: String(index) }), t('Choose a request that was, or simulate for longer.')))
    : ok(trace);
}

/** The trace of a request whose outcome is known. */
export const traceOfOutcome = (config: FleetScenario, source: ArrivalSource, outcome: RequestOutcome, options: FleetOptions = {}): Result<Trace> =>
  traceOfRequest(config, source, outcome.request.index, options);
