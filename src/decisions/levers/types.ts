import type { Scenario, ScenarioPatch } from '@/core/scenario';
import type { RequestContent } from '@/datacenter/model-trace';

/** What a lever does to a scenario, or why it cannot do anything there. */
export type LeverAction =
  | { readonly patch: ScenarioPatch; readonly change: string; /** Where the change rests on an assumption: the change at either end of it. */ readonly ends?: readonly ScenarioPatch[] }
  | { readonly patch: null; readonly reason: string };

export interface LeverSource { readonly key: string; readonly detail: string }

export const LEVER_GROUPS = ['request', 'answer', 'model', 'serving', 'network', 'around'] as const;
export type LeverGroup = (typeof LEVER_GROUPS)[number];

/** A named, pure change to a scenario. Its effect is computed, never written down. */
export interface Lever {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly group: LeverGroup;
  readonly sources: readonly LeverSource[];
  /** What the model leaves out of this lever's effect, for the reader to weigh. */
  readonly leavesOut?: string;
  readonly apply: (scenario: Scenario, content?: RequestContent) => LeverAction;
}

export const does = (patch: ScenarioPatch, change: string, ends?: readonly ScenarioPatch[]): LeverAction => ({ patch, change, ...(ends === undefined ? {} : { ends }) });
export const cannot = (reason: string): LeverAction => ({ patch: null, reason });
export const from = (key: string, detail: string): LeverSource => ({ key, detail });
