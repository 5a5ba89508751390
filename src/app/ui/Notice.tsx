import { Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';

export interface NoticeProps {
  tone?: 'note' | 'fail';
  /** What happened. */
  message: ReactNode;
  /** What to do about it. */
  action?: ReactNode;
  /** Buttons that do it. */
  children?: ReactNode;
  /** Interrupts a screen reader: only for what was just asked for and failed. */
  urgent?: boolean;
}

/** A message in its place: what happened, what to do, and the buttons that do it. */
export function Notice({ tone = 'note', message, action, children, urgent = false }: NoticeProps) {
  const Icon = tone === 'fail' ? TriangleAlert : Info;
  return (
    <div
      role={urgent ? 'alert' : 'status'}
      className={classNames('flex gap-2 border-l-2 py-1 pl-2 text-sm', tone === 'fail' ? 'border-fail' : 'border-line-strong')}
    >
      <Icon aria-hidden className={classNames('mt-0.5 size-4 shrink-0', tone === 'fail' ? 'text-fail' : 'text-ink-3')} />
      <div className="min-w-0 flex-1 break-words">
        <p className="text-ink">{message}</p>
        {action !== undefined && <p className="text-ink-2">{action}</p>}
        {children !== undefined && <div className="mt-1.5 flex flex-wrap items-center gap-2 [&_button]:h-auto [&_button]:min-h-8 [&_button]:shrink [&_button]:py-1 [&_button]:text-left [&_button]:whitespace-normal">{children}</div>}
      </div>
    </div>
  );
}
