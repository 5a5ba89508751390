/** What would hold up the page: claims and percentiles of thousands of requests, computed beside it. */
import * as Comlink from 'comlink';
import { ok, type Result } from '@/core/result';
import type { Scenario, ScenarioPatch } from '@/core/scenario';
import type { RequestContent } from '@/datacenter/model-trace';
import {
  budgetReport, largestModel, largestOutput, largestPrompt, type Budget, type BudgetReport, type Limit, type ModelFit, type Solution,
} from '@/decisions/budget';
import { evaluateClaim, findClaim, type ClaimOutcome } from '@/decisions/claims';
import { speaking } from '@/messages/load';

export type Report = Omit<BudgetReport, 'profile'>;
export interface Solved { prompt: Solution; output: Solution; models: { best: ModelFit | null; models: readonly ModelFit[] } }

const api = {
  /** @throws Error for an unknown claim. */
  claim(id: string, patch: ScenarioPatch): Result<ClaimOutcome> {
    const claim = findClaim(id);
    if (claim === undefined) throw new Error(`no claim ${id}`);
    return evaluateClaim(claim, patch);
  },
  budget(scenario: Scenario, budget: Budget, content: RequestContent | undefined): Result<Report> {
    const report = budgetReport(scenario, budget, content);
    if (!report.ok) return report;
    const { profile: _profile, ...rest } = report.value;
    return ok(rest);
  },
  solve(scenario: Scenario, limit: Limit, content: RequestContent | undefined): Solved {
    return {
      prompt: largestPrompt(scenario, limit, content),
      output: largestOutput(scenario, limit, content),
      models: largestModel(scenario, limit, content),
    };
  },
};
export type WorkApi = typeof api;

Comlink.expose(speaking(api));
