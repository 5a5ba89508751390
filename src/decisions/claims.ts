/** The fifteen claims of the write-ups as experiments: what was computed, whether it holds, and where that turns. */
import { err, ok, type Result } from '@/core/result';
import type { ScenarioPatch } from '@/core/scenario';
import { approaches } from './claims/c01-approaches';
import { inferenceShare } from './claims/c02-inference-share';
import { outputTokens } from './claims/c03-output-tokens';
import { streaming } from './claims/c04-streaming';
import { variance } from './claims/c05-variance';
import { prefixCache } from './claims/c06-prefix-cache';
import { speculative } from './claims/c07-speculative';
import { kvCache } from './claims/c08-kv-cache';
import { coldStart } from './claims/c09-cold-start';
import { hedging } from './claims/c10-hedging';
import { hugeContext } from './claims/c11-huge-context';
import { selfHosted } from './claims/c12-self-hosted';
import { parallelTools } from './claims/c13-parallel-tools';
import { budgetClaim } from './claims/c14-budget';
import { loadClaim } from './claims/c15-load';
import { Impossible } from './claims/kit';
import type { Claim, ClaimOutcome, ClaimPart } from './claims/types';
import type { Verdict } from './search';

export type { Claim, ClaimColumn, ClaimOutcome, ClaimPart, ClaimRow, ClaimUnit } from './claims/types';
export type { Flip, Verdict } from './search';

export const CLAIMS: readonly Claim[] = [
  approaches, inferenceShare, outputTokens, streaming, variance, prefixCache, speculative, kvCache, coldStart, hedging,
  hugeContext, selfHosted, parallelTools, budgetClaim, loadClaim,
];

/** The claim called `id`, or undefined. */
export const findClaim = (id: string): Claim | undefined => CLAIMS.find((claim) => claim.id === id);

/** A claim holds when all its parts do, and does not when none does anywhere; otherwise it holds under conditions. */
export function verdictOf(parts: readonly Pick<ClaimPart, 'verdict'>[]): Verdict {
  if (parts.every(({ verdict }) => verdict === 'holds')) return 'holds';
  return parts.every(({ verdict }) => verdict === 'does-not-hold') ? 'does-not-hold' : 'holds-only-if';
}

/** Runs one claim. `patch` changes the set-up of all its scenarios; a set-up that cannot exist is an error value. Pure. */
export function evaluateClaim({ run, ...claim }: Claim, patch: ScenarioPatch = {}): Result<ClaimOutcome> {
  try {
    const result = run(patch);
    const decisive = result.parts.find(({ verdict, flip }) => verdict !== 'holds' && flip.holdsAt !== null)
      ?? result.parts.find(({ flip }) => flip.holdsAt !== null) ?? result.parts[0];
    if (decisive === undefined) throw new Error(`claim ${claim.number} has no parts`);
    return ok({ ...claim, ...result, verdict: verdictOf(result.parts), flip: decisive.flip, condition: decisive.condition });
  } catch (cause) {
    if (cause instanceof Impossible) return err(cause.appError);
    throw cause;
  }
}
