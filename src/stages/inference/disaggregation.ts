/**
 * Prefill and decode on GPUs of their own (Patel et al. 2024, Splitwise; Zhong et al. 2024, DistServe): prompts no
 * longer stretch the steps of those that decode, but the prompt's KV cache has to cross the network once.
 */
import { kvLayout } from '@/catalog/models';
import { kvShare, type Deployment } from './roofline';

/** One 400 Gbit/s adapter for each GPU. */
const BYTES_PER_MS = { value: (400e9 / 8) / 1000, source: 'NVIDIA DGX H100 data sheet: eight ConnectX-7 adapters of 400 Gbit/s for eight GPUs' } as const;

export const HANDOVER_SOURCE = `${BYTES_PER_MS.source}; each layer is sent while the next is computed, as in Splitwise`;

export interface Handover {
  /** Time by which the second token is later. */
  readonly ms: number;
  /** Bytes that each GPU sends. */
  readonly bytes: number;
}

/**
 * Layers are sent as they are done: what shows is the last layer's transfer, or, where the network is slower than the
 * prefill, what is left when the prefill ends: max(transfer / L, transfer − prefill · (L − 1) / L).
 */
export function handoverOf(deployment: Deployment, promptTokens: number, prefillMs: number): Handover {
  const { model, tensorParallel, kvPrecision } = deployment;
  const bytes = promptTokens * kvLayout(model, kvPrecision).bytesPerToken * kvShare(model, tensorParallel);
  const transferMs = bytes / BYTES_PER_MS.value;
  const { layers } = model;
  return { ms: Math.max(transferMs / layers, transferMs - (prefillMs * (layers - 1)) / layers), bytes };
}
