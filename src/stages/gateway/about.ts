import type { StageAbout } from '../about';
import { writeUp } from '../sources';

export const about: StageAbout = {
  id: 'gateway',
  name: 'API gateway',
  oneLine: 'Opens the envelope, asks who is calling, and decides whether the request may go on.',
  explanation: [
    'The gateway is the only part that faces the public. It ends encryption, identifies the caller, counts the call against a limit and checks that the request is well formed, all before anything expensive happens.',
    'It takes about 5 ms of a request of 400 ms. Making it eight times faster saves about 1 % of the total, which is why tuning it is rarely worth the effort. Its worth is in what it keeps away: a request refused here never occupies a GPU.',
    'What other descriptions call ingress, authentication and request shaping are its first four layers.',
  ],
  layers: [
    {
      id: 'tls-termination', name: 'TLS termination',
      what: 'Decrypts the request. The handshake itself is network time; what is left here is symmetric decryption, a few microseconds a kilobyte.',
      local: 'The page seals the request in an AES-256-GCM record and posts it; the worker opens it with Web Crypto. The way there is part of this time.',
    },
    {
      id: 'authentication', name: 'API-key authentication',
      what: 'Looks the key up, usually in a cache in front of a database, and finds the account, its limits and its permissions.',
      local: 'Hashes the key with SHA-256 and looks the digest up in the key store.',
    },
    {
      id: 'rate-limiting', name: 'Rate limiting',
      what: 'Takes a token from the caller\'s bucket, commonly in a shared store so that every gateway sees the same count.',
      local: 'A real token bucket, refilled by the clock at the limit you set. Run quickly enough and it refuses you.',
    },
    {
      id: 'request-validation', name: 'Request-schema validation',
      what: 'Parses the JSON and checks every field: model name, message roles, numeric ranges, output format. Also shapes the request: defaults are filled in here.',
      local: 'Parses the body and checks every field, down to text that is not well-formed Unicode.',
    },
    {
      id: 'billing-clock', name: 'Billing clock starts',
      what: 'Opens a record for this request, to which the meter adds at the end. What was refused above is not billed.',
      local: 'Notes the time from which this run is metered.',
    },
  ],
  failures: [
    { title: 'Unknown or revoked key', what: 'The request ends in the second layer. Nothing is billed.', httpStatus: 401, kind: 'unauthorized' },
    { title: 'Rate limit reached', what: 'The bucket is empty. The answer says when to come back; retrying at once only empties it again. No GPU is reached.', httpStatus: 429, kind: 'rate-limited' },
    { title: 'Malformed request', what: 'A field is missing, of the wrong type or out of range.', httpStatus: 400, kind: 'invalid-request' },
    { title: 'Noisy tenant', what: 'One customer\'s burst uses up what all share. Quotas for each tenant keep it to its own bucket.', httpStatus: 429 },
  ],
  change: [
    'Leave it alone unless it shows up in your own traces: the whole stage is about 1 % of the time.',
    'Keep connections open, so that the handshakes around it are paid once.',
    'Give each tenant its own bucket, and send a retry time with every refusal.',
  ],
  sources: [
    writeUp('S1', 'Order of the layers, about 5 ms, status codes that end here.'),
    writeUp('S2', 'Calls the same steps ingress and authentication, validation and shaping.'),
    writeUp('S4', 'Quotas against noisy tenants.'),
    { key: 'Bifrost', title: 'cuihuan/llm-gateway-bench, data/overhead.json', detail: '0.62 ms median added by a gateway written for speed; LiteLLM 4.34 ms, Portkey 2.65 ms (July 2026).' },
    { key: 'Kong', title: 'Kong Gateway performance benchmarks', detail: '95th percentile 4.81 ms with key authentication and rate limiting, 4.07 ms without.' },
  ],
};
