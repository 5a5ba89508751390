import { t } from '@/core/text';
import { useScenario } from './scenario';

/** Name of the scenario on screen: a preset's in the reader's language, anybody else's as it was given. */
export const useScenarioName = (): string => useScenario(({ scenario, presetId }) => (presetId === null ? scenario.name : t(scenario.name)));
