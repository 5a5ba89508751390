import type { Scenario, ScenarioPatch } from '@/core/scenario';
import type { Range } from '@/datacenter/presets';
import type { Flip, Verdict } from '../search';

export type ClaimUnit = 'ms' | 'usd' | 'share' | 'count' | 'bytes' | 'tokens' | 'tokens/s' | 'factor';

export interface ClaimColumn { readonly id: string; readonly label: string; readonly unit: ClaimUnit }

export interface ClaimRange { readonly low: number; readonly high: number | null }

export interface ClaimRow {
  readonly label: string;
  /** One for each column; null where there is none. */
  readonly values: readonly (number | null)[];
  /** 5th to 95th percentile of the predicted ones, one for each column; null for what is exact or counted. `high` is null where nothing bounds it. */
  readonly ranges?: readonly (ClaimRange | null)[];
  /** What the source claims for it, one for each column. */
  readonly published?: readonly (Range | null)[];
  readonly note?: string;
}

/** One statement of a claim, tried over one parameter. */
export interface ClaimPart {
  readonly id: string;
  readonly statement: string;
  readonly verdict: Verdict;
  /** The turning point nearest to the set-up shown. */
  readonly flip: Flip;
  /** All turning points in the range searched, ascending. */
  readonly flips: readonly Flip[];
  /** In words: where it holds. */
  readonly condition: string;
}

export interface ClaimResult {
  readonly scenarios: readonly { readonly label: string; readonly scenario: Scenario }[];
  readonly columns: readonly ClaimColumn[];
  readonly rows: readonly ClaimRow[];
  readonly parts: readonly ClaimPart[];
  /** What was computed and what it means, in sentences. */
  readonly explanation: readonly string[];
}

/** A claim of the write-ups as an experiment. */
export interface Claim {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly statement: string;
  readonly source: string;
  /** What a simulation of many requests would add; null where one request tells it all. */
  readonly fleetAdds: string | null;
  /** Runs it; `patch` changes the set-up of every scenario in it. @throws Impossible when a set-up cannot exist. */
  readonly run: (patch: ScenarioPatch) => ClaimResult;
}

export interface ClaimOutcome extends Omit<Claim, 'run'>, ClaimResult {
  readonly verdict: Verdict;
  /** The turning point of the part that decides the verdict. */
  readonly flip: Flip;
  readonly condition: string;
}
