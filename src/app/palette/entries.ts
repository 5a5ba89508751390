/** What the command palette offers, in groups: everything the page can do, every place it can go. */
import { KNOWN_PLACE_IDS } from '@/core/stage';
import { t, type Language } from '@/core/text';
import { PRESETS } from '@/datacenter/presets';
import { ABOUT } from '@/stages/about';
import { ALL_COMMANDS, COMMANDS, KEYLESS, languageName } from '../commands';
import { openInExplore } from '../pages/open';
import { useView } from '../store/view';

export interface Entry {
  id: string;
  /** What is shown and searched. */
  label: string;
  /** The key that does the same, or what kind of thing it is. */
  aside: string;
  /** The language that this entry speaks. */
  language?: Language;
  run: () => void;
}
export interface Group { value: string; items: Entry[] }

/** All entries; the words of presets include their lesson, so that they are found by what they teach. */
export function paletteGroups(): Group[] {
  return [
    {
      value: t('Commands'),
      items: [
        ...ALL_COMMANDS.filter(({ id }) => id !== COMMANDS.palette.id).map(({ id, name, keyNames, run }) => ({ id, label: t(name), aside: t(keyNames), run })),
        ...KEYLESS.map(({ id, run, ...of }): Entry => (of.language === undefined ? { id, label: t(of.name), aside: '', run } : { id, label: languageName(of.language), aside: '', language: of.language, run })),
      ],
    },
    {
      value: t('Stages'),
      items: KNOWN_PLACE_IDS.map((place) => ({
        id: `stage-${place}`, label: t(ABOUT[place].name), aside: t('inspect'),
        run: () => {
          const view = useView.getState();
          view.set({ page: 'explore' });
          view.select(place);
        },
      })),
    },
    {
      value: t('Presets'),
      items: PRESETS.map(({ id, title, scenario }) => ({ id: `preset-${id}`, label: t(title), aside: t('preset'), run: () => openInExplore(scenario, id) })),
    },
  ];
}
