import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { Search } from 'lucide-react';
import { useMemo } from 'react';
import { t } from '@/core/text';
import { LanguageLabel } from '../ui/LanguageLabel';
import { openPalette, usePalette } from '../help';
import { paletteGroups, type Entry, type Group } from './entries';
import './palette.css';

/** Everything the page can do, found by typing (Ctrl K). */
export function Palette() {
  const open = usePalette((s) => s.open);
  const groups = useMemo(paletteGroups, []);
  const choose = (entry: Entry): void => {
    openPalette(false);
    // After the focus is back on the page, so that a command may move it.
    requestAnimationFrame(() => entry.run());
  };
  return (
    <Dialog.Root open={open} onOpenChange={openPalette}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.45)]" />
        <Dialog.Popup className="palette" aria-label={t('Search commands, pages and presets')}>
          <Autocomplete.Root open inline items={groups} autoHighlight="always" keepHighlight itemToStringValue={(entry: Entry) => entry.label}>
            <div className="palette-search">
              <Search aria-hidden size={16} />
              <Autocomplete.Input className="palette-input" aria-label={t('Search')} placeholder={t('Search commands, stages and presets')} />
              <kbd className="palette-key" aria-hidden>{t('Esc')}</kbd>
            </div>
            <Dialog.Close className="sr-only">{t('Close')}</Dialog.Close>
            <Autocomplete.Empty><p className="palette-empty">{t('Nothing is called that. Try a shorter word.')}</p></Autocomplete.Empty>
            <Autocomplete.List className="palette-list">
              {(group: Group) => (
                <Autocomplete.Group key={group.value} items={group.items}>
                  <Autocomplete.GroupLabel className="palette-group">{group.value}</Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(entry: Entry) => (
                      <Autocomplete.Item key={entry.id} value={entry} className="palette-item" onClick={() => choose(entry)}>
                        {entry.language === undefined ? <span>{entry.label}</span> : <LanguageLabel of={entry.language} />}
                        <kbd className="palette-key">{entry.aside}</kbd>
                      </Autocomplete.Item>
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
