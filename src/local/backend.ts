/** A model in memory on a device, with its tokenizer, its kept sequence and its place in the worker's queue. */
import type { PreTrainedModel } from '@huggingface/transformers';
import { t } from '@/core/text';
import type { LocalBackend, Tokenizer } from '@/stages/serving';
import type { Decoder, KvMode, ModelSequence } from './decoder';
import type { LoadedModel, LocalDevice } from './types';

export interface BackendParts {
  loaded: LoadedModel;
  decoder: Decoder;
  tokenizer: Tokenizer;
  endTokens: ReadonlySet<number>;
  parameters: number | null;
  gpuDevice: GPUDevice | null;
  /** The library's own model object: owns the session; its `generate` is what the benchmark compares with. */
  model: PreTrainedModel;
}

function lostText(reason: GPUDeviceLostReason, why: string): string {
  if (reason === 'destroyed') return t('The GPU device was lost (it was destroyed).');
  return why === '' ? t('The GPU device was lost (the browser gives no reason).') : t('The GPU device was lost ({why}).', { why });
}

export class Backend implements LocalBackend {
  readonly device: LocalDevice;
  readonly kvMode: KvMode;
  readonly kept: ModelSequence;
  lastUsedMs = 0;
  promptHash: number | null = null;
  /** Requests running or waiting here. */
  load = 0;

  constructor(readonly parts: BackendParts) {
    this.device = parts.loaded.device;
    this.kvMode = parts.loaded.kvMode;
    this.kept = parts.decoder.newSequence(this.kvMode);
    void parts.gpuDevice?.lost.then(({ message, reason }) => {
      parts.decoder.markLost(lostText(reason, message));
    });
  }

  get model(): string {
    return this.parts.loaded.model;
  }
  get adapterName(): string {
    return this.parts.loaded.adapterName;
  }
  get parameters(): number | null {
    return this.parts.parameters;
  }
  get bytesPerToken(): number {
    return this.parts.decoder.kv.bytesPerToken;
  }
  get contextTokens(): number {
    return this.parts.decoder.contextTokens;
  }
  get fault(): string | null {
    return this.parts.decoder.lost?.error.message ?? null;
  }

  /** Takes the device away for real: destroys it, or ends the session on the CPU. */
  async breakDevice(): Promise<void> {
    const { gpuDevice, decoder } = this.parts;
    if (gpuDevice !== null) {
      gpuDevice.destroy();
      await gpuDevice.lost;
      return;
    }
    await this.parts.model.dispose();
    decoder.markLost(t('The CPU backend was ended while it was decoding.'));
  }

  async dispose(): Promise<void> {
    this.kept.dispose();
    await this.parts.model.dispose();
  }
}
