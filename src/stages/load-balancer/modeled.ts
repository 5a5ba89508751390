import { DISTANCE_SOURCE, distanceKm, regionRttMs } from '@/catalog/regions';
import { LOAD_BALANCER } from '@/catalog/stage-budgets';
import type { SpanLine } from '@/core/spans';
import { addLayer, type ModeledRequest } from '../modeling';

/** Region, replica, health. The way to the region itself is network time; its length is noted here. */
export function modelLoadBalancer(line: SpanLine, request: ModeledRequest): void {
  const { client, loadBalancer } = request.scenario;
  addLayer(line, request, 'load-balancer', 'geographic-routing', LOAD_BALANCER['geographic-routing'], {
    clientRegion: client.region, servingRegion: loadBalancer.region,
    distanceKm: Math.round(distanceKm(client.region, loadBalancer.region)),
    regionRttMs: regionRttMs(client.region, loadBalancer.region), distanceSource: DISTANCE_SOURCE,
  });
  addLayer(line, request, 'load-balancer', 'replica-pick', LOAD_BALANCER['replica-pick'], { policy: loadBalancer.policy });
  addLayer(line, request, 'load-balancer', 'health-check', LOAD_BALANCER['health-check'], { healthy: true });
}
