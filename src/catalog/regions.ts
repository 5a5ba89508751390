/** Regions and the time light needs between them. */
import type { RegionId } from '@/core/scenario';

export interface RegionSpec {
  readonly id: RegionId;
  readonly name: string;
  /** Degrees; the city that cloud vendors name for the region. */
  readonly latitude: number;
  readonly longitude: number;
}

export const REGION_SPECS: readonly RegionSpec[] = [
  { id: 'us-east', name: 'US East (Virginia)', latitude: 38.95, longitude: -77.45 },
  { id: 'us-west', name: 'US West (Oregon)', latitude: 45.84, longitude: -119.7 },
  { id: 'eu-west', name: 'EU West (Dublin)', latitude: 53.35, longitude: -6.26 },
  { id: 'eu-central', name: 'EU Central (Frankfurt)', latitude: 50.11, longitude: 8.68 },
  { id: 'ap-south', name: 'Asia South (Mumbai)', latitude: 19.08, longitude: 72.88 },
  { id: 'ap-southeast', name: 'Asia Southeast (Singapore)', latitude: 1.35, longitude: 103.82 },
  { id: 'ap-northeast', name: 'Asia Northeast (Tokyo)', latitude: 35.68, longitude: 139.69 },
  { id: 'sa-east', name: 'South America (São Paulo)', latitude: -23.55, longitude: -46.63 },
];

const BY_ID = new Map(REGION_SPECS.map((spec) => [spec.id, spec]));
const EARTH_RADIUS_KM = 6371;
/** Light in glass covers about 200 km a millisecond (refractive index about 1.47). */
export const FIBRE_KM_PER_MS = 200;
/**
 * Cables are longer than great circles. 1.5 is this project's choice; public region-to-region tables
 * (Azure and AWS round trips) imply about 1.2 to 2.2 between these cities, least across the Atlantic.
 */
export const ROUTE_FACTOR = 1.5;
export const DISTANCE_SOURCE =
  'great-circle distance × 1.5 for the cable\'s route ÷ 200 km/ms in glass, both ways';

/** The region called `id`. @throws Error for an id outside the scenario's schema. */
export function regionSpec(id: RegionId): RegionSpec {
  const spec = BY_ID.get(id);
  if (spec === undefined) throw new Error(`no region ${id}`);
  return spec;
}

/** Great-circle distance in km (haversine formula). */
export function distanceKm(from: RegionId, to: RegionId): number {
  const a = regionSpec(from);
  const b = regionSpec(to);
  const radians = Math.PI / 180;
  const dLat = (b.latitude - a.latitude) * radians;
  const dLon = (b.longitude - a.longitude) * radians;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.latitude * radians) * Math.cos(b.latitude * radians) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Round trip between two regions over the backbone, in ms; 0 within a region. */
export const regionRttMs = (from: RegionId, to: RegionId): number => (2 * distanceKm(from, to) * ROUTE_FACTOR) / FIBRE_KM_PER_MS;
