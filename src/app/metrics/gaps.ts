import type { Trace } from '@/core/trace';

export interface Gap {
  /** Number of the token the wait was for, counted from 1; the first has none before it. */
  index: number;
  modeledMs: number | null;
  localMs: number | null;
}

/** Time from each token to the next as the engine produced them. Gaps of zero (tokens of one speculative pass) have no place on a log axis. */
export function tokenGaps(modeled: Trace | null, local: Trace | null): Gap[] {
  const gap = (trace: Trace | null, i: number): number | null => {
    const token = trace?.tokens[i];
    const before = trace?.tokens[i - 1];
    if (token === undefined || before === undefined) return null;
    const ms = token.generatedMs - before.generatedMs;
    return ms > 0 ? ms : null;
  };
  const length = Math.max(modeled?.tokens.length ?? 0, local?.tokens.length ?? 0);
  return Array.from({ length: Math.max(0, length - 1) }, (_, i) => ({ index: i + 2, modeledMs: gap(modeled, i + 1), localMs: gap(local, i + 1) }));
}
