import { lazy, Suspense, useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { withText } from '@/messages/load';
import { commandBindings } from './commands';
import { connect } from './connect';
import { EMBEDDED } from './embed/mode';
import { DropTarget } from './exchange/DropTarget';
import { useExchange } from './exchange/state';
import { useHelp, usePalette } from './help';
import { LinkProblems } from './LinkProblems';
import { useModels } from './models/state';
import { watchPrinting } from './exchange/print';
import './exchange/print.css';
import { usePresent } from './present/state';
import { useOffline } from './offline/state';

const ModelDialog = lazy(withText(() => import('./models/ModelDialog').then((m) => ({ default: m.ModelDialog }))));
const UpdateLine = lazy(() => import('./offline/UpdateLine').then((m) => ({ default: m.UpdateLine })));
const ExchangeDialog = lazy(withText(() => import('./exchange/ExchangeDialog').then((m) => ({ default: m.ExchangeDialog }))));
const HelpDialog = lazy(withText(() => import('./HelpDialog').then((m) => ({ default: m.HelpDialog }))));
const Presenter = lazy(withText(() => import('./present/Presenter').then((m) => ({ default: m.Presenter }))));
const Palette = lazy(withText(() => import('./palette/Palette').then((m) => ({ default: m.Palette }))));

/** What may stand above the page, and the services that run beside it. Mount once. */
export function Overlays() {
  useEffect(() => connect(), []);
  useEffect(() => watchPrinting(), []);
  // The keys of an embedded page are those of its transport: the rest would lead to what is not there.
  useEffect(() => (EMBEDDED ? undefined : tinykeys(window, commandBindings())), []);
  const models = useModels((s) => s.open);
  const exchange = useExchange((s) => s.open !== null);
  const help = useHelp((s) => s.open);
  const update = useOffline((s) => s.update !== 'none');
  const palette = usePalette((s) => s.open);
  const deck = usePresent((s) => s.deck);
  return (
    <>
      <LinkProblems />
      {update && <Suspense><UpdateLine /></Suspense>}
      {models && <Suspense><ModelDialog /></Suspense>}
      {!EMBEDDED && <DropTarget />}
      {exchange && <Suspense><ExchangeDialog /></Suspense>}
      {help && <Suspense><HelpDialog /></Suspense>}
      {deck !== null && <Suspense><Presenter key={deck.id} deck={deck} /></Suspense>}
      {palette && <Suspense><Palette /></Suspense>}
    </>
  );
}
