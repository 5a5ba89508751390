/** The preset that the page opens with. */
import { DEFAULT_FLEET } from '@/datacenter/fleet/config';
import { FLEET_PRESETS } from '@/datacenter/fleet/presets';

export const FIRST_FLEET_PRESET = FLEET_PRESETS[0] ?? { id: 'steady-chat', title: DEFAULT_FLEET.name, lesson: '', scenario: DEFAULT_FLEET, against: null };
