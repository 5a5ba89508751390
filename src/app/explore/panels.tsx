/** Side panels and metrics: not needed for the first paint, so they come right after it. */
import { lazy, memo, Suspense } from 'react';

const RequestCard = lazy(() => import('../request/RequestCard').then((m) => ({ default: m.RequestCard })));
const Inspector = lazy(() => import('../inspector/Inspector').then((m) => ({ default: m.Inspector })));
const MetricsTable = lazy(() => import('../metrics/MetricsTable').then((m) => ({ default: m.MetricsTable })));

export const Request = () => <Suspense fallback={null}><RequestCard /></Suspense>;
export const Inspect = () => <Suspense fallback={null}><Inspector /></Suspense>;
/** Kept apart from what renders with every step of a live run. */
export const Metrics = memo(() => <Suspense fallback={null}><MetricsTable /></Suspense>);
Metrics.displayName = 'Metrics';
