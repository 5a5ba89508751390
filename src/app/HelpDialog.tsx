import { ALL_COMMANDS } from './commands';
import { openHelp, useHelp } from './help';
import { Dialog } from './ui/Dialog';

/** Every key and what it does. */
export function HelpDialog() {
  const open = useHelp((s) => s.open);
  return (
    <Dialog open={open} onOpenChange={openHelp} title="Keys" description="They work wherever no text is being typed.">
      <dl className="grid grid-cols-1 gap-x-8 text-sm sm:grid-cols-2">
        {ALL_COMMANDS.map(({ id, name, keyNames }) => (
          <div key={id} className="flex items-baseline justify-between gap-3 border-b border-line py-1">
            <dt className="min-w-0 text-ink-2">{name}</dt>
            <dd className="shrink-0 font-mono text-xs text-ink">{keyNames}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
