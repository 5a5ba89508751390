/** How long the small stages and the network take a request: the same distributions as for one request in Explore. */
import { networkSpec, type NetworkSpec } from '@/catalog/networks';
import { regionRttMs } from '@/catalog/regions';
import {
  BILLING, CHARACTERS_PER_TOKEN, ENCODE_BYTES_PER_MS, GATEWAY_TYPICAL, LOAD_BALANCER, POST_PROCESSING, PROMPT_ASSEMBLY, ROUTER, SAFETY_CHECK, TOKENIZER, tuned,
  type LayerBudget,
} from '@/catalog/stage-budgets';
import { quantileOf, type Distribution } from '@/core/distributions';
import type { LayerOf, PlaceId } from '@/core/stage';
import { REQUEST_ENVELOPE_BYTES, SSE_FRAME_BYTES, slowStartRounds, transferMs } from '@/stages/network/modeled';
import type { FleetScenario, FleetTenant } from '../config';
import { cause, drawAt, type Cause } from '../draws';
import type { FleetRequest } from '../types';

/** A layer whose time is drawn for each request and try. */
export interface Layer {
  readonly stage: PlaceId;
  readonly layer: string;
  readonly of: Cause;
  readonly distribution: Distribution;
}

/** Layers that lie between two moments at which something is decided. */
export interface PathLayers {
  /** Up to the rate limit. */
  readonly gateway: readonly Layer[];
  /** After it. */
  readonly admitted: readonly Layer[];
  readonly balancer: readonly Layer[];
  readonly assembly: readonly Layer[];
  readonly tokenizer: readonly Layer[];
  readonly router: readonly Layer[];
  readonly post: readonly Layer[];
  readonly billing: readonly Layer[];
}

export function pathLayers(config: FleetScenario): PathLayers {
  const layer = <P extends PlaceId>(stage: P, id: LayerOf<P>, budget: LayerBudget): Layer =>
    ({ stage, layer: id, of: cause(config.seed, `${stage}/${id}`), distribution: budget.distribution });
  const gateway = (id: keyof typeof GATEWAY_TYPICAL): Layer => layer('gateway', id, config.gateway.profile === 'tuned' ? tuned(GATEWAY_TYPICAL[id]) : GATEWAY_TYPICAL[id]);
  const { safety } = config;
  return {
    gateway: [gateway('tls-termination'), gateway('authentication'), gateway('rate-limiting')],
    admitted: [gateway('request-validation'), gateway('billing-clock')],
    balancer: [
      layer('load-balancer', 'geographic-routing', LOAD_BALANCER['geographic-routing']), layer('load-balancer', 'replica-pick', LOAD_BALANCER['replica-pick']),
      layer('load-balancer', 'health-check', LOAD_BALANCER['health-check']),
    ],
    assembly: config.retrieval.calls > 0 ? [layer('retrieval', 'prompt-assembly', PROMPT_ASSEMBLY)] : [],
    tokenizer: [layer('tokenizer', 'encode', TOKENIZER.encode), layer('tokenizer', 'context-check', TOKENIZER['context-check'])],
    router: [
      layer('router', 'pool-choice', ROUTER['pool-choice']), layer('router', 'prefix-cache', ROUTER['prefix-cache']), layer('router', 'queue', ROUTER.queue),
      layer('router', 'gpu-scheduling', ROUTER['gpu-scheduling']),
    ],
    post: [
      layer('post-processing', 'detokenize', POST_PROCESSING.detokenize),
      ...(safety === 'none' ? [] : [layer('post-processing', 'safety', SAFETY_CHECK[safety])]),
      layer('post-processing', 'stop-sequences', POST_PROCESSING['stop-sequences']), layer('post-processing', 'packaging', POST_PROCESSING.packaging),
    ],
    billing: [layer('billing', 'metering', BILLING.metering), layer('billing', 'cost', BILLING.cost)],
  };
}

/** Time of one layer for a request; `sub` tells tries and turns apart. */
export const layerMs = (layer: Layer, index: number, sub: number): number => quantileOf(layer.distribution, drawAt(layer.of, index, sub));

/** Layers in a row, ms. */
export function layersMs(layers: readonly Layer[], index: number, sub: number): number {
  let ms = 0;
  for (const layer of layers) ms += layerMs(layer, index, sub);
  return ms;
}

/** Encoding beside the tokenizer service's overhead, ms. */
export const encodeMs = (tokens: number): number => (tokens * CHARACTERS_PER_TOKEN) / ENCODE_BYTES_PER_MS;

/** The network between tenants and regions. */
export class Networks {
  readonly #of: Cause;
  readonly #links: { readonly spec: NetworkSpec; readonly cold: boolean; readonly frameMs: number; readonly backboneMs: readonly number[] }[];

  constructor(config: FleetScenario) {
    this.#of = cause(config.seed, 'network/rtt');
    this.#links = config.workload.tenants.map((tenant: FleetTenant) => {
      const spec = networkSpec(tenant.network);
      return { spec, cold: tenant.connection === 'cold', frameMs: transferMs(SSE_FRAME_BYTES, spec.downMbps), backboneMs: config.regions.map((r) => regionRttMs(tenant.region, r.region)) };
    });
  }

  #link(tenant: number) {
    const link = this.#links[tenant];
    if (link === undefined) throw new RangeError(`there is no tenant ${tenant}`);
    return link;
  }

  spec(tenant: number): NetworkSpec {
    return this.#link(tenant).spec;
  }

  /** Round trip of the backbone between a tenant and a region, ms. */
  backboneMs(tenant: number, region: number): number {
    return this.#link(tenant).backboneMs[region] ?? 0;
  }

  /** One draw of the access link serves a whole request: within a second a path changes little. */
  accessMs(request: FleetRequest): number {
    return quantileOf(this.#link(request.tenant).spec.rtt, drawAt(this.#of, request.index));
  }

  /** DNS, TCP and TLS 1.3 of a cold connection, each a round trip; nothing on later tries, which find it open. */
  handshakeMs(request: FleetRequest, accessMs: number, region: number, first: boolean): { dns: number; tcp: number; tls: number } | null {
    if (!first || !this.#link(request.tenant).cold) return null;
    const rttMs = accessMs + this.backboneMs(request.tenant, region);
    return { dns: accessMs, tcp: rttMs, tls: rttMs };
  }

  /** The request's way up, ms. */
  requestMs(request: FleetRequest, accessMs: number, region: number, first: boolean): number {
    const { spec, cold } = this.#link(request.tenant);
    const bytes = request.inputTokens * CHARACTERS_PER_TOKEN + REQUEST_ENVELOPE_BYTES;
    return (0.5 + slowStartRounds(bytes, cold && first)) * (accessMs + this.backboneMs(request.tenant, region)) + transferMs(bytes, spec.upMbps);
  }

  /** The way back of one event of a stream, ms. */
  responseMs(request: FleetRequest, accessMs: number, region: number): number {
    return (accessMs + this.backboneMs(request.tenant, region)) / 2 + this.#link(request.tenant).frameMs;
  }
}
