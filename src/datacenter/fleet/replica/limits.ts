/** What bounds a replica's steps and memory. */
export interface ReplicaLimits {
  /** Sequences that run together at most. */
  readonly maxSequences: number;
  /** Tokens in one step at most: prompt pieces and one for each running sequence. */
  readonly maxTokensPerStep: number;
  /** Whether a prompt may be cut to fill a step; if not, a longer one takes a step without other prompts. */
  readonly chunkedPrefill: boolean;
  /** Room for KV cache, in tokens of all sequences together. */
  readonly kvTokens: number;
  /** Size of a block; not used when `reserve` is set. */
  readonly blockTokens: number;
  /** Prompt and answer must fit before a request is taken in; nobody ever gives way. */
  readonly reserve: boolean;
  readonly prefixCaching: boolean;
  readonly prefixTtlMs: number;
}
