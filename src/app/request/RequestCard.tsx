import { lazy, Suspense } from 'react';
import { useModels } from '../models/state';
import { CacheSection, DeploymentSection, NetworkSection, RetrievalSection, SafetySection, SpeculativeSection } from './DatacenterSections';
import { Essentials } from './Essentials';
import { PresetMenu } from './PresetMenu';
import { PromptField } from './PromptField';
import { FailureSection, SamplingSection } from './RequestSections';
import { RunBar } from './RunBar';
import { SetupError } from './SetupError';

const ModelDialog = lazy(() => import('../models/ModelDialog').then((m) => ({ default: m.ModelDialog })));

/** Everything that decides what happens to the request: essentials in sight, the rest folded, each fold saying what it holds. */
export function RequestCard() {
  const modelsOpen = useModels((s) => s.open);
  return (
    <section aria-label="Request" className="flex min-w-0 flex-col gap-3">
      <PresetMenu />
      <PromptField />
      <RunBar />
      <SetupError />
      <Essentials />
      <div className="border-b border-line">
        <SamplingSection />
        <DeploymentSection />
        <NetworkSection />
        <CacheSection />
        <SpeculativeSection />
        <RetrievalSection />
        <SafetySection />
        <FailureSection />
      </div>
      {modelsOpen && <Suspense><ModelDialog /></Suspense>}
    </section>
  );
}
