/** Every command of the page in one list: the transport's actions and those of the panels around it. */
import { LANGUAGES, msg, t, type Language } from '@/core/text';
import { withText } from '@/messages/load';
import { ACTIONS, type Action } from './explore/actions';
import { changeLanguage } from './language';
import { openModels } from './models/state';
import { cancelRun, useRuns } from './store/runs';
import { startTalk } from './present/state';
import { redo, undo } from './store/scenario';
import { useView, type Theme } from './store/view';
import { openExchange } from './exchange/state';
import { openHelp, openPalette } from './help';
import { PAGES, type PageId } from './pages/pages';

const flip = (panel: 'requestOpen' | 'inspectorOpen') => (): void => {
  const view = useView.getState();
  view.set({ [panel]: !view[panel] });
};

function cancel(): void {
  if (useRuns.getState().status !== 'idle') cancelRun();
}

const loadDecks = withText(() => import('./pages/present/decks-state'));

/** The decks come when they are first needed, with their texts: they are not part of the first paint. */
function present(): void {
  void loadDecks().then(({ chosenDeck }) => {
    const deck = chosenDeck();
    if (deck !== undefined) startTalk(deck);
  });
}

function toggleAxis(): void {
  const { axis, set } = useView.getState();
  set({ axis: axis === 'linear' ? 'log' : 'linear' });
}

/** Commands of the panels and dialogs. */
export const COMMANDS = {
  cancel: { id: 'cancel', name: msg('Stop the run'), keys: ['Escape'], keyNames: msg('Esc'), run: cancel },
  axis: { id: 'axis', name: msg('Linear or logarithmic time axis'), keys: ['l'], keyNames: 'L', run: toggleAxis },
  request: { id: 'request', name: msg('Open or close the request'), keys: ['['], keyNames: '[', run: flip('requestOpen') },
  inspector: { id: 'inspector', name: msg('Open or close the inspector'), keys: [']'], keyNames: ']', run: flip('inspectorOpen') },
  models: { id: 'models', name: msg('Choose the model on this machine'), keys: ['m'], keyNames: 'M', run: () => openModels(true) },
  undo: { id: 'undo', name: msg('Undo the last change of the request'), keys: ['$mod+z'], keyNames: msg('Ctrl Z'), run: undo },
  redo: { id: 'redo', name: msg('Redo'), keys: ['$mod+Shift+z', '$mod+y'], keyNames: msg('Ctrl Shift Z'), run: redo },
  share: { id: 'share', name: msg('Share a link, a session or an embed'), keys: ['s'], keyNames: 'S', run: () => openExchange('share') },
  export: { id: 'export', name: msg('Export traces, scenarios and charts'), keys: ['e'], keyNames: 'E', run: () => openExchange('export') },
  import: { id: 'import', name: msg('Import a scenario, a session or a trace'), keys: ['i'], keyNames: 'I', run: () => openExchange('import') },
  palette: { id: 'palette', name: msg('Search commands, pages and presets'), keys: ['$mod+k'], keyNames: msg('Ctrl K'), run: () => openPalette(true) },
  present: { id: 'present-talk', name: msg('Give the talk that is marked'), keys: ['p'], keyNames: 'P', run: present },
  help: { id: 'help', name: msg('Show the keys'), keys: ['Shift+?', '?'], keyNames: '?', run: () => openHelp(true) },
} as const satisfies Record<string, Action>;

/** The tenth page has the key after 9 on the row of digits; further ones have none. */
const keyOf = (i: number): string[] => (i < 10 ? [String((i + 1) % 10)] : []);
const TO_PAGE: Readonly<Record<PageId, string>> = {
  explore: msg('To the page Explore'),
  compare: msg('To the page Compare'),
  levers: msg('To the page Levers'),
  claims: msg('To the page Claims'),
  budget: msg('To the page Budget'),
  fleet: msg('To the page Fleet'),
  learn: msg('To the page Learn'),
  present: msg('To the page Present'),
  gallery: msg('To the page Gallery'),
  accuracy: msg('To the page Accuracy'),
};
/** The pages, numbered as they stand in the tab row. */
const TO_PAGES: readonly Action[] = PAGES.map((page: PageId, i) => ({
  id: page, name: TO_PAGE[page], keys: keyOf(i), keyNames: keyOf(i).join(), run: () => useView.getState().set({ page }),
}));

const THEMES: Readonly<Record<Theme, string>> = { system: msg('Theme: system'), dark: msg('Theme: dark'), light: msg('Theme: light') };

type Keyless = Pick<Action, 'id' | 'run'> & (
  | { name: string; language?: undefined }
  /** Shown as a `LanguageLabel`, in a list as `languageName`. */
  | { language: Language }
);
/** Commands without a key. */
export const KEYLESS: readonly Keyless[] = [
  ...(Object.keys(THEMES) as Theme[]).map((theme) => ({ id: `theme-${theme}`, name: THEMES[theme], run: () => useView.getState().set({ theme }) })),
  ...(Object.keys(LANGUAGES) as Language[]).map((language) => ({ id: `language-${language}`, language, run: () => void changeLanguage(language) })),
];
/** The command that speaks a language, in words. */
export const languageName = (language: Language): string => t('Language: {name}', { name: LANGUAGES[language] });

const BOUND: readonly Action[] = [...Object.values(COMMANDS), ...TO_PAGES];

/** Everything that has a key, in the order in which the help shows it. */
export const ALL_COMMANDS: readonly Action[] = [...Object.values(ACTIONS), ...BOUND];

const TYPING = 'input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable=true]';
/** Inside these, every key is theirs. */
const OVERLAYS = '[role=dialog], [role=menu]';

/** True where a key belongs to the control that has the focus. */
function belongsToControl(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.repeat) return true;
  const { target, key } = event;
  if (!(target instanceof Element)) return false;
  // Ctrl K is nobody's own in a text field here, and Escape does nothing there: both still work.
  return target.closest(OVERLAYS) !== null || (key !== 'Escape' && !isPaletteKey(event) && target.closest(TYPING) !== null);
}

const isPaletteKey = (event: KeyboardEvent): boolean => event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);

/** Bindings of the commands and the pages for tinykeys. */
export const commandBindings = (): Record<string, (event: KeyboardEvent) => void> =>
  Object.fromEntries(
    BOUND.flatMap((command) =>
      command.keys.map((key) => [
        key,
        (event: KeyboardEvent): void => {
          if (belongsToControl(event)) return;
          event.preventDefault();
          command.run();
        },
      ]),
    ),
  );
