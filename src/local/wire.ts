/** The client's half of the wire: an OpenAI-shaped request with a key, sealed as one AES-GCM record. */
import type { Scenario } from '@/core/scenario';
import { msg } from '@/core/text';
import { hasWebCrypto, keyDigest, sealRecord, type WireHttp } from '@/stages/gateway/local-record';
import { absoluteNowMs } from './clock';
import type { WireRequest, WorkerSettings } from './protocol';
import type { LoadedModel } from './types';

/** Keys made once per page: two tenants' API keys and the key of the encrypted connection. */
export class ClientCredentials {
  readonly #apiKey = randomKey();
  /** A neighbour whose quota the rate-limit failure uses up, so that the reader's own stays whole. */
  readonly #noisyKey = randomKey();
  #recordKey: Promise<CryptoKey | null> | null = null;

  /** What the gateway is given: digests, never the keys. */
  async forServer(): Promise<Pick<WorkerSettings, 'apiKeys' | 'recordKey'>> {
    return {
      apiKeys: [
        { digest: await keyDigest(this.#apiKey), tenant: msg('you') },
        { digest: await keyDigest(this.#noisyKey), tenant: 'noisy-neighbour' },
      ],
      recordKey: await this.#key(),
    };
  }

  /** Builds and seals the request of a scenario, with the scenario's failure really in it. */
  async seal(scenario: Scenario, loaded: LoadedModel, cold: boolean): Promise<WireRequest> {
    const recordKey = await this.#key();
    const sentAtMs = absoluteNowMs();
    const http: WireHttp = {
      authorization: `Bearer ${this.#keyFor(scenario)}`,
      body: JSON.stringify(requestBody(scenario, loaded)),
    };
    const record = await sealRecord(http, recordKey);
    return { scenario, sentAtMs, record, sealMs: absoluteNowMs() - sentAtMs, goneFlag: globalThis.crossOriginIsolated ? new SharedArrayBuffer(4) : null, cold };
  }

  #keyFor(scenario: Scenario): string {
    switch (scenario.failure?.kind) {
      case 'unauthorized': return `${this.#apiKey.slice(0, -1)}x`;
      case 'rate-limited': return this.#noisyKey;
      default: return this.#apiKey;
    }
  }

  #key(): Promise<CryptoKey | null> {
    this.#recordKey ??= hasWebCrypto()
      ? crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
      : Promise.resolve(null);
    return this.#recordKey;
  }
}

/** The body of POST /v1/chat/completions for this scenario. */
export function requestBody(scenario: Scenario, loaded: Pick<LoadedModel, 'model' | 'contextTokens'>): Record<string, unknown> {
  const { request } = scenario;
  const overflow = scenario.failure?.kind === 'context-overflow';
  const content = overflow ? overlong(request.prompt, loaded.contextTokens) : request.prompt;
  const messages = [
    ...(request.systemPrompt === '' ? [] : [{ role: 'system', content: request.systemPrompt }]),
    { role: 'user', content },
  ];
  return {
    model: loaded.model,
    messages,
    // A string where a number belongs is what a careless client really sends.
    max_tokens: scenario.failure?.kind === 'invalid-request' ? 'a few' : request.maxOutputTokens,
    temperature: request.temperature,
    top_k: request.topK,
    top_p: request.topP,
    seed: scenario.seed,
    stop: request.stop,
    stream: request.stream,
    response_format: { type: request.responseFormat === 'json' ? 'json_object' : 'text' },
  };
}

/** The prompt with so many more words that it cannot fit: no tokenizer here joins words across a space. */
const overlong = (prompt: string, contextTokens: number): string => `${prompt} ${'time '.repeat(contextTokens + 1)}`.trimEnd();

function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return `sk-local-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
