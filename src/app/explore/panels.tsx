/** Side panels and metrics: not needed for the first paint, so they come right after it. */
import { lazy, Suspense } from 'react';

const RequestCard = lazy(() => import('../request/RequestCard').then((m) => ({ default: m.RequestCard })));
const Inspector = lazy(() => import('../inspector/Inspector').then((m) => ({ default: m.Inspector })));
const MetricsTable = lazy(() => import('../metrics/MetricsTable').then((m) => ({ default: m.MetricsTable })));

export const Request = () => <Suspense fallback={null}><RequestCard /></Suspense>;
export const Inspect = () => <Suspense fallback={null}><Inspector /></Suspense>;
export const Metrics = () => <Suspense fallback={null}><MetricsTable /></Suspense>;
