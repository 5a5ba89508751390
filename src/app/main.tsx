import './theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { applyTheme } from './explore/theme';
import { limitConnections } from './security/hosts';
import { makeDefaultPolicy } from './security/trusted-types';
import { readLocation } from './store/location';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

if (import.meta.env.PROD) {
  limitConnections();
  makeDefaultPolicy();
}
applyTheme();
readLocation();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
