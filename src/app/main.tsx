import './theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { language, speak } from '@/core/text';
import { loadFirst } from '@/messages/load';
import { App } from './App';
import { applyTheme } from './explore/theme';
import { restoreKept, tellTextsMissing, wantedLanguage } from './language';
import { limitConnections } from './security/hosts';
import { makeDefaultPolicy } from './security/trusted-types';
import { readLocation } from './store/location';
import { learn } from './store/runs-state';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

if (import.meta.env.PROD) {
  limitConnections();
  makeDefaultPolicy();
}
applyTheme();
const wanted = wantedLanguage();
if (wanted === 'en') show(root);
else {
  void loadFirst(wanted).then(
    () => {
      learn({});
      show(root);
    },
    () => {
      // A translation that does not come must not keep the page away: it is in English then, and says so.
      speak('en');
      show(root);
      tellTextsMissing();
    },
  );
}

function show(at: HTMLElement): void {
  document.documentElement.lang = language();
  readLocation();
  createRoot(at).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  restoreKept();
}
