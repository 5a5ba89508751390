/** The third talk: many requests, and those that wait. */
import type { DeckInput } from '../deck';

export const theTail: DeckInput = {
  deckVersion: 1, id: 'the-tail', title: 'The tail', minutes: 15,
  steps: [
    { title: 'One request is an anecdote', words: 'Alone on its replica it takes {total}. Nobody is ever alone.', scene: 'tracks', change: { load: { batch: 1 } }, play: { speed: 0.1 }, notes: 'Every benchmark at a concurrency of one describes a service without users.' },
    { title: 'A replica at 60 %', words: '{fleet.requests} requests: half of them take {fleet.p50}, one in a hundred {fleet.p99}.', scene: 'fleet', fleet: 'steady-chat', notes: 'Dots are requests; the grid is the batch. The batch grows and shrinks with the arrivals.' },
    { title: 'One tenant asks for everything', words: 'Now {fleet.good} are served in time. With a rate limit for the one: {other.good}.', scene: 'fleet', fleet: 'noisy-tenant', notes: 'A limit at the gateway costs a fraction of a millisecond and no GPU.' },
    { title: 'One huge prompt', words: 'A prompt of 100,000 tokens among chats: TTFT at p99 is {fleet.ttftP99}. With prompts capped: {other.ttftP99}.', scene: 'fleet', fleet: 'huge-context', notes: 'Head-of-line blocking: everyone’s tokens wait while the long prompt is read.' },
    { title: 'Scaling up takes minutes', words: 'Load comes, replicas start, and meanwhile: p95 {fleet.p95}. With machines kept warm: {other.p95}.', scene: 'fleet', fleet: 'cold-autoscaling', notes: 'Loading weights takes longer than the burst lasts.' },
    { title: 'Send it where its prefix is', words: 'Round robin finds {fleet.hits} in the cache; routing by prefix {other.hits}. TTFT at p95 goes from {fleet.ttftP95} to {other.ttftP95}.', scene: 'fleet', fleet: 'cache-affinity', notes: 'Each replica keeps its own prefixes; a balancer that knows them keeps them warm.' },
    { title: 'Ask twice', words: 'A second copy where no token has come: TTFT at p99 goes from {fleet.ttftP99} to {other.ttftP99}, the total from {fleet.p99} to {other.p99}, the cost of an answer from {fleet.cost} to {other.cost}.', scene: 'fleet', fleet: 'hedging', notes: 'Hedging helps where slowness is luck before the first token. Once tokens come it can do nothing, and where slowness is load it adds load.' },
    { title: 'Say no early', words: 'More load than the pool can take: {fleet.good} in time. Refuse what cannot be served: {other.good}.', scene: 'fleet', fleet: 'saturated', notes: 'Shedding helps those who are let in; those who are not know at once.' },
    { title: 'What to remember', words: 'Look at p99, at the load you expect and at five times as much. Queues, not GPUs, make the tail.', scene: 'words', notes: 'Send the link of the Fleet page: everybody can move the sliders.' },
  ],
};
