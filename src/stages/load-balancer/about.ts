import type { StageAbout } from '../about';
import { writeUp } from '../sources';

export const about: StageAbout = {
  id: 'load-balancer',
  name: 'Load balancer',
  oneLine: 'Chooses where the request is served: which region, then which replica.',
  explanation: [
    'Several copies of the service stand in several regions. The balancer sends each request to one that is near, well and not too busy.',
    'Choosing takes about 2 ms, but the choice decides far more than that. Two identical calls can land on replicas with different queues, caches and neighbours in the batch: this is a large part of why latency is never constant.',
    'A policy that knows about prefixes sends requests with the same beginning to the same replica, so that its kept prefix can be used again.',
  ],
  layers: [
    {
      id: 'geographic-routing', name: 'Geographic routing',
      what: 'Picks the region. Light in fibre needs about 1 ms for every 100 km there and back, so distance is a floor that no software lowers.',
      local: 'There is one region: this device. The step records that no distance is travelled.',
    },
    {
      id: 'replica-pick', name: 'Replica pick',
      what: 'Round robin, least connections, the better of two at random, or affinity to the prefix.',
      local: 'Picks among the backends that hold the model in memory, WebGPU or WASM, by the policy you have chosen.',
    },
    {
      id: 'health-check', name: 'Backend health check',
      what: 'Skips replicas that have failed their last checks. An unhealthy region is left out altogether and its traffic moves elsewhere.',
      local: 'Checks that the device has not been lost; if it has, the next backend is taken.',
    },
  ],
  failures: [
    { title: 'Another node each time', what: 'The same call takes longer or shorter depending on where it lands. Nothing is broken; look at distributions, not at single runs.' },
    { title: 'Region failover', what: 'A region drops out and its requests travel to the next one: every round trip gets longer and caches there are cold.' },
  ],
  change: [
    'Serve from a region near the caller; it shortens every round trip.',
    'Balance by work in progress rather than in turn: requests differ a hundredfold in length.',
    'Route by prefix where prompts share a long beginning.',
    'Send a second copy of a slow request elsewhere after a small delay (hedging): S4 reports 30–50 % less at the 99th percentile for 5–10 % more cost.',
  ],
  sources: [
    writeUp('S1', 'Layers, about 2 ms, variance between nodes, failover.'),
    writeUp('S2', 'Routing that keeps shared prefixes on one accelerator.'),
    writeUp('S4', 'Hedged requests.'),
    { key: 'Dean & Barroso', title: 'The Tail at Scale, Communications of the ACM, February 2013', detail: 'Hedging after 10 ms cut the 99.9th percentile from 1,800 to 74 ms with 2 % more requests.' },
  ],
};
