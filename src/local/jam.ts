/** Injected load: other requests that really stand before this one at the device. */
import type { Scenario } from '@/core/scenario';
import { t } from '@/core/text';
import { argmax } from '@/stages/inference/local-sampling';
import type { DeviceQueue, Release } from '@/stages/router/local-queue';
import type { Backend } from './backend';
import { breathe } from './breathe';
import type { ModelSequence } from './decoder';

/** Tokens that the other request generates where the scenario names no number. */
const OTHER_TOKENS = 8;

export class Jam {
  readonly #leave = new AbortController();

  constructor(private readonly failure: Scenario['failure'], private readonly queue: DeviceQueue, private readonly backend: Backend) {}

  /** Puts the other requests in place. Returns who they are, or null when the scenario injects none. */
  async build(): Promise<string | null> {
    switch (this.failure?.kind) {
      case 'saturated': {
        const tokens = Math.max(1, this.failure.afterTokens === 0 ? OTHER_TOKENS : this.failure.afterTokens);
        const release = await this.queue.acquire();
        if (release === null) return null;
        void this.#occupy(release, tokens);
        return t('another generation of {tokens} tokens', { tokens });
      }
      case 'shed': {
        const release = await this.queue.acquire();
        this.#leave.signal.addEventListener('abort', () => release?.());
        const waiting = this.queue.limit - this.queue.waiting;
        for (let i = 0; i < waiting; i++) void this.queue.acquire(this.#leave.signal).then((late) => late?.());
        return t('one generation and {waiting} requests in the queue', { waiting });
      }
      default: return null;
    }
  }

  /** Those still waiting leave. */
  clear(): void {
    this.#leave.abort();
  }

  /** A neighbour's generation with a KV cache of its own, for as long as it really takes. */
  async #occupy(release: Release, tokens: number): Promise<void> {
    let sequence: ModelSequence | null = null;
    try {
      sequence = this.backend.parts.decoder.newSequence(this.backend.kvMode);
      let id = 1;
      for (let i = 0; i < tokens && i < this.backend.contextTokens; i++) {
        await breathe();
        id = argmax((await sequence.forward([id])).logits);
      }
    } catch {
      // A device that fails here fails for the waiting request too, which reports it.
    } finally {
      sequence?.dispose();
      release();
    }
  }
}
