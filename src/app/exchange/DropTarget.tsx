/** A file dropped anywhere on the page opens the import. */
import { useEffect, useState } from 'react';
import { t } from '@/core/text';
import { restLoaded } from '@/messages/load';
import { openFile, useExchange } from './state';
import './drop.css';

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;

/** Mount once. */
export function DropTarget() {
  const dragging = useExchange((s) => s.dragging);
  const [worded, setWorded] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    const set = (wanted: boolean): void => {
      if (useExchange.getState().dragging !== wanted) useExchange.setState({ dragging: wanted });
    };
    const listen = (type: 'dragenter' | 'dragover' | 'dragleave' | 'drop', handle: (event: DragEvent) => void): void =>
      window.addEventListener(type, (event) => { if (holdsFiles(event) && !event.defaultPrevented) handle(event); }, { signal: stop.signal });
    const over = (event: DragEvent): void => {
      // Without this the browser would leave the page and show the file.
      event.preventDefault();
      // Loads the words only when they are needed, and never twice.
      void restLoaded().then(() => setWorded(true), () => setWorded(true));
      set(true);
    };
    listen('dragenter', over);
    listen('dragover', over);
    // Out of the window: between elements there is always another one to go to.
    listen('dragleave', (event) => { if (event.relatedTarget === null) set(false); });
    listen('drop', (event) => {
      event.preventDefault();
      set(false);
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) openFile(file);
    });
    return () => stop.abort();
  }, []);
  return dragging && worded ? <div className="drop-over" aria-hidden="true">{t('Drop the file to open it')}</div> : null;
}
