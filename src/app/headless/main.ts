/** The local serving stack without a page, for `npm run cli -- trace --source local`. */
import { createLocalStack } from '@/local/client';
import type { HeadlessApi } from './api';

const stack = createLocalStack();
const api: HeadlessApi = { run: (scenario) => stack.run(scenario, () => undefined) };
window.headless = api;
