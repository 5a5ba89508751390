/** The seven stages of an LLM API call, in the order a request meets them. */
export const STAGE_IDS = [
  'gateway',
  'load-balancer',
  'tokenizer',
  'router',
  'inference',
  'post-processing',
  'billing',
] as const;
export type StageId = (typeof STAGE_IDS)[number];

/** What happens around the stages. Shown, but not counted among the seven. */
export const PHASE_IDS = ['network', 'retrieval', 'tools'] as const;
export type PhaseId = (typeof PHASE_IDS)[number];

/** What a rule can lay time onto, and what the app models, measures and explains. */
export const KNOWN_PLACE_IDS = [...STAGE_IDS, ...PHASE_IDS] as const;
/** Time of an imported trace that no rule knows: neither a stage's nor the network's. Nothing else has any. */
export const UNATTRIBUTED = 'unattributed';

/** Where a span can be: one of the stages, of the phases around them, or nowhere that is known. */
export const PLACE_IDS = [...KNOWN_PLACE_IDS, UNATTRIBUTED] as const;
export type KnownPlaceId = StageId | PhaseId;
export type PlaceId = KnownPlaceId | typeof UNATTRIBUTED;

/** The layers of each place, in the order a request meets them. */
export const LAYERS = {
  gateway: ['tls-termination', 'authentication', 'rate-limiting', 'request-validation', 'billing-clock'],
  'load-balancer': ['geographic-routing', 'replica-pick', 'health-check'],
  tokenizer: ['encode', 'context-check'],
  router: ['pool-choice', 'prefix-cache', 'queue', 'gpu-scheduling', 'cold-start'],
  inference: ['prefill', 'decode', 'sampling', 'stream-out'],
  'post-processing': ['detokenize', 'safety', 'stop-sequences', 'packaging'],
  billing: ['metering', 'cost'],
  network: ['dns', 'tcp', 'tls', 'request', 'response'],
  retrieval: ['search', 'prompt-assembly'],
  tools: ['tool-calls'],
  unattributed: ['no-rule'],
} as const satisfies Record<PlaceId, readonly string[]>;

export type LayerId = (typeof LAYERS)[PlaceId][number];
export type LayerOf<P extends PlaceId> = (typeof LAYERS)[P][number];

export const isStageId = (id: string): id is StageId => (STAGE_IDS as readonly string[]).includes(id);
export const isPlaceId = (id: string): id is PlaceId => (PLACE_IDS as readonly string[]).includes(id);

/** True when `layer` is one of `place`'s layers. */
export const isLayerOf = (place: PlaceId, layer: string): boolean =>
  (LAYERS[place] as readonly string[]).includes(layer);
