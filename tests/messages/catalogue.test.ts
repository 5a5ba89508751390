import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '@/core/text';
import { ROOT } from '../../scripts/lib/paths';
import { collect, messagesOf } from '../../scripts/messages/collect';

const read = async (language: string, area: string): Promise<Record<string, string>> =>
  JSON.parse(await readFile(join(ROOT, 'src/messages', language, `${area}.json`), 'utf8')) as Record<string, string>;

/** Names of the values and of the tags a message needs. */
function needs(message: string): string[] {
  const names = new Set<string>();
  const visit = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type === TYPE.tag) {
        names.add(`<${element.value}>`);
        visit(element.children);
      } else if (element.type === TYPE.select || element.type === TYPE.plural) {
        names.add(element.value);
        for (const { value } of Object.values(element.options)) visit(value);
      } else if (element.type !== TYPE.literal && element.type !== TYPE.pound) names.add(element.value);
    }
  };
  visit(parse(message));
  return [...names].sort();
}

/** Null where a text is no ICU message: then it is used as it is, without values. */
const needsOf = (message: string): string[] | null => {
  try {
    return needs(message);
  } catch {
    return null;
  }
};

const { areas, faults } = await collect();
const TRANSLATED = Object.keys(LANGUAGES).filter((language) => language !== 'en');

describe('the catalogue of messages', () => {
  it('is read from code that composes no message and translates nothing while it loads', () => {
    expect(faults).toEqual([]);
  });

  it('finds a message that is composed or translated too early', () => {
    const { messages, faults: found } = messagesOf('x.ts', "const a = t('early'); const b = msg('late'); function f(n) { return n ? t(`${n} runs`) : t(n > 1 ? 'many' : 'one'); }");
    expect(messages).toEqual(['early', 'late', 'many', 'one']);
    expect(found.map(({ problem }) => problem.split(':')[0])).toEqual(['t() while the module loads', 't() of a composed text']);
  });

  it.each(Object.keys(areas))('holds every English message of %s: else run `npm run messages`', async (area) => {
    expect(Object.keys(await read('en', area)).sort()).toEqual(areas[area]);
  });

  describe.each(TRANSLATED)('%s', (language) => {
    it.each(Object.keys(areas))('has all of %s and nothing else', async (area) => {
      const translated = await read(language, area);
      expect(areas[area]?.filter((message) => !Object.hasOwn(translated, message)), 'missing').toEqual([]);
      expect(Object.keys(translated).filter((message) => !areas[area]?.includes(message)), 'unused').toEqual([]);
      expect(Object.entries(translated).filter(([, text]) => text.trim() === ''), 'empty').toEqual([]);
    });

    it.each(Object.keys(areas))('asks in %s for the values and tags of the English message', async (area) => {
      const wrong = Object.entries(await read(language, area)).filter(([message, text]) => JSON.stringify(needsOf(message)) !== JSON.stringify(needsOf(text)));
      expect(wrong).toEqual([]);
    });

    it('says a message that stands in two parts the same way', async () => {
      const said = new Map<string, string>();
      const differing: string[] = [];
      for (const area of Object.keys(areas)) {
        for (const [message, text] of Object.entries(await read(language, area))) {
          if ((said.get(message) ?? text) !== text) differing.push(`${message}: ${text} / ${said.get(message)}`);
          said.set(message, text);
        }
      }
      expect(differing).toEqual([]);
    });
  });
});
