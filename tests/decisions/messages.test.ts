import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LANGUAGES, speak, type Language } from '@/core/text';
import { PRESETS } from '@/datacenter/presets';
import { changesBetween } from '@/decisions/changes';
import { CLAIMS, evaluateClaim } from '@/decisions/claims';
import { rankLevers } from '@/decisions/levers';
import { ROOT } from '../../scripts/lib/paths';

/** The digits of each number of a text, without separators: those differ between languages. */
const numbers = (text: string): string[] => (text.match(/\d+(?:[.,]\d+)*/g) ?? []).map((number) => number.replaceAll(/[.,]/g, '')).sort();

/** Names keep their dots; thousands are grouped by dots; anything else is a decimal number written the English way. */
const NAMES = /Llama \d\.\d|issue \d+|R\. Patel/g;
const DECIMAL_POINT = /\d\.(?!\d{3}(?!\d))\d/;

const translated = (Object.keys(LANGUAGES) as Language[]).filter((language) => language !== 'en');

/** Some of each kind: what depends on words would do so in any. */
const SOME = PRESETS.filter((_, i) => i % 5 === 0);

/** The claims that are tried over named options, and one over numbers. */
const NAMED = CLAIMS.filter(({ number }) => [2, 8, 12, 13].includes(number));

/** What was found, without the words it is said in. */
const found = () => ({
  claims: NAMED.map((claim) => {
    const outcome = evaluateClaim(claim);
    return outcome.ok ? { ...outcome.value, condition: '', explanation: [], scenarios: outcome.value.scenarios.length, columns: outcome.value.columns.map(({ id }) => id), rows: outcome.value.rows.map(({ values }) => values), parts: outcome.value.parts.map(({ id, verdict, flips }) => [id, verdict, flips]) } : outcome.error.code;
  }),
  levers: SOME.map(({ scenario }) => {
    const ranking = rankLevers(scenario);
    return ranking.ok ? ranking.value.levers.map(({ lever, status, effects, patch }) => [lever.id, status, effects, patch === null ? [] : Object.keys(patch)]) : ranking.error.code;
  }),
  changes: SOME.map(({ scenario }, i) => changesBetween(scenario, SOME[(i + 1) % SOME.length]?.scenario ?? scenario).map(({ field }) => field)),
});

afterEach(() => speak('en'));

describe.each(translated)('what claims and levers say in %s', (language) => {
  const messages = async (): Promise<[string, string][]> =>
    Object.entries(JSON.parse(await readFile(join(ROOT, 'src/messages', language, 'decisions.json'), 'utf8')) as Record<string, string>);

  it('has the same figures as the English message', async () => {
    const wrong = (await messages()).filter(([message, text]) => numbers(message).join(' ') !== numbers(text).join(' '));
    expect(wrong).toEqual([]);
  });

  it('finds the same: no verdict, turning point or effect hangs on words', async () => {
    const inEnglish = found();
    speak(language, Object.fromEntries(await messages()));
    expect(found()).toEqual(inEnglish);
  }, 120_000);

  it('writes decimals and thousands by the language’s own signs', async () => {
    const sign = new Intl.NumberFormat(language).format(1.5).charAt(1);
    const wrong = (await messages()).filter(([, text]) => sign === ',' && DECIMAL_POINT.test(text.replaceAll(NAMES, '')));
    expect(wrong).toEqual([]);
  });
});
