import './theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { applyTheme } from './explore/theme';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

applyTheme();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
