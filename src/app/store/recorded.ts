/** The recorded run that the page opens with. */
import { parseTrace } from '@/core/trace';
import { learn, useRuns } from './runs-state';

const RECORDED_URL = 'recorded/default.json';

/** Fetches the recorded run and shows it on the lower lane, unless a live one is there already. Without it the lane stays empty. */
export async function loadRecorded(): Promise<void> {
  try {
    const response = await fetch(new URL(RECORDED_URL, document.baseURI));
    if (!response.ok) return;
    const trace = parseTrace(await response.json());
    if (!trace.ok) return;
    learn({ recorded: trace.value });
    if (useRuns.getState().localKind === 'none') useRuns.setState({ local: trace.value, localKind: 'recorded' });
  } catch {
    // Offline or not built in: the lane says that there is no run yet and how to make one.
  }
}
