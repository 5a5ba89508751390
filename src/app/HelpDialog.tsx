import { t } from '@/core/text';
import { ALL_COMMANDS, KEYLESS } from './commands';
import { openHelp, useHelp } from './help';
import { Button } from './ui/Button';
import { Dialog } from './ui/Dialog';
import { LanguageLabel } from './ui/LanguageLabel';

/** Every key and what it does, and what can be done without one. */
export function HelpDialog() {
  const open = useHelp((s) => s.open);
  return (
    <Dialog open={open} onOpenChange={openHelp} title={t('Keys')} description={t('They work wherever no text is being typed.')}>
      <dl className="grid grid-cols-1 gap-x-8 text-sm sm:grid-cols-2">
        {ALL_COMMANDS.map(({ id, name, keyNames }) => (
          <div key={id} className="flex items-baseline justify-between gap-3 border-b border-line py-1">
            <dt className="min-w-0 text-ink-2">{t(name)}</dt>
            <dd className="shrink-0 font-mono text-xs text-ink">{t(keyNames)}</dd>
          </div>
        ))}
      </dl>
      <h3 className="pt-4 text-sm font-medium">{t('Without a key')}</h3>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 pt-1">
        {KEYLESS.map(({ id, run, ...of }) => (
          <li key={id}><Button kind="quiet" onClick={run}>{of.language === undefined ? t(of.name) : <LanguageLabel of={of.language} />}</Button></li>
        ))}
      </ul>
    </Dialog>
  );
}
