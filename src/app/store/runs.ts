/** The two traces on the page and what may be done with them. */
export { cancelRun, startRun } from './run-local';
export { closeLocal, closeTrace, openedLocalOf, openLocal, openTrace, useRuns, type OpenedTrace, type RunStatus, type RunsStore } from './runs-state';
