import { Switch as BaseSwitch } from '@base-ui/react/switch';
import { useId, type ReactNode } from 'react';
import { t } from '@/core/text';

export interface SwitchProps {
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** What each position means, in a word or two. */
  words?: { on: string; off: string };
}

export function Switch({ label, checked, onChange, words = { on: t('on'), off: t('off') } }: SwitchProps) {
  const id = useId();
  return (
    <div className="grid min-h-8 grid-cols-[minmax(0,1fr)_minmax(0,1.25fr)] items-center gap-x-3">
      <span id={id} className="text-sm text-ink-2">{label}</span>
      <span className="flex items-center gap-2">
        <BaseSwitch.Root
          aria-labelledby={id}
          checked={checked}
          onCheckedChange={onChange}
          className="flex h-6 w-10 shrink-0 items-center rounded-md border border-line-strong bg-raised p-0.5 hover:border-ink-2 data-checked:border-ink data-checked:bg-ink"
        >
          <BaseSwitch.Thumb className="size-4 rounded-sm bg-line-strong transition-transform data-checked:translate-x-4.5 data-checked:bg-paper" />
        </BaseSwitch.Root>
        <span aria-hidden className="truncate text-sm text-ink">{checked ? words.on : words.off}</span>
      </span>
    </div>
  );
}
