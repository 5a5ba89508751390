/**
 * The two traces on the page. The modeled one is derived from the scenario, at once, whenever it or what is known of
 * its text changes; the local one is a recorded run first and a live one after Run. What acts on them is in `run-local`,
 * `recorded` and `token-count`.
 */
import { create } from 'zustand';
import type { AppError } from '@/core/result';
import type { Scenario } from '@/core/scenario';
import type { Trace } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import type { LoadProgress } from '@/local/types';
import { contentFor, type TokenCount } from './content';
import { useScenario } from './scenario';

export type RunStatus = 'idle' | 'loading' | 'running';

export interface OpenedTrace {
  trace: Trace;
  /** Where it is from, for the reader: "Request 812 of the fleet Noisy tenant". */
  from: string;
}

export interface RunsStore {
  modeled: Trace | null;
  /** Why there is no modeled trace: an impossible set-up, with the nearest one that works. */
  modeledError: AppError | null;
  /** A trace from elsewhere (a fleet's request, a file) that stands in the upper lane until the scenario changes. */
  opened: OpenedTrace | null;
  /** A run measured elsewhere (a link, a file) that was brought to the lower lane; it stands there while `local` is its trace. */
  openedLocal: OpenedTrace | null;
  local: Trace | null;
  /** Recorded: a real run made earlier, see its environment. Live: made on this machine just now, growing while it runs. */
  localKind: 'none' | 'recorded' | 'live';
  status: RunStatus;
  /** How far the model has come while `status` is loading. */
  progress: LoadProgress | null;
  /** What went wrong with the last run, if it left no trace. */
  error: AppError | null;
  /** The recorded run the page came with, and the last live run that was not cut short: both know how an answer goes. */
  recorded: Trace | null;
  finished: Trace | null;
  /** The real tokenizer's count of the prompt on screen, or of one before it. */
  count: TokenCount | null;
  countError: AppError | null;
}

type Known = Pick<RunsStore, 'count' | 'recorded' | 'finished'>;

function modeledFrom(scenario: Scenario, known: Known): Pick<RunsStore, 'modeled' | 'modeledError'> {
  const trace = modelTrace(scenario, contentFor(scenario, known.count, [known.finished, known.recorded]));
  return trace.ok ? { modeled: trace.value, modeledError: null } : { modeled: null, modeledError: trace.error };
}

const NOTHING_KNOWN: Known = { count: null, recorded: null, finished: null };

export const useRuns = create<RunsStore>()(() => ({
  ...modeledFrom(useScenario.getState().scenario, NOTHING_KNOWN),
  ...NOTHING_KNOWN,
  opened: null,
  openedLocal: null,
  local: null,
  localKind: 'none',
  status: 'idle',
  progress: null,
  error: null,
  countError: null,
}));

useScenario.subscribe(({ scenario }, before) => {
  if (scenario !== before.scenario) useRuns.setState((s) => ({ opened: null, ...modeledFrom(scenario, s) }));
});

/** Takes in what has become known of the request's text, and models the datacenter's run anew with it. */
export function learn(known: Partial<Known>): void {
  useRuns.setState((s) => ({ ...known, ...(s.opened === null ? modeledFrom(useScenario.getState().scenario, { ...s, ...known }) : {}) }));
}

/** Shows a trace from elsewhere in the upper lane, and its scenario as the page's. What was on screen can be brought back. */
export function openTrace(opened: OpenedTrace): void {
  const { load, scenario } = useScenario.getState();
  // What runs on this machine stays the reader's own choice.
  load({ ...opened.trace.scenario, local: scenario.local }, null);
  useRuns.setState({ opened, modeled: opened.trace, modeledError: null });
}

/** Back to what the model makes of the scenario. */
export function closeTrace(): void {
  useRuns.setState((s) => ({ opened: null, ...modeledFrom(useScenario.getState().scenario, s) }));
}


/** Shows a run measured elsewhere in the lower lane, as recorded. The next run on this machine takes its place. */
export function openLocal(opened: OpenedTrace): void {
  useRuns.setState({ openedLocal: opened, local: opened.trace, localKind: 'recorded', error: null });
}

/** The run from elsewhere in the lower lane; null when another stands there. */
export const openedLocalOf = ({ openedLocal, local }: Pick<RunsStore, 'openedLocal' | 'local'>): OpenedTrace | null => (openedLocal !== null && openedLocal.trace === local ? openedLocal : null);

/** Back to the recorded run that the page came with. */
export function closeLocal(): void {
  useRuns.setState((s) => ({ openedLocal: null, local: s.recorded, localKind: s.recorded === null ? 'none' : 'recorded' }));
}
