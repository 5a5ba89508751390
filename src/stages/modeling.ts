/** What every stage's modeled half is given: the request, the line of spans it adds to, and seeded draws. */
import type { LayerBudget } from '@/catalog/stage-budgets';
import { quantileOf, type Distribution } from '@/core/distributions';
import { randomStream } from '@/core/random';
import type { Scenario } from '@/core/scenario';
import type { SpanLine } from '@/core/spans';
import type { LayerOf, PlaceId } from '@/core/stage';
import type { Attributes } from '@/core/trace';

/** The request as the datacenter sees it. */
export interface ModeledRequest {
  readonly scenario: Scenario;
  /** Prompt tokens, retrieved passages included. */
  readonly inputTokens: number;
  /** Tokens the model will write unless it is stopped from outside. */
  readonly outputTokens: number;
  /** Bytes of the prompt as sent by the client (UTF-8). */
  readonly promptBytes: number;
  /** Bytes of the answer's text. */
  readonly answerBytes: number;
}

/** Draws one value of a layer: the median for seed 0, else from the layer's own stream. */
export function draw(seed: number, name: string, distribution: Distribution): number {
  return quantileOf(distribution, seed === 0 ? 0.5 : randomStream(seed, name)());
}

/** 5th to 95th percentile. */
export const rangeOf = (distribution: Distribution): { low: number; high: number } => ({
  low: quantileOf(distribution, 0.05), high: quantileOf(distribution, 0.95),
});

/** Adds one layer with a drawn duration. Returns the end in ms. */
export function addLayer<P extends PlaceId>(
  line: SpanLine, request: ModeledRequest, stage: P, layer: LayerOf<P>, budget: LayerBudget, attributes: Attributes = {},
): number {
  const durationMs = draw(request.scenario.seed, `${stage}/${layer}`, budget.distribution);
  return line.add(stage, layer, durationMs, { ...attributes, source: budget.source }, rangeOf(budget.distribution));
}

/** Why a request ended early. Null: it goes on. */
export interface EarlyEnd {
  readonly status: 'rejected' | 'shed' | 'cancelled' | 'failed';
  readonly stage: PlaceId;
  readonly layer: string;
  readonly httpStatus: number;
  readonly reason: string;
  readonly billed: boolean;
}
