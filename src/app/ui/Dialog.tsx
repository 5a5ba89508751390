import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from '@/core/text';

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** One sentence under the title. */
  description?: ReactNode;
  children: ReactNode;
}

/** A panel above the page that keeps the focus until it is closed. On a phone it fills the width. */
export function Dialog({ open, onOpenChange, title, description, children }: DialogProps) {
  return (
    <BaseDialog.Root open={open} onOpenChange={onOpenChange}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.45)]" />
        <BaseDialog.Popup className="fixed top-1/2 left-1/2 z-50 flex max-h-[min(90dvh,48rem)] w-[min(40rem,100vw)] -translate-x-1/2 -translate-y-1/2 flex-col border border-line-strong bg-paper outline-hidden sm:w-[min(40rem,calc(100vw-2rem))] sm:rounded-md">
          <header className="flex items-start gap-3 border-b border-line py-3 pr-2 pl-4">
            <div className="min-w-0 flex-1">
              <BaseDialog.Title className="text-base font-medium">{title}</BaseDialog.Title>
              {description !== undefined && <BaseDialog.Description className="text-sm text-ink-2">{description}</BaseDialog.Description>}
            </div>
            <BaseDialog.Close aria-label={t('Close')} className="inline-flex size-8 items-center justify-center rounded-sm text-ink-2 hover:bg-line hover:text-ink">
              <X aria-hidden className="size-4" />
            </BaseDialog.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">{children}</div>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
