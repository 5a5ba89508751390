/** The budget on the page and what its costs are reckoned with. Small: links read it before the page is opened. */
import { create } from 'zustand';
import { S4_BUDGET, type Budget } from '@/decisions/budget-phases';

export interface BudgetStore {
  budget: Budget;
  /** Requests a second, for the month; share of the time in which own GPUs are busy; price of one GPU hour, null: as quoted. */
  requestsPerS: number;
  utilization: number;
  usdPerGpuHour: number | null;
}

/** A small service: a request every two seconds on GPUs that are half busy. All three are there to be changed. */
export const START = { requestsPerS: 0.5, utilization: 0.5, usdPerGpuHour: null };

export const useBudget = create<BudgetStore>()(() => ({ budget: S4_BUDGET, ...START }));
