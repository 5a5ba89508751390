/** Speculative decoding (Leviathan, Kalman & Matias 2023): a draft proposes, the target verifies in one pass. */
import type { Scenario } from '@/core/scenario';
import type { DecodeWork } from './roofline';

type Speculation = Scenario['speculative'];

/** Mean tokens a round yields when each draft token is accepted with probability a: (1 − a^(k+1)) / (1 − a); k + 1 for a = 1. */
export function expectedTokensPerRound({ acceptance, draftTokens }: Pick<Speculation, 'acceptance' | 'draftTokens'>): number {
  if (acceptance === 1) return draftTokens + 1;
  return (1 - acceptance ** (draftTokens + 1)) / (1 - acceptance);
}

/** The verification pass: every sequence puts its draft and one more token through. */
export const verificationWork = (s: Speculation, sequences: number, contextTokens: number): DecodeWork => ({
  sequences, contextTokens, tokensPerSequence: s.draftTokens + 1,
});

/**
 * Tokens of successive rounds. Seed 0 (`random` null) keeps to the mean by carrying the fraction over;
 * otherwise each draft token is accepted or not by a draw, and the target adds one of its own.
 */
export function roundSizes(s: Speculation, random: (() => number) | null): () => number {
  if (random !== null) {
    return () => {
      let accepted = 0;
      while (accepted < s.draftTokens && random() < s.acceptance) accepted++;
      return accepted + 1;
    };
  }
  const mean = expectedTokensPerRound(s);
  let due = 0;
  return () => {
    due += mean;
    const now = Math.floor(due + 1e-9);
    due -= now;
    return now;
  };
}
