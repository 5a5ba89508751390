import type { StageAbout } from '../about';
import { writeUp } from '../sources';

export const about: StageAbout = {
  id: 'router',
  name: 'Model router',
  oneLine: 'Finds the right pool of GPUs, looks for a kept prefix, and queues.',
  explanation: [
    'Large models run on groups of GPUs that share each layer, small ones on a single GPU, embeddings on machines of their own. The router knows which pool serves which model and how full it is.',
    'Deciding takes about a millisecond. Waiting does not count as deciding: when every slot is taken, a request waits until another finishes, and that wait can exceed everything else together.',
    'A kept prefix is looked up here. Only an exact match from the first token on counts, in whole blocks, and only until it expires or is pushed out.',
  ],
  layers: [
    {
      id: 'pool-choice', name: 'Pool choice',
      what: 'Large models go to multi-GPU groups, small ones to single GPUs, embeddings to a pool of their own.',
      local: 'Chooses the loaded model\'s session on the backend the balancer picked.',
    },
    {
      id: 'prefix-cache', name: 'Prefix-cache lookup',
      what: 'Compares the prompt\'s tokens, block by block, with prefixes whose keys and values are still in memory. What matches is not prefilled again.',
      local: 'Compares the tokens with those of the KV cache kept from the run before; what they share is not computed again.',
    },
    {
      id: 'queue', name: 'Queue',
      what: 'Holds the request until a slot is free. Above a limit it refuses instead (load shedding).',
      local: 'A real place in a queue of limited length before the device. When it is full, the request is shed.',
    },
    {
      id: 'gpu-scheduling', name: 'GPU scheduling',
      what: 'Assigns the request to a replica\'s running batch. It joins at the next step.',
      local: 'Cuts the KV cache back to the kept prefix and reserves room for the rest. One sequence runs at a time, so there is no batch to join.',
    },
    {
      id: 'cold-start', name: 'Cold start',
      what: 'On a replica that has just been added, weights, tokenizer and engine have to be loaded first: seconds to minutes.',
      local: 'Model load and shader compilation happen once, before the run, and are shown as a cold start of their own.',
    },
  ],
  failures: [
    { title: 'All GPUs busy', what: 'The request waits: requests ahead of it times the time of one, divided by how many run together.', kind: 'saturated' },
    { title: 'Load shed', what: 'The queue is too long, so the request is refused at once, perhaps with a simpler answer in its place. It is not billed.', httpStatus: 503, kind: 'shed' },
    { title: 'Head-of-line blocking', what: 'One huge prompt holds up everyone behind it. A length cap or a separate path for long prompts helps.' },
    { title: 'Cold autoscaling', what: 'New replicas need minutes before they help, and the tail of the distribution shows it.' },
  ],
  change: [
    'Turn on prefix caching and put the fixed part of the prompt first; check that its time to live outlasts the pauses between your calls.',
    'Keep a warm pool: spare replicas with weights already loaded.',
    'Send long prompts down a path of their own.',
    'Plan for load: S4 asks for five times headroom before trusting a 95th percentile.',
  ],
  sources: [
    writeUp('S1', 'About 1 ms, pools, prefix lookup, queue, shedding.'),
    writeUp('S2', 'Cache lookup, KV reuse and GPU scheduling as steps of their own.'),
    writeUp('S3', 'Cold starts, rules of prefix caching, large contexts that block a GPU.'),
    writeUp('S4', 'Warm pools, headroom, load shedding with a degraded answer.'),
    { key: 'vLLM', title: 'vLLM documentation: automatic prefix caching', detail: 'Hashes of whole blocks of 16 tokens.' },
    { key: 'Model Streamer', title: 'NVIDIA Run:ai Model Streamer: performance benchmarks (2024)', detail: 'Llama 3 8B in 14.34 s from a GP3 SSD, 47.99 s with the default loader.' },
  ],
};
