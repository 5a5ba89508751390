import type { ReactNode } from 'react';
import { findGpu } from '@/catalog/gpus';
import { findModel } from '@/catalog/models';
import type { Scenario } from '@/core/scenario';
import { t } from '@/core/text';

/** Which scenario the page speaks about, and the numbers it starts from. */
export function SubjectLine({ scenario, values }: { scenario: Scenario; values: readonly (readonly [label: ReactNode, value: string, range?: string | null])[] }) {
  return (
    <div className="subject">
      <span className="subject-name">{t(scenario.name)}</span>
      <span>{setupText(scenario)}</span>
      {values.map(([label, value, range = null], i) => (
        <span key={i} className="subject-value">{label} <b>{value}</b>{range !== null && <span className="ranged-ends">{range}</span>}</span>
      ))}
    </div>
  );
}

/** "Llama 3.1 8B on 2 × H100 SXM, batch 8" */
function setupText({ model, deployment, load }: Scenario): string {
  const gpu = findGpu(deployment.gpu)?.name ?? deployment.gpu;
  const gpus = deployment.tensorParallel === 1 ? gpu : `${deployment.tensorParallel} × ${gpu}`;
  return t('{model} on {gpus}, batch {batch}', { model: findModel(model)?.name ?? model, gpus, batch: load.batch });
}
