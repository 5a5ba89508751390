/** What is kept for use without a network, and whether a newer version waits. Small: the page has it from the start. */
import { create } from 'zustand';
import type { AppError } from '@/core/result';

export type OfflineStatus =
  /** The service has not been looked at yet. */
  | { kind: 'unknown' }
  /** This browser or this address cannot keep anything. */
  | { kind: 'unsupported'; reason: string }
  /** The reader removed what was kept; nothing is kept until they ask for it. */
  | { kind: 'off' }
  /** The app's own files are being stored. */
  | { kind: 'starting' }
  /** The app is kept, the model and its runtime are not: the browser asks to save data. */
  | { kind: 'app-only' }
  /** The embedded model and its runtime are being stored. */
  | { kind: 'keeping'; bytes: number; totalBytes: number | null }
  /** Everything works with the network off. */
  | { kind: 'ready' }
  | { kind: 'failed'; error: AppError };

/**
 * `waiting`: a newer version is stored and takes over when asked to. `elsewhere`: another tab has asked it to, and what
 * this page has not loaded yet is of the newer version.
 */
export type Update = 'none' | 'waiting' | 'elsewhere';

interface OfflineStore {
  status: OfflineStatus;
  update: Update;
  /** Asks the waiting version to take over and reloads; set with `update`. */
  takeUpdate: () => void;
  /** The reader does not want to hear of it again on this page. */
  dismissed: boolean;
}

export const useOffline = create<OfflineStore>()(() => ({
  status: { kind: 'unknown' }, update: 'none', takeUpdate: () => window.location.reload(), dismissed: false,
}));

export const dismissUpdate = (): void => useOffline.setState({ dismissed: true });
