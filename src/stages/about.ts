/** The explanatory side of every stage and phase: plain data, the same shape for each. */
import type { FailureKind } from '@/core/scenario';
import type { PlaceId } from '@/core/stage';
import { about as billing } from './billing/about';
import { about as gateway } from './gateway/about';
import { about as inference } from './inference/about';
import { about as loadBalancer } from './load-balancer/about';
import { about as network } from './network/about';
import { about as postProcessing } from './post-processing/about';
import { about as retrieval } from './retrieval/about';
import { about as router } from './router/about';
import { about as tokenizer } from './tokenizer/about';
import { about as tools } from './tools/about';
import { about as unattributed } from './unattributed/about';

export interface LayerAbout {
  readonly id: string;
  readonly name: string;
  /** What it does in a datacenter. */
  readonly what: string;
  /** What this machine really does there. */
  readonly local: string;
}

export interface FailureAbout {
  readonly title: string;
  readonly what: string;
  readonly httpStatus?: number;
  /** The failure of the scenario that plays it, where there is one. */
  readonly kind?: FailureKind;
}

export interface SourceAbout {
  readonly key: string;
  readonly title: string;
  readonly detail: string;
}

export interface StageAbout {
  readonly id: PlaceId;
  readonly name: string;
  readonly oneLine: string;
  readonly explanation: readonly string[];
  readonly layers: readonly LayerAbout[];
  readonly failures: readonly FailureAbout[];
  /** What to change to make it faster, cheaper or safer. */
  readonly change: readonly string[];
  readonly sources: readonly SourceAbout[];
}

export const ABOUT: Readonly<Record<PlaceId, StageAbout>> = {
  gateway, 'load-balancer': loadBalancer, tokenizer, router, inference, 'post-processing': postProcessing, billing,
  network, retrieval, tools, unattributed,
};
