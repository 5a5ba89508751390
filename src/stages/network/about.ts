import type { StageAbout } from '../about';
import { writeUp } from '../sources';

export const about: StageAbout = {
  id: 'network',
  name: 'Network',
  oneLine: 'The way from the client to the gateway and back.',
  explanation: [
    'Before the first byte of a prompt can leave over a new connection, the name has to be resolved, a TCP connection opened and TLS agreed on: a round trip each. Over an open connection none of that is needed.',
    'A round trip is the access link plus distance. Light in fibre covers 200 km a millisecond, and cables do not run straight. On a phone far from the region these trips can take longer than the model.',
    'A prompt larger than about 14 KB does not fit a new connection\'s first flight: the window has to open, which adds a round trip for each doubling.',
    'Networks are shown around the seven stages and not counted among them.',
  ],
  layers: [
    { id: 'dns', name: 'DNS', what: 'Asks the access provider\'s resolver for the address: one round trip over the access link if the answer is cached there.', local: 'Nothing: there is no server to find.' },
    { id: 'tcp', name: 'TCP handshake', what: 'One round trip until the connection is open.', local: 'Nothing: the request goes to a worker of this page.' },
    { id: 'tls', name: 'TLS handshake', what: 'One round trip with TLS 1.3. Older versions need two.', local: 'Nothing: there is no connection to secure.' },
    { id: 'request', name: 'Request', what: 'Half a round trip, plus the time the bytes take through the uplink, plus slow start for large prompts.', local: 'The message to the worker, counted with the gateway\'s first layer.' },
    { id: 'response', name: 'Response', what: 'Half a round trip for the last event of a stream, or the whole body at once.', local: 'Messages to the page; their time is in the stream-out layer.' },
  ],
  failures: [
    { title: 'Cold connection', what: 'Three handshakes are paid before the prompt leaves. Clients that open a connection for each call pay them every time.' },
    { title: 'Client leaves', what: 'The reset needs half a round trip to be noticed; passes that run meanwhile are wasted.', kind: 'client-disconnect' },
    { title: 'Fixed timeouts', what: 'A timeout chosen for short answers cuts off long ones. S0 calls them brittle: set them by expected length.' },
  ],
  change: [
    'Keep the connection open and reuse it.',
    'Serve from a region near the user.',
    'Stream, so that the answer travels while it is written.',
    'Measure on the networks your users have, not on your own.',
  ],
  sources: [
    writeUp('S3', 'Handshakes and round trips in time to first token.'),
    writeUp('S4', 'Network share of the budget; mobile networks.'),
    writeUp('S0', 'Brittle timeouts.'),
    { key: 'WebPageTest', title: 'WebPageTest connectivity profiles', detail: 'FIOS 4 ms, Cable 28 ms, LTE 70 ms.' },
    { key: 'Lighthouse', title: 'Lighthouse throttling preset "Slow 4G"', detail: '150 ms, 1.6 Mbps down, 750 kbps up.' },
    { key: 'Ookla', title: 'Ookla Speedtest, US carriers Q1 2021 and worldwide 5G Q3 2021', detail: '5G: 32–33 ms, 166/21 Mbps.' },
    { key: 'RFC 6928', title: 'Increasing TCP\'s initial window', detail: 'First flight of ten segments.' },
  ],
};
