import { t } from '@/core/text';
import { useScenario } from './scenario';

/** Name of the scenario on screen: ours (also of a preset that was changed) in the reader's language, anybody else's as it was given. */
export const useScenarioName = (): string => useScenario(({ scenario }) => t(scenario.name));
