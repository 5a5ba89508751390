import { create } from 'zustand';

/** Whether the list of keys is open. */
export const useHelp = create<{ open: boolean }>()(() => ({ open: false }));
export const openHelp = (open: boolean): void => useHelp.setState({ open });

/** Whether the command palette is open. */
export const usePalette = create<{ open: boolean }>()(() => ({ open: false }));
export const openPalette = (open: boolean): void => usePalette.setState({ open });
