import type { StageAbout } from '../about';
import { writeUp } from '../sources';

export const about: StageAbout = {
  id: 'billing',
  name: 'Billing',
  oneLine: 'Counts tokens in, tokens out, and what they cost.',
  explanation: [
    'The meter adds up fresh input, input found in the cache, and output, and multiplies each by its price. It takes less than a millisecond and usually happens off the path of the answer.',
    'Output costs 3–5 times as much as input at most vendors. The reason is upstream: a prompt goes through in one parallel pass, while every output token takes a pass of its own.',
    'Cached input is cheaper for the same reason: its prefill was not done again.',
  ],
  layers: [
    {
      id: 'metering', name: 'Token metering',
      what: 'Counts input, cached and output tokens and writes them to the customer\'s record.',
      local: 'Counts the same from this run: what the tokenizer produced, what the kept prefix saved, what was decoded.',
    },
    {
      id: 'cost', name: 'Cost',
      what: 'Applies the price list.',
      local: 'Applies the scenario\'s prices to this run\'s counts, as a vendor would. On your own machine you pay in electricity.',
    },
  ],
  failures: [
    { title: 'Billed for an answer nobody read', what: 'A client that leaves in mid-stream has still used the tokens generated so far.', kind: 'client-disconnect' },
    { title: 'An agent without a cap', what: 'A loop that calls the model until it is satisfied can go on for as long as the budget does.' },
  ],
  change: [
    'Cap the output: S4 suggests 256–512 tokens, and reports 25–40 % of the model\'s time saved together with shorter prompts.',
    'Keep a stable prefix, so that more of the input is billed as cached.',
    'Use the smallest model that does the job.',
    'Count tokens by feature and by customer, not only in total.',
  ],
  sources: [
    writeUp('S1', 'Under 1 ms; output at 3–5 times the price of input.'),
    writeUp('S4', 'Output caps and prompt diet.'),
    { key: 'llm-prices', title: 'simonw/llm-prices, copy of 2026-08-05', detail: 'Vendors\' price lists.' },
  ],
};
