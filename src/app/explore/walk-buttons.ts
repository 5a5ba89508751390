/** Arrow keys, Home and End between the buttons of a toolbar, which is one tab stop. */
import type { KeyboardEvent } from 'react';

/** Handler for the toolbar's `keydown`. The arrows also step the playback; here they walk the buttons. */
export function walkButtons(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  const to = event.key === 'Home' ? 0 : event.key === 'End' ? buttons.length - 1 : step === undefined ? null : at + step;
  if (to === null || at === -1) return;
  event.preventDefault();
  event.stopPropagation();
  buttons[to]?.focus();
}
