/**
 * Loads the translations. English needs none: it stands in the code. Every other language comes in two parts: what the
 * first page shows, before anything is drawn, and the rest, which the other pages and dialogs wait for.
 */
import { isLanguage, language, speak, type Catalogue, type Language } from '@/core/text';

type Load = () => Promise<{ default: Catalogue }>;
interface Parts { first: readonly Load[]; rest: readonly Load[] }

const PARTS: Record<Exclude<Language, 'en'>, Parts> = {
  de: {
    first: [
      () => import('./de/shell.json'),
      () => import('./de/request.json'),
      () => import('./de/core.json'),
      () => import('./de/stages.json'),
      () => import('./de/catalog.json'),
      () => import('./de/local.json'),
      () => import('./de/datacenter.json'),
      () => import('./de/decisions.json'),
    ],
    rest: [
      () => import('./de/exchange.json'),
      () => import('./de/remote.json'),
      () => import('./de/fleet.json'),
      () => import('./de/learn.json'),
      () => import('./de/pages.json'),
    ],
  },
};

async function take(wanted: Language, loads: readonly Load[]): Promise<void> {
  for (const { default: catalogue } of await Promise.all(loads.map((load) => load()))) speak(wanted, catalogue);
}

/** Speaks `wanted` on this page: resolves when the first page's texts are there. Rejects when they cannot be loaded. */
export async function loadFirst(wanted: Language): Promise<void> {
  if (wanted === 'en') return speak('en');
  await take(wanted, PARTS[wanted].first);
}

let rest: Promise<boolean> | undefined;
/** Resolves when every text of the page's language is there, or with false when they could not be had; English at once. */
export function restLoaded(): Promise<boolean> {
  const spoken = language();
  // A page whose texts do not come is in English rather than not there.
  rest ??= spoken === 'en' ? Promise.resolve(true) : take(spoken, PARTS[spoken].rest).then(() => true, () => false);
  return rest;
}

/** A module that shows text, loaded together with the texts. */
export const withText = <M>(load: () => Promise<M>) => async (): Promise<M> => (await Promise.all([load(), restLoaded()]))[0];

/** A worker's language stands at the end of its name, English without a word: `400ms-fleet`, `400ms-fleet:de`. */
export const workerName = (name: string): string => (language() === 'en' ? name : `${name}:${language()}`);

/** In a worker: the language at the end of its name. */
const workerLanguage = (): Language => {
  const named = self.name.split(':').at(-1);
  return isLanguage(named) ? named : 'en';
};

let spoken: Promise<void> | undefined;
/** In a worker: resolves when the page's language is spoken here; at once for English. Await it before any text is made. */
export function workerText(): Promise<void> {
  const wanted = workerLanguage();
  // Without its translations a worker speaks English rather than not at all.
  spoken ??= wanted === 'en' ? Promise.resolve() : take(wanted, [...PARTS[wanted].first, ...PARTS[wanted].rest]).catch(() => undefined);
  return spoken;
}

/** In a worker: an API whose methods wait for the page's language. They answer in the order in which they were called. */
export function speaking<A extends object>(api: A): A {
  if (workerLanguage() === 'en') return api;
  return new Proxy(api, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...values: unknown[]): Promise<unknown> => {
        await workerText();
        return Reflect.apply(member, target, values);
      };
    },
  });
}
