/** Text longer than a scenario may hold: it stays in the box, also while the box is not on screen. */
import { create } from 'zustand';

export const useOverlong = create<{ prompt: string | null }>()(() => ({ prompt: null }));

export const setOverlong = (prompt: string | null): void => useOverlong.setState({ prompt });
