/** Keeps the prompt's token count true: the real tokenizer counts in the worker, a moment after the last keystroke. */
import { findLocalModel } from '@/local/models';
import { useModels } from '../models/state';
import { countedText } from './content';
import { localStack } from './local-stack';
import { learn, useRuns } from './runs-state';
import { useScenario } from './scenario';

const DEBOUNCE_MS = 200;
let timer: ReturnType<typeof setTimeout> | undefined;
let latest = 0;

/** Counting needs the model's tokenizer: nothing is fetched for that from elsewhere before the reader loads the model. */
export const isCountable = (model: string): boolean =>
  findLocalModel(model)?.kind === 'embedded' || useModels.getState().loaded?.model === model;

async function count(): Promise<void> {
  const ticket = ++latest;
  const { scenario } = useScenario.getState();
  const text = countedText(scenario);
  const model = scenario.local.model;
  if (!isCountable(model)) return;
  const known = useRuns.getState().count;
  if (known !== null && known.text === text && known.model === model) return;
  const stack = await localStack();
  const counted = stack.ok ? await stack.value.countTokens(model, text) : stack;
  // A newer text has been asked for in the meantime.
  if (ticket !== latest) return;
  if (counted.ok) {
    useRuns.setState({ countError: null });
    learn({ count: { model, text, tokens: counted.value } });
  } else useRuns.setState({ countError: counted.error });
}

const later = (): void => {
  clearTimeout(timer);
  timer = setTimeout(() => void count(), DEBOUNCE_MS);
};

/** Counts now and after every change of the text or of the local model. Returns what stops it. */
export function keepCounting(): () => void {
  later();
  const stop = useScenario.subscribe(({ scenario }, before) => {
    const changed = scenario.request.prompt !== before.scenario.request.prompt
      || scenario.request.systemPrompt !== before.scenario.request.systemPrompt
      || scenario.local.model !== before.scenario.local.model;
    if (changed) later();
  });
  const stopModels = useModels.subscribe(({ loaded }, before) => {
    if (loaded !== before.loaded) later();
  });
  return () => {
    stop();
    stopModels();
    clearTimeout(timer);
  };
}
