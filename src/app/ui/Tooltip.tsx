import { Tooltip as BaseTooltip } from '@base-ui/react/tooltip';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { classNames } from './class-names';

export interface TooltipProps {
  /** What the pointer or the focus rests on. */
  children: ReactNode;
  content: ReactNode;
  className?: string;
}

/** Rest before it opens, and grace in which the pointer may travel into the popup, in ms. */
const OPEN_MS = 150;
const CLOSE_MS = 120;
const OFFSET_PX = 6;
const EDGE_PX = 8;

/**
 * A definition on hover, focus or touch. Nothing but a button is in the page until it is asked for, so that a page may
 * hold hundreds. The popup can be hovered and Escape closes it (WCAG 1.4.13).
 */
export function Tooltip({ children, content, className }: TooltipProps) {
  const id = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [open, setOpen] = useState(false);
  useEffect(() => () => clearTimeout(timer.current), []);

  const later = (next: boolean, ms: number): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(next), ms);
  };
  const now = (next: boolean): void => {
    clearTimeout(timer.current);
    setOpen(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    now(false);
  };

  return (
    <>
      <button
        ref={anchor}
        type="button"
        aria-describedby={open ? id : undefined}
        onPointerEnter={(event) => { if (event.pointerType === 'mouse') later(true, OPEN_MS); }}
        onPointerLeave={() => later(false, CLOSE_MS)}
        onFocus={(event) => { if (event.target.matches(':focus-visible')) now(true); }}
        onBlur={() => now(false)}
        onClick={() => now(true)}
        onKeyDown={onKeyDown}
        className={classNames('cursor-help text-left', className)}
      >
        {children}
      </button>
      {open && (
        <BaseTooltip.Root open onOpenChange={(next) => { if (!next) now(false); }}>
          <BaseTooltip.Portal>
            <BaseTooltip.Positioner anchor={anchor} sideOffset={OFFSET_PX} collisionPadding={EDGE_PX} className="z-50">
              <BaseTooltip.Popup
                id={id}
                role="tooltip"
                onPointerEnter={() => clearTimeout(timer.current)}
                onPointerLeave={() => later(false, CLOSE_MS)}
                className="max-w-72 rounded-sm border border-line-strong bg-raised px-3 py-2 text-left text-sm font-normal text-ink"
              >
                {content}
              </BaseTooltip.Popup>
            </BaseTooltip.Positioner>
          </BaseTooltip.Portal>
        </BaseTooltip.Root>
      )}
    </>
  );
}
