import { ChevronDown, Undo2 } from 'lucide-react';
import type { Scenario } from '@/core/scenario';
import { t } from '@/core/text';
import { findPreset, PRESETS, type Preset } from '@/datacenter/presets';
import { useScenario } from '../store/scenario';
import { Button } from '../ui/Button';
import { Menu } from '../ui/Menu';

const entries = () => PRESETS.map(({ id, title, lesson }) => ({ value: id, title: t(title), detail: t(lesson) }));

/** What runs on this machine is the reader's own choice: presets leave it alone. */
const keepingLocal = (preset: Preset, local: Scenario['local']): Scenario => ({ ...preset.scenario, local });

/** True when something besides the local choice differs from the preset. */
const isEdited = (scenario: Scenario, preset: Preset): boolean => !sameValue(keepingLocal(preset, scenario.local), scenario);

/** Deep equality of plain data. */
function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const entries = Object.entries(a);
  return entries.length === Object.keys(b).length && entries.every(([key, value]) => sameValue(value, (b as Record<string, unknown>)[key]));
}

/** The scenario's starting point, with the one thing it teaches. */
export function PresetMenu() {
  const scenario = useScenario((s) => s.scenario);
  const presetId = useScenario((s) => s.presetId);
  const replaced = useScenario((s) => s.replaced);
  const load = useScenario((s) => s.load);
  const undoLoad = useScenario((s) => s.undoLoad);
  const preset = presetId === null ? undefined : findPreset(presetId);
  const edited = preset !== undefined && isEdited(scenario, preset);
  const lost = replaced !== null && !isUntouched(replaced.scenario, replaced.presetId);

  const choose = (id: string): void => {
    const chosen = findPreset(id);
    if (chosen !== undefined) load(keepingLocal(chosen, scenario.local), chosen.id);
  };
  return (
    <div className="flex flex-col gap-1">
      <Menu
        entries={entries()}
        value={edited ? null : presetId}
        onSelect={choose}
        className="flex min-h-9 w-full items-center gap-2 rounded-sm border border-line-strong bg-raised px-2 py-1 text-left text-sm hover:border-ink-2"
      >
        <span className="sr-only">{t('Preset:')}</span>
        <span className="min-w-0 flex-1 font-medium text-ink">{t(preset?.title ?? scenario.name)}</span>
        {edited && <span className="shrink-0 text-xs text-ink-3">{t('edited')}</span>}
        <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-3" />
      </Menu>
      {preset !== undefined && <p className="text-xs text-ink-2">{t(preset.lesson)}</p>}
      {(edited || lost) && (
        <p className="flex flex-wrap gap-x-3">
          {edited && <Button kind="quiet" className="text-xs" onClick={() => choose(preset.id)}>{t('Back to the preset')}</Button>}
          {lost && (
            <Button kind="quiet" className="text-xs" onClick={undoLoad}>
              <Undo2 aria-hidden className="size-3.5" />
              {t('Bring back what this replaced')}
            </Button>
          )}
        </p>
      )}
    </div>
  );
}

function isUntouched(scenario: Scenario, presetId: string | null): boolean {
  const preset = presetId === null ? undefined : findPreset(presetId);
  return preset !== undefined && !isEdited(scenario, preset);
}
