/** Name, what is on screen, and the few things that are always at hand. */
import { Keyboard, Languages, Moon, PanelLeft, PanelRight, Play, Share2, Square, Sun, SunMoon } from 'lucide-react';
import { language, LANGUAGES, t, type Language } from '@/core/text';
import { formatBytes } from '@/core/units';
import { COMMANDS } from '../commands';
import { changeLanguage } from '../language';
import { useRuns } from '../store/runs';
import { useScenarioName } from '../store/scenario-name';
import { useView, type Theme } from '../store/view';
import { openExchange } from '../exchange/state';
import { Button, IconButton } from '../ui/Button';
import { openHelp } from '../help';
import { hasRequest } from '../pages/pages';
import { Tabs } from '../pages/Tabs';
import { rich } from '../ui/rich';
import { ACTIONS, toggleRun, tooltipOf, withKey } from './actions';

const NEXT: Record<Theme, Theme> = { system: 'dark', dark: 'light', light: 'system' };
const THEME_ICONS = { system: SunMoon, dark: Moon, light: Sun };

export function Header() {
  const name = useScenarioName();
  const theme = useView((s) => s.theme);
  const page = useView((s) => s.page);
  const requestOpen = useView((s) => s.requestOpen);
  const inspectorOpen = useView((s) => s.inspectorOpen);
  const set = useView((s) => s.set);
  const ThemeIcon = THEME_ICONS[theme];
  return (
    <header className="header">
      {hasRequest(page) && (
        <IconButton label={requestOpen ? t('Close the request') : t('Open the request')} aria-expanded={requestOpen} aria-controls="request" onClick={() => set({ requestOpen: !requestOpen })}>
          <PanelLeft aria-hidden />
        </IconButton>
      )}
      <h1 className="header-name">{document.title}</h1>
      <Tabs />
      <p className="header-scenario" title={name}>{name}</p>
      {page === 'explore' && <RunButton />}
      <IconButton label={withKey(t('Share, export, import'), COMMANDS.share)} onClick={() => openExchange('share')}><Share2 aria-hidden /></IconButton>
      <IconButton label={withKey(t('Keys'), COMMANDS.help)} className="header-help" onClick={() => openHelp(true)}><Keyboard aria-hidden /></IconButton>
      <IconButton label={t('Theme: {now, select, system {system} dark {dark} other {light}}. Switch to {next, select, system {system} dark {dark} other {light}}', { now: theme, next: NEXT[theme] })} onClick={() => set({ theme: NEXT[theme] })}>
        <ThemeIcon aria-hidden />
      </IconButton>
      <LanguageButton />
      {page === 'explore' && (
        <IconButton label={inspectorOpen ? t('Close the inspector') : t('Open the inspector')} aria-expanded={inspectorOpen} aria-controls="inspector" onClick={() => set({ inspectorOpen: !inspectorOpen })}>
          <PanelRight aria-hidden />
        </IconButton>
      )}
    </header>
  );
}

const LANGUAGE_IDS = Object.keys(LANGUAGES) as Language[];

/** On to the next language, as the theme's button goes on to the next theme. */
function LanguageButton() {
  const now = language();
  const next = LANGUAGE_IDS[(LANGUAGE_IDS.indexOf(now) + 1) % LANGUAGE_IDS.length] ?? now;
  return (
    <IconButton label={t('Language: {name}. Switch to {next}', { name: LANGUAGES[now], next: LANGUAGES[next] })} onClick={() => void changeLanguage(next)}>
      <Languages aria-hidden />
    </IconButton>
  );
}

function RunButton() {
  const status = useRuns((s) => s.status);
  const progress = useRuns((s) => s.progress);
  if (status === 'idle') {
    return (
      <Button kind="primary" className="header-run" onClick={toggleRun} title={tooltipOf(ACTIONS.run)}>
        <Play aria-hidden size={14} fill="currentColor" strokeWidth={0} />
        <span>{rich('Run<more> on this machine</more>', { more: (inner) => <span className="header-more">{inner}</span> })}</span>
        <kbd className="header-key">{t(ACTIONS.run.keyNames)}</kbd>
      </Button>
    );
  }
  const doing =
    status === 'running' ? t('Running')
    : progress === null ? t('Starting')
    : progress.totalBytes !== null && progress.phase === 'download' ? t('{bytes} of {all}', { bytes: formatBytes(progress.loadedBytes), all: formatBytes(progress.totalBytes) })
    : progress.message;
  return (
    <span className="header-running">
      <span className="header-progress" role="status">{doing}</span>
      <Button onClick={toggleRun} title={tooltipOf(ACTIONS.run)}>
        <Square aria-hidden size={12} fill="currentColor" strokeWidth={0} /> {t('Stop')}
      </Button>
    </span>
  );
}
