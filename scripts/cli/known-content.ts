/** What the modeled run may know about the request, found as the page finds it: by the real tokenizer and the recorded run. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { contentFor, countedText } from '../../src/app/store/content';
import type { Scenario } from '../../src/core/scenario';
import { parseTrace } from '../../src/core/trace';
import type { RequestContent } from '../../src/datacenter/model-trace';
import { ROOT } from '../lib/paths';

const EMBEDDED = join(ROOT, 'public/models/stories15M');
const RECORDED = join(ROOT, 'public/recorded/default.json');

export async function knownContent(scenario: Scenario): Promise<RequestContent | undefined> {
  const model = scenario.local.model;
  const text = countedText(scenario);
  // Other models' tokenizers come with their download; the embedded one's count stands in for them here.
  const count = { model, text, tokens: await countTokens(text) };
  const recorded = await readFile(RECORDED, 'utf8').then((json) => parseTrace(JSON.parse(json)), () => null);
  return contentFor(scenario, count, [recorded?.ok === true ? recorded.value : null]);
}

async function countTokens(text: string): Promise<number> {
  const json = async (name: string): Promise<object> => JSON.parse(await readFile(join(EMBEDDED, name), 'utf8')) as object;
  const tokenizer = new Tokenizer(await json('tokenizer.json'), await json('tokenizer_config.json'));
  // With the begin token: the local run reads it too, and both lanes serve the same request.
  return tokenizer.encode(text).ids.length;
}
