/** The two traces on the page: the modeled one follows the scenario, the local one is recorded first and then live. */
import { create } from 'zustand';
import type { AppError } from '@/core/result';
import type { Trace } from '@/core/trace';

export type RunStatus = 'idle' | 'loading' | 'running';

export interface RunsStore {
  modeled: Trace | null;
  /** Why there is no modeled trace: an impossible set-up, with the nearest one that works. */
  modeledError: AppError | null;
  local: Trace | null;
  /** Recorded: a real run made earlier, see its environment. Live: made on this machine just now, growing while it runs. */
  localKind: 'none' | 'recorded' | 'live';
  status: RunStatus;
  /** What went wrong with the last run, if it left no trace. */
  error: AppError | null;
}

export const useRuns = create<RunsStore>()(() => ({
  modeled: null,
  modeledError: null,
  local: null,
  localKind: 'none',
  status: 'idle',
  error: null,
}));
