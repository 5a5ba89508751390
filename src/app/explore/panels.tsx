/** Side panels and metrics: not needed for the first paint, so they come right after it. */
import { lazy, Suspense, type ComponentType } from 'react';

const found = import.meta.glob<Record<string, ComponentType>>(['../request/RequestCard.tsx', '../inspector/Inspector.tsx', '../metrics/MetricsTable.tsx']);
const panel = (path: string, name: string) => lazy(async () => ({ default: (await found[path]?.())?.[name] ?? (() => null) }));

const RequestCard = panel('../request/RequestCard.tsx', 'RequestCard');
const Inspector = panel('../inspector/Inspector.tsx', 'Inspector');
const MetricsTable = panel('../metrics/MetricsTable.tsx', 'MetricsTable');

export const Request = () => <Suspense fallback={null}><RequestCard /></Suspense>;
export const Inspect = () => <Suspense fallback={null}><Inspector /></Suspense>;
export const Metrics = () => <Suspense fallback={null}><MetricsTable /></Suspense>;
