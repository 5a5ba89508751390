/** What the drawing of the fleet says. */
import { msg, t } from '@/core/text';
import { formatCount } from '@/core/units';
import type { FlowCounts } from './paint';

const STATION_NAMES: Readonly<Record<string, string>> = {
  client: msg('Client'), gateway: msg('Gateway'), balancer: msg('Balancer'), tokenizer: msg('Tokenizer'), router: msg('Router'),
  replicas: msg('Replicas: waiting, then the batch'), post: msg('Post'), billing: msg('Billing'),
};
/** The name of a station on the rail. */
export const stationName = (id: string): string => t(STATION_NAMES[id] ?? '');

/** How many requests are where. */
export const countsText = ({ underWay, waiting, running }: FlowCounts): string =>
  t('{underWay} under way, {waiting} waiting, {running} running', { underWay: formatCount(underWay), waiting: formatCount(waiting), running: formatCount(running) });

export const LEGEND = [['around', msg('on the way')], ['prefill', msg('prefill')], ['decode', msg('decode')], ['fail', msg('fails')]] as const;
export const LEGEND_NOTE = msg('A bar under a batch: how full its KV cache is. A dark edge on a prefill: the part found in the prefix cache.');
export const FLOW_TITLE = msg('The fleet at work');
