import { create } from 'zustand';

/** Requests a second that the reader chose for the steady load; null: those that keep the scenario's own batch. */
export const useSteadyRate = create<{ requestsPerS: number | null }>()(() => ({ requestsPerS: null }));
