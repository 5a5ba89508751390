import type { StageAbout } from '../about';
import { writeUp } from '../sources';

export const about: StageAbout = {
  id: 'tools',
  name: 'Tools',
  oneLine: 'Calls other services for facts or actions that the answer needs.',
  explanation: [
    'Weather, a database, a search, a payment: tools run outside the model, and it cannot answer before they have. Here the application calls them first and hands their results to the model; an agent that decides about each call itself adds a model pass for every decision.',
    'Calls in series add up. Calls that do not depend on each other can run at the same time, and then only the slowest counts.',
  ],
  layers: [
    { id: 'tool-calls', name: 'Tool calls', what: 'In series their times add; in parallel the slowest decides.', local: 'Not run on this machine: the embedded model knows no tools.' },
  ],
  failures: [
    { title: 'Slow tool', what: 'One service\'s bad tail becomes yours. Set a deadline for each call.' },
    { title: 'Flaky tool', what: 'A service that keeps failing should be cut off for a while (a circuit breaker) rather than waited for each time.' },
    { title: 'Agent loop without a cap', what: 'Each round adds tool time and a model pass. Limit rounds, time and tokens.' },
  ],
  change: [
    'Run independent calls in parallel: S4 reports p95 from 5.2 to 2.8 s for 12 % more cost.',
    'Give every call a deadline and a fallback.',
    'Cap the rounds of an agent.',
  ],
  sources: [
    writeUp('S4', 'Tools in parallel, time budgets, circuit breakers, caps on loops.'),
    writeUp('S2', 'Tools and retrieval as part of the path.'),
  ],
};
