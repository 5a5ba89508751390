/** The first talk: one request, from the key press to the last token. */
import type { DeckInput } from '../deck';

export const fourHundredMs: DeckInput = {
  deckVersion: 1, id: 'four-hundred-ms', title: 'What happens in 400 ms', minutes: 10,
  steps: [
    { title: 'Somebody presses Enter', words: 'An answer begins to appear {ttft} later and is complete after {total}.\n\nWhere did the time go?', scene: 'answers', play: { speed: 0.5 }, notes: 'Let it play once without a word. Ask the room where they would look first: the network, the gateway, the GPU?' },
    { title: 'Seven stages', words: 'Every call passes seven stages, always in this order. Watch how long it stays in each.', scene: 'tracks', play: { speed: 0.05 }, notes: 'Name the stages while the request passes: gateway, load balancer, tokenizer, router, inference, post-processing, billing. The lower track is a small model on this very machine.' },
    { title: 'Four stages in {before}', words: 'Keys are checked, limits kept, a replica picked, text cut into tokens, a GPU found: {before} for all of it.', scene: 'waterfall', camera: { axis: 'log', rows: 'layers' }, play: { speed: 0.01 }, notes: 'On the logarithmic axis the small steps can be seen. Say that the axis is logarithmic.' },
    { title: '{inferenceShare} is inference', words: 'Of the time in the seven stages, {inferenceShare} is one of them. Tuning the others is noise.', scene: 'waterfall', notes: 'Linear axis again: bars in proportion. This is the picture to remember.' },
    { title: 'Prefill: the whole prompt at once', words: 'The prompt’s {input} tokens go through the model together, in {prefill}. Each leaves its keys and values in the cache: {kv} by the end.', scene: 'kv', camera: { zoom: 'inference' }, play: { speed: 0.1 }, notes: 'Blue is prefill. Many tokens, one pass: the GPU computes as fast as it can.' },
    { title: 'Decode: one token at a time', words: '{output} tokens, one pass through all the weights for each: {tpot} a token, {decode} together. That is most of the wait.', scene: 'waterfall', camera: { zoom: 'inference' }, play: { speed: 0.2 }, notes: 'Orange is decode. A pass reads all the weights to make one token: bound by memory, not by arithmetic.' },
    { title: 'The same, on this machine', words: 'A model a thousand times smaller, here: {here.ttft} to the first token, {here.total} in all. The path around it takes microseconds; the shape is the same.', scene: 'explore', run: true, notes: 'This is live. If the room has a GPU it is the GPU; otherwise the CPU.' },
    { title: 'Without streaming', words: 'Now nothing shows before {ttft}. The total is the same; the wait is not.', scene: 'answers', change: { request: { stream: false } }, before: {}, play: { speed: 0.5 }, notes: 'Streaming does not make it faster. It lets people read while it is written. With streaming the first token came after {was.ttft}.' },
    { title: 'A phone, far away', words: 'From a phone on 4G on another continent the first token takes {ttft}; {network} of the total is network.', scene: 'tracks', preset: 'mobile-far-region', play: { speed: 0.2 }, notes: 'For distant clients the network is no longer noise: connection reuse and a nearer region matter.' },
    { title: 'Cold start', words: 'If no replica has the weights loaded, somebody waits {total} for them.', scene: 'waterfall', preset: 'cold-start', notes: 'Cold starts are why the slowest requests are so slow: keep some machines warm.' },
    { title: 'What to remember', words: '{before} before, {inference} in inference, {after} after.\n\nFewer tokens beat a faster gateway.', scene: 'tracks', notes: 'Everything shown here was computed or measured while you watched. The link in the address bar opens the same scenario.' },
  ],
};
