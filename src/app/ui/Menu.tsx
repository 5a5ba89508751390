import { Menu as BaseMenu } from '@base-ui/react/menu';
import type { ReactNode } from 'react';

export interface MenuEntry<T extends string> {
  value: T;
  title: string;
  /** One line under the title. */
  detail?: string;
}

export interface MenuProps<T extends string> {
  /** Content of the button that opens it. */
  children: ReactNode;
  className: string;
  entries: readonly MenuEntry<T>[];
  /** The entry that is marked as the current one. */
  value: T | null;
  onSelect: (value: T) => void;
}

const GAP_PX = 4;
const EDGE_PX = 8;

/** A list of choices, each with a line of explanation: arrows, typing ahead and Escape work. */
export function Menu<T extends string>({ children, className, entries, value, onSelect }: MenuProps<T>) {
  const choose = (chosen: unknown): void => {
    const entry = entries.find((e) => e.value === chosen);
    if (entry !== undefined) onSelect(entry.value);
  };
  return (
    <BaseMenu.Root modal={false}>
      <BaseMenu.Trigger className={className}>{children}</BaseMenu.Trigger>
      <BaseMenu.Portal>
        <BaseMenu.Positioner className="z-40 outline-hidden" align="start" sideOffset={GAP_PX} collisionPadding={EDGE_PX}>
          <BaseMenu.Popup className="max-h-[var(--available-height)] w-[min(26rem,calc(100vw-1rem))] overflow-y-auto rounded-sm border border-line-strong bg-raised py-1 text-sm outline-hidden">
            <BaseMenu.RadioGroup value={value ?? ''} onValueChange={choose}>
              {entries.map((entry) => (
                <BaseMenu.RadioItem
                  key={entry.value}
                  value={entry.value}
                  closeOnClick
                  label={entry.title}
                  className="grid cursor-pointer grid-cols-[0.75rem_minmax(0,1fr)] gap-x-2 px-3 py-1.5 outline-hidden select-none data-highlighted:bg-line"
                >
                  <span className="flex h-5 items-center">
                    <BaseMenu.RadioItemIndicator className="size-1.5 rounded-full bg-ink" />
                  </span>
                  <span className="min-w-0">
                    <span className="block text-ink">{entry.title}</span>
                    {entry.detail !== undefined && <span className="block text-xs text-ink-2">{entry.detail}</span>}
                  </span>
                </BaseMenu.RadioItem>
              ))}
            </BaseMenu.RadioGroup>
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}
