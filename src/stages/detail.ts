/** What the inspector hands to a stage's `Detail`: what is special to that stage, drawn from the two traces. */
import type { Scenario } from '@/core/scenario';
import type { Trace } from '@/core/trace';

export interface StageDetailProps {
  readonly scenario: Scenario;
  readonly modeled: Trace | null;
  readonly local: Trace | null;
}
