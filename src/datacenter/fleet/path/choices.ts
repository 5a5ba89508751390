/** What the router decides about a request before it looks for a replica. */
import { t } from '@/core/text';
import type { Group } from '../cluster';
import { drawAt } from '../draws';
import type { Flow } from '../flow';
import type { PoolSetup } from '../setup';
import type { World } from '../world';

/** Small model or large, as the router sees the request's difficulty, rightly or wrongly. */
export function judge(world: World, flow: Flow): void {
  const { config, causes } = world;
  const { router, workload } = config;
  flow.judged = true;
  if (!router.split) return;
  const easy = drawAt(causes.difficulty, flow.request.index) < (workload.kinds[flow.request.kind]?.easyShare ?? 0);
  const wrong = drawAt(causes.judgement, flow.request.index) < router.misroutedShare;
  flow.small = easy !== wrong;
  flow.record.misrouted = wrong;
  flow.toEscalate = flow.small && !easy && router.escalate;
}

/** The replicas of its region and model. */
export function groupFor(world: World, flow: Flow): Group {
  const { sites } = world.cluster;
  const site = world.cluster.site(flow.region);
  if (flow.small) {
    // A region without a small pool uses another region's.
    const small = site.small ?? sites.find((other) => other.small !== null && !other.down)?.small ?? null;
    if (small !== null && !small.site.down) return small;
  }
  return site.prefill ?? site.main;
}

/** Why prompt and answer fit no replica of the pool; null if they do. */
export function tooLong(flow: Flow, pool: PoolSetup): string | null {
  if (pool.config.service.kind !== 'model') return null;
  const tokens = flow.promptTokens + flow.outputTokens;
  const { limits, contextTokens } = pool;
  const roomTokens = limits.reserve ? limits.kvTokens : Math.floor(limits.kvTokens / limits.blockTokens) * limits.blockTokens;
  if (tokens <= Math.min(contextTokens, roomTokens)) return null;
  return tokens > contextTokens
    ? t('Prompt and answer need {tokens} tokens, the model\'s window holds {contextTokens}.', { tokens: String(tokens), contextTokens: String(contextTokens) })
    : t('Prompt and answer need {tokens} tokens of KV cache, a replica has room for {roomTokens}.', { tokens: String(tokens), roomTokens: String(roomTokens) });
}
