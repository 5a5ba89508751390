import { create } from 'zustand';

/** Whether the list of keys is open. */
export const useHelp = create<{ open: boolean }>()(() => ({ open: false }));
export const openHelp = (open: boolean): void => useHelp.setState({ open });
