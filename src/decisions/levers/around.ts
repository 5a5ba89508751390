/** Levers on what lies around the model: network, gateway, tools, retrieval, checks, readiness. */
import { SAFETY_CHECK } from '@/catalog/stage-budgets';
import { regionSpec } from '@/catalog/regions';
import { t } from '@/core/text';
import { cannot, does, from, type Lever } from './types';

export const nearerRegion: Lever = {
  id: 'nearer-region', title: 'Nearer region', group: 'network',
  what: 'Serves the request from the client\'s own region.',
  sources: [from('S1', 'Geographic routing against latency.'), from('S3', 'Distance to the region.')],
  apply: ({ client, loadBalancer }) => (client.region === loadBalancer.region ? cannot(t('The request is served from the client\'s region already.'))
    : does({ loadBalancer: { region: client.region } }, `${t(regionSpec(loadBalancer.region).name)} → ${t(regionSpec(client.region).name)}.`)),
};

export const reuseConnection: Lever = {
  id: 'connection-reuse', title: 'Reuse the connection', group: 'network',
  what: 'Keeps the connection open between requests: no DNS, TCP and TLS, and a window that is open already.',
  sources: [from('S3', 'Connection set-up.'), from('S4', 'On mobile it can dominate the first token.')],
  apply: ({ client }) => (client.connection === 'reused' ? cannot(t('The connection is reused already.')) : does({ client: { connection: 'reused' } }, t('No handshakes.'))),
};

export const tuneGateway: Lever = {
  id: 'gateway-tuning', title: 'Tune the gateway', group: 'network',
  what: 'Puts a gateway written for speed in place of a typical one.',
  sources: [from('S0', 'Gateway and load balancer tuning only.'), from('S1', 'Gateway tuning is noise.')],
  apply: ({ gateway }) => (gateway.profile === 'tuned' ? cannot(t('The gateway is tuned already.')) : does({ gateway: { profile: 'tuned' } }, t('Gateway typical → tuned.'))),
};

export const parallelTools: Lever = {
  id: 'parallel-tools', title: 'Tools in parallel', group: 'around',
  what: 'Makes independent tool calls at the same time instead of one after another.',
  sources: [from('S4', 'Two tools in parallel: p95 5.2 s to 2.8 s.')],
  leavesOut: 'It only works for calls that do not need one another\'s results.',
  apply: ({ tools }) => {
    if (tools.calls < 2) return cannot(tools.calls === 0 ? t('No tool is called.') : t('One call has nothing to run beside.'));
    return tools.parallel ? cannot(t('The tools run in parallel already.')) : does({ tools: { parallel: true } }, t('{calls} calls at the same time.', { calls: tools.calls }));
  },
};

export const smallSafetyModel: Lever = {
  id: 'small-safety-model', title: 'Small safety model', group: 'around',
  what: 'Checks the answer with a small local classifier instead of a second language model.',
  sources: [from('S4', 'Policy checks on small local models save 200 to 600 ms at p95.'), from('catalogue', SAFETY_CHECK['small-classifier'].source)],
  leavesOut: 'How many harmful answers each lets through.',
  apply: ({ safety }) => (safety === 'large-classifier' ? does({ safety: 'small-classifier' }, t('Large classifier → small classifier.')) : cannot(t('No large classifier checks this answer.'))),
};

export const warmPool: Lever = {
  id: 'warm-pool', title: 'Warm pool', group: 'serving',
  what: 'Keeps replicas with loaded weights ready.',
  sources: [from('S3', 'Cold starts.'), from('S4', 'Cold starts punish p95; warm pools.')],
  leavesOut: 'The rent of the replicas that wait.',
  apply: ({ deployment }) => (deployment.warm ? cannot(t('The replica is warm already.')) : does({ deployment: { warm: true } }, t('No weights to load.'))),
};

export const prefixRouting: Lever = {
  id: 'prefix-routing', title: 'Prefix-aware routing', group: 'serving',
  what: 'Sends requests that begin alike to the replica that holds their prefix.',
  sources: [from('S2', 'Cache lookup and KV reuse.'), from('S3', 'Prefix-aware routing.')],
  leavesOut: 'One request is taken to reach the replica that holds its prefix. Over many requests and replicas the hit rate differs: see claim 6.',
  apply: ({ loadBalancer }) => (loadBalancer.policy === 'prefix-affinity' ? cannot(t('Requests are routed by prefix already.'))
    : does({ loadBalancer: { policy: 'prefix-affinity' } }, `${t(loadBalancer.policy)} → ${t('prefix-affinity')}.`)),
};

export const emptyQueue: Lever = {
  id: 'more-replicas', title: 'More replicas', group: 'serving',
  what: 'Adds replicas until nobody waits in the queue.',
  sources: [from('S1', 'All GPUs busy: the request waits.'), from('S4', 'Headroom.')],
  leavesOut: 'The rent of the added replicas.',
  apply: ({ load }) => (load.queueDepth === 0 ? cannot(t('Nobody waits.')) : does({ load: { queueDepth: 0 } }, t('{count} → 0 requests ahead.', { count: load.queueDepth }))),
};

export const AROUND_LEVERS: readonly Lever[] = [
  nearerRegion, reuseConnection, tuneGateway, parallelTools, smallSafetyModel, warmPool, prefixRouting, emptyQueue,
];
