import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';

export interface DisclosureProps {
  title: ReactNode;
  /** What is set inside, so that a closed section still says it. */
  summary?: ReactNode;
  /** Open at first. */
  open?: boolean;
  children: ReactNode;
}

/** The platform's disclosure: find-in-page opens it, no script needed. */
export function Disclosure({ title, summary, open = false, children }: DisclosureProps) {
  return (
    <details open={open} className="group border-t border-line">
      <summary className="flex min-h-9 cursor-pointer list-none items-center gap-1.5 py-1.5 text-sm hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-3 transition-transform group-open:rotate-90" />
        <span className="shrink-0 font-medium text-ink">{title}</span>
        <span className="min-w-0 flex-1 truncate text-right text-xs text-ink-3 group-open:invisible">{summary}</span>
      </summary>
      <div className="flex flex-col gap-2 pt-0.5 pb-3">{children}</div>
    </details>
  );
}
