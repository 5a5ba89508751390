/** The same reasoning turned on this device: what a short probe predicts for the run on this machine, and what was measured. */
import { formatCount, formatDuration, significant } from '@/core/units';
import { compareMirror } from '@/decisions/mirror';
import { startRun, useRuns } from '../../store/runs';
import { useScenario } from '../../store/scenario';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { DataTable } from '../parts/DataTable';
import { measureDevice, predictRun, useMirror, workOf, type Measured, type Obstacle } from './mirror-state';
import { errorText } from './view';

const ABOUT = 'A probe of under two seconds measures how fast this device copies memory, multiplies matrices and starts kernels. From these alone the prefill and decode of a run on its GPU are predicted, and held against what the run took.';

export function Mirror() {
  const { device, measuring, error } = useMirror();
  const local = useRuns((s) => s.local);
  const idle = useRuns((s) => s.status === 'idle');
  const run = workOf(idle ? local : null);
  return (
    <section className="mirror" aria-label="This device">
      <h3 className="figure-title">This device, predicted and measured</h3>
      <p className="figure-summary">{ABOUT}</p>
      <p className="mirror-buttons">
        <Button disabled={measuring || !idle} onClick={() => void measureDevice()}>{measuring ? 'Measuring' : device === null ? 'Measure this device' : 'Measure again'}</Button>
        {typeof run === 'string' && <Button disabled={!idle} onClick={runOnGpu}>{idle ? 'Run the request on its GPU' : 'Running'}</Button>}
      </p>
      {error !== null && <Notice tone="fail" message={error.message} action={error.action} urgent />}
      <div role="status">
        {device !== null && (
          <p className="figure-summary">
            {`${device.adapterName}: copies ${significant(device.copyGBs)} GB/s, multiplies ${significant(device.matmulGflops)} Gflop/s, starts a kernel in ${significant(device.dispatchUs)} µs; measured in ${formatDuration(device.detail.elapsedMs)}.`}
          </p>
        )}
      </div>
      {typeof run === 'string' ? <p className="figure-summary">{OBSTACLES[run]}</p> : <Compared run={run} />}
    </section>
  );
}

const OBSTACLES: Record<Obstacle, string> = {
  'no-run': 'There is no run on this machine to compare with yet.',
  'not-webgpu': 'The run on this machine went through WebAssembly on the CPU; the probe measures the GPU. Run it on WebGPU to compare.',
  'unknown-model': 'The layout of the model that ran on this machine is not known, so nothing can be predicted for it.',
};

function runOnGpu(): void {
  useScenario.getState().edit({ local: { device: 'webgpu' } });
  void startRun();
}

function Compared({ run }: { run: Measured }) {
  const device = useMirror((s) => s.device);
  if (device === null) return <p className="figure-summary">{`A run of ${run.layout.id} on WebGPU is there, ${formatCount(run.work.outputTokens)} tokens long: measure the device to predict it.`}</p>;
  const prediction = predictRun(device, run);
  if (!prediction.ok) return <Notice tone="fail" message={prediction.error.message} action={prediction.error.action} />;
  const { decode } = prediction.value;
  const rows = compareMirror(prediction.value, run.trace);
  return (
    <>
      <DataTable
        label="Predicted and measured on this device"
        columns={[{ id: 'what', head: 'Step' }, ...['Predicted', 'Measured', 'Error'].map((head) => ({ id: head, head, number: true })), { id: 'words', head: 'In words', note: true }]}
        rows={rows.map(({ id, label, predictedMs, measuredMs, error, sentence }) => ({
          id, cells: [label, formatDuration(predictedMs), measuredMs === null ? '–' : formatDuration(measuredMs), error === null ? '–' : errorText(error), sentence],
        }))}
      />
      <p className="figure-summary">
        {`A decode pass is bound by ${BOUND[decode.boundBy]}: ${formatDuration(decode.memoryMs)} of reading, ${formatDuration(decode.computeMs)} of multiplying, ${formatDuration(decode.dispatchMs)} to start ${formatCount(decode.dispatches)} kernels. Not in the prediction: reading logits back, sampling, and the runtime’s own work between passes.`}
      </p>
    </>
  );
}

const BOUND = { memory: 'memory', compute: 'arithmetic', dispatch: 'starting kernels' } as const;
