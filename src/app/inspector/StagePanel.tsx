import { lazy, Suspense } from 'react';
import type { PlaceId } from '@/core/stage';
import { t } from '@/core/text';
import { ABOUT } from '@/stages/about';
import { useCalmLocal } from '../store/calm-local';
import { useRuns } from '../store/runs';
import { useScenario } from '../store/scenario';
import { Disclosure } from '../ui/Disclosure';
import { DETAILS } from './details';
import { FailureList } from './FailureList';
import { LayerTable } from './LayerTable';

const SteadyLoad = lazy(() => import('./SteadyLoad').then((m) => ({ default: m.SteadyLoad })));

/** One stage: what it does, its layers on both lanes, what went on here, what can go wrong, what to change. */
export function StagePanel({ place }: { place: PlaceId }) {
  const about = ABOUT[place];
  const modeled = useRuns((s) => s.modeled);
  const local = useCalmLocal();
  const scenario = useScenario((s) => s.scenario);
  const Detail = DETAILS[place];
  const [first, ...rest] = about.explanation;
  return (
    <article className="flex flex-col gap-3">
      <header>
        <h2 className="text-lg font-medium">{t(about.name)}</h2>
        <p className="text-sm text-ink-2">{t(about.oneLine)}</p>
      </header>
      <LayerTable place={place} modeled={modeled} local={local} />
      <Suspense fallback={null}>
        <Detail scenario={scenario} modeled={modeled} local={local} />
        {place === 'inference' && <SteadyLoad />}
      </Suspense>
      <div className="flex flex-col gap-2 text-sm text-ink-2">
        {first !== undefined && <p>{t(first)}</p>}
        {rest.map((paragraph) => <p key={paragraph}>{t(paragraph)}</p>)}
      </div>
      <div className="border-b border-line">
        {about.failures.length > 0 && (
          <Disclosure title={t('What can go wrong')} summary={about.failures.map((f) => t(f.title)).join(', ')} open={scenario.failure !== null && about.failures.some((f) => f.kind === scenario.failure?.kind)}>
            <FailureList failures={about.failures} />
          </Disclosure>
        )}
        <Disclosure title={t('What to change')} summary={about.change[0] === undefined ? undefined : t(about.change[0])}>
          <ul className="flex list-disc flex-col gap-1 pl-5 text-sm text-ink-2">
            {about.change.map((change) => <li key={change}>{t(change)}</li>)}
          </ul>
        </Disclosure>
        <Disclosure title={t('Sources')} summary={about.sources.map((s) => s.key).join(', ')}>
          <dl className="flex flex-col gap-1.5 text-xs text-ink-2">
            {about.sources.map((source) => (
              <div key={`${source.key} ${source.detail}`}>
                <dt lang="en" className="text-ink">{source.title}</dt>
                <dd>{t(source.detail)}</dd>
              </div>
            ))}
          </dl>
        </Disclosure>
      </div>
    </article>
  );
}
