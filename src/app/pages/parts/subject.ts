/** The scenario that a page speaks about, and what is known of its text. */
import { useDeferredValue, useMemo } from 'react';
import type { Scenario } from '@/core/scenario';
import type { RequestContent } from '@/datacenter/model-trace';
import { contentFor } from '../../store/content';
import { useRuns } from '../../store/runs';
import { useScenario } from '../../store/scenario';

export interface Subject { scenario: Scenario; content: RequestContent | undefined }

/** What is known of the text of any scenario: a count or a run of the very same prompt. */
export function useContentFor(): (scenario: Scenario) => RequestContent | undefined {
  const count = useRuns((s) => s.count);
  const finished = useRuns((s) => s.finished);
  const recorded = useRuns((s) => s.recorded);
  return useMemo(() => (scenario) => contentFor(scenario, count, [finished, recorded]), [count, finished, recorded]);
}

/** The scenario on screen. Follows quick edits when there is time: controls come first. */
export function useSubject(): Subject {
  const scenario = useDeferredValue(useScenario((s) => s.scenario));
  const known = useContentFor();
  return useMemo(() => ({ scenario, content: known(scenario) }), [scenario, known]);
}
