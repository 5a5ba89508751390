/** The two traces on the page and what may be done with them. */
export { cancelRun, startRun } from './run-local';
export { useRuns, type RunStatus, type RunsStore } from './runs-state';
