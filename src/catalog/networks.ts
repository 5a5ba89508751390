/** Client access networks: the last mile between the client and the nearest backbone. */
import { lognormal, type Distribution } from '@/core/distributions';
import type { NetworkId } from '@/core/scenario';

export interface NetworkSpec {
  readonly id: NetworkId;
  readonly name: string;
  /** Round trip over the access link alone, without the distance to the region. */
  readonly rtt: Distribution;
  readonly downMbps: number;
  readonly upMbps: number;
  readonly source: string;
  readonly note?: string;
}

const WPT = 'WebPageTest connectivity profiles (www/settings/connectivity.ini.sample)';
/**
 * Tail of the access links: 95th percentile over median. One value for all of them, because no source above gives a
 * comparable tail for each.
 */
const TAIL = 2;
const TAIL_NOTE = 'Median from the source; the tail (95th percentile at twice the median) is this project\'s assumption.';

export const NETWORK_SPECS: readonly NetworkSpec[] = [
  {
    id: 'fibre', name: 'Fibre', rtt: lognormal(4, 4 * TAIL, 0.95), downMbps: 20, upMbps: 5,
    source: `${WPT}: FIOS, 20/5 Mbps, 4 ms`, note: TAIL_NOTE,
  },
  {
    id: 'wifi', name: 'Wi-Fi over cable', rtt: lognormal(28, 28 * TAIL, 0.95), downMbps: 5, upMbps: 1,
    source: `${WPT}: Cable, 5/1 Mbps, 28 ms`, note: `${TAIL_NOTE} Taken for a home connection behind Wi-Fi.`,
  },
  {
    id: '5g', name: '5G', rtt: lognormal(32, 32 * TAIL, 0.95), downMbps: 166.13, upMbps: 21.08,
    source: 'Ookla Speedtest: median latency 32–33 ms of the three US carriers, Q1 2021; worldwide 5G median 166.13/21.08 Mbps, Q3 2021', note: TAIL_NOTE,
  },
  {
    id: '4g', name: '4G (LTE)', rtt: lognormal(70, 70 * TAIL, 0.95), downMbps: 12, upMbps: 12,
    source: `${WPT}: LTE, 12/12 Mbps, 70 ms`, note: TAIL_NOTE,
  },
  {
    id: 'slow-4g', name: 'Slow 4G', rtt: lognormal(150, 150 * TAIL, 0.95), downMbps: 1.6, upMbps: 0.75,
    source: 'Lighthouse mobile throttling preset "Slow 4G": 150 ms, 1.6 Mbps down, 750 kbps up', note: TAIL_NOTE,
  },
];

const BY_ID = new Map(NETWORK_SPECS.map((spec) => [spec.id, spec]));

/** The network called `id`. @throws Error for an id outside the scenario's schema. */
export function networkSpec(id: NetworkId): NetworkSpec {
  const spec = BY_ID.get(id);
  if (spec === undefined) throw new Error(`no network ${id}`);
  return spec;
}

/** Bytes of the first flight of a new TCP connection: ten segments of 1,460 bytes (RFC 6928). */
export const INITIAL_WINDOW_BYTES = 10 * 1460;
