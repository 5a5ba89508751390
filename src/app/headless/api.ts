/** What `headless.html` offers to a program that drives it. Plain data only: it crosses the browser's debugging port. */
import type { Result } from '@/core/result';
import type { Scenario } from '@/core/scenario';
import type { Trace } from '@/core/trace';

export interface HeadlessApi {
  /** Loads the model and runs the scenario on this machine, as the page's Run button does. */
  run(scenario: Scenario): Promise<Result<Trace>>;
}

declare global {
  interface Window {
    headless?: HeadlessApi;
  }
}
