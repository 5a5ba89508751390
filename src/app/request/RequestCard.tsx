import { CacheSection, DeploymentSection, NetworkSection, RetrievalSection, SafetySection, SpeculativeSection } from './DatacenterSections';
import { Essentials } from './Essentials';
import { InjectedFailure } from './InjectedFailure';
import { PresetMenu } from './PresetMenu';
import { PromptField } from './PromptField';
import { FailureSection, SamplingSection } from './RequestSections';
import { RunBar } from './RunBar';
import { SetupError } from './SetupError';

/** Everything that decides what happens to the request: essentials in sight, the rest folded, each fold saying what it holds. */
export function RequestCard() {
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <PresetMenu />
      <InjectedFailure />
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
    </div>
  );
}
