/**
 * `npm run messages [area]`: writes the catalogue of English messages (src/messages/en) and tells what the other
 * languages lack or have too much. `tests/messages` fails until both are none.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LANGUAGES } from '../src/core/text';
import { ROOT } from './lib/paths';
import { collect } from './messages/collect';

const MESSAGES = join(ROOT, 'src/messages');
const only = process.argv[2];
const { areas, faults } = await collect();
for (const { file, line, problem } of faults) console.log(`${file}:${line}: ${problem}`);
for (const [area, texts] of Object.entries(areas)) {
  if (only !== undefined && area !== only) continue;
  await writeFile(join(MESSAGES, 'en', `${area}.json`), `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), null, 1)}\n`);
  for (const language of Object.keys(LANGUAGES)) {
    if (language === 'en') continue;
    const path = join(MESSAGES, language, `${area}.json`);
    const translated = JSON.parse(await readFile(path, 'utf8').catch(() => '{}')) as Record<string, string>;
    const missing = texts.filter((text) => !Object.hasOwn(translated, text));
    const extra = Object.keys(translated).filter((text) => !texts.includes(text));
    console.log(`${language}/${area}: ${texts.length} messages, ${missing.length} missing, ${extra.length} unused`);
    if (only !== undefined) for (const text of missing) console.log(`  missing ${JSON.stringify(text)}`);
    if (only !== undefined) for (const text of extra) console.log(`  unused ${JSON.stringify(text)}`);
  }
}
if (faults.length > 0) process.exitCode = 1;
