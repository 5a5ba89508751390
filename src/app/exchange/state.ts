/** Which of share, export and import is open, and the file that waits to be read. Small: the commands and the header load it. */
import { create } from 'zustand';

export const EXCHANGE_PANELS = ['share', 'export', 'import'] as const;
export type ExchangePanel = (typeof EXCHANGE_PANELS)[number];

interface ExchangeStore {
  open: ExchangePanel | null;
  /** Dropped on the page or chosen: read when the import opens. */
  file: File | null;
  /** A file hangs over the page. */
  dragging: boolean;
}

export const useExchange = create<ExchangeStore>()(() => ({ open: null, file: null, dragging: false }));

export const openExchange = (open: ExchangePanel | null): void => useExchange.setState({ open, ...(open === null ? { file: null } : {}) });
/** Opens the import with a file. */
export const openFile = (file: File): void => useExchange.setState({ open: 'import', file });
