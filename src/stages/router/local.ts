/** The router on this machine: a pool, a look at the kept prefix, and a real place in the queue for the device. */
import { msg, t } from '@/core/text';
import { clientGone, endAt, proceed, type KvSequence, type LocalBackend, type LocalRun, type Step } from '../serving';
import { lookUpPrefix } from './local-prefix';
import type { DeviceQueue, Release } from './local-queue';

export interface Routed {
  cachedTokens: number;
  /** Gives the device back. */
  release: Release;
}

export interface RouterPlace {
  backend: LocalBackend & { readonly parameters: number | null; readonly kvMode: string; readonly bytesPerToken: number; readonly contextTokens: number };
  sequence: KvSequence;
  queue: DeviceQueue;
  nowMs: number;
}

/**
 * Routes a request whose prompt is `ids`. `jam` puts other requests before it (the injected failures): it is called
 * when the request reaches the queue and resolves when they stand there.
 */
export async function route(run: LocalRun, ids: readonly number[], place: RouterPlace, jam: () => Promise<string | null>): Promise<Step<Routed>> {
  const { timer, scenario, client } = run;
  const { backend, sequence, queue } = place;
  timer.lap('router', 'pool-choice', {
    pool: backend.device === 'webgpu' ? msg('this machine’s GPU') : msg('this machine’s CPU'),
    ...(backend.parameters === null ? {} : { parameters: backend.parameters }),
  });

  const ageMs = Math.max(0, place.nowMs - backend.lastUsedMs);
  const found = lookUpPrefix(sequence.ids, ids, { enabled: scenario.cache.prefix, ageMs, ttlMs: scenario.cache.ttlS * 1000 });
  timer.lap('router', 'prefix-cache', {
    hit: found.miss === null, cachedTokens: found.cachedTokens, keptTokens: sequence.ids.length, promptTokens: ids.length,
    ...(found.miss === null ? { savedKvBytes: found.cachedTokens * backend.bytesPerToken } : { miss: found.miss }),
    ...(sequence.ids.length > 0 ? { ageMs } : {}),
  });

  const jammedBy = await jam();
  const ahead = queue.waiting + (queue.busy ? 1 : 0);
  const full = queue.busy && queue.waiting >= queue.limit;
  const release = await queue.acquire(client.signal);
  timer.lap('router', 'queue', { ahead, limit: queue.limit, admitted: release !== null, ...(jammedBy === null ? {} : { jammedBy }) });
  if (release === null) {
    return full
      ? endAt('router', 'queue', 'shed', 503, t('{ahead} requests stand before this one and the queue takes {limit}: shed at once instead of kept waiting. Try again in a moment.', { ahead, limit: queue.limit }))
      : clientGone('router', 'queue', t('The client went away while the request was waiting for the device.'), false);
  }

  sequence.truncate(found.cachedTokens);
  timer.lap('router', 'gpu-scheduling', {
    device: backend.device, kvMode: backend.kvMode, batch: 1,
    reservedKvBytes: (backend.kvMode === 'preallocated' ? backend.contextTokens : ids.length) * backend.bytesPerToken,
    prefillTokens: ids.length - found.cachedTokens,
  });
  return proceed({ cachedTokens: found.cachedTokens, release });
}
