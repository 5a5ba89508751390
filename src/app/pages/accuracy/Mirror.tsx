/** The same reasoning turned on this device: what a short probe predicts for the run on this machine, and what was measured. */
import { formatCount, formatDuration, significant } from '@/core/units';
import { compareMirror, mirrorAhead, type DeviceRates, type LocalPrediction, type MirrorRow } from '@/decisions/mirror';
import { startRun, useRuns } from '../../store/runs';
import { useScenario } from '../../store/scenario';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { DataTable } from '../parts/DataTable';
import { durationEnds } from '../parts/range-text';
import { Ranged } from '../parts/Ranged';
import { useContentFor } from '../parts/subject';
import { measureDevice, plannedWork, predictRun, useMirror, workOf, type Device, type Measured, type Obstacle, type Planned } from './mirror-state';
import { errorText } from './view';

const ABOUT = 'A probe of a few seconds measures how fast this machine reads memory, multiplies matrices and starts kernels: its processor through WebAssembly, its GPU through WebGPU. From these alone prefill and decode are predicted before the run, and held against what the run took.';

export function Mirror() {
  const { gpu, cpu, measuring, gpuError, cpuError } = useMirror();
  const local = useRuns((s) => s.local);
  const live = useRuns((s) => s.localKind === 'live');
  const idle = useRuns((s) => s.status === 'idle');
  const runError = useRuns((s) => s.error);
  const run = workOf(idle ? local : null);
  const measured = gpu !== null || cpu !== null;
  return (
    <section className="mirror" aria-label="This device">
      <h3 className="figure-title">This device, predicted and measured</h3>
      <p className="figure-summary">{ABOUT}</p>
      <p className="mirror-buttons">
        <Button disabled={measuring || !idle} onClick={() => void measureDevice()}>{measuring ? 'Measuring' : measured ? 'Measure again' : 'Measure this device'}</Button>
        <Button disabled={!idle || measuring} onClick={() => runOn('wasm')}>{idle ? 'Run the request on its processor' : 'Running'}</Button>
        <Button disabled={!idle || measuring} onClick={() => runOn('webgpu')}>{idle ? 'Run the request on its GPU' : 'Running'}</Button>
      </p>
      {runError !== null && <Notice tone="fail" message={runError.message} action={runError.action} urgent />}
      {cpuError !== null && <Notice tone="fail" message={cpuError.message} action={cpuError.action} urgent />}
      {gpuError !== null && <Notice tone={cpu === null ? 'fail' : 'note'} message={gpuError.message} action={gpuError.action} urgent />}
      <div role="status">
        {cpu !== null && <p className="figure-summary">{`Processor, ${cpu.threads === 1 ? 'one thread' : `${cpu.threads} threads`}: ${ratesText(cpu, 'reads', 'calls a function')}; measured in ${formatDuration(cpu.elapsedMs)}.`}</p>}
        {gpu !== null && <p className="figure-summary">{`${gpu.adapterName}: ${ratesText(gpu, 'copies', 'starts a kernel')}; measured in ${formatDuration(gpu.detail.elapsedMs)}.`}</p>}
      </div>
      {measured && idle && !(live && typeof run !== 'string') && <Ahead />}
      {typeof run === 'string' ? <p className="figure-summary">{OBSTACLES[run]}</p> : <Compared run={run} recorded={!live} />}
    </section>
  );
}

const ratesText = ({ copyGBs, matmulGflops, dispatchUs }: DeviceRates, reads: string, starts: string): string =>
  `${reads} ${significant(copyGBs)} GB/s, multiplies ${significant(matmulGflops)} Gflop/s, ${starts} in ${significant(dispatchUs)} µs`;

const OBSTACLES: Record<Obstacle, string> = {
  'no-run': 'There is no run on this machine to compare with yet.',
  'unknown-model': 'The layout of the model that ran on this machine is not known, so nothing can be predicted for it.',
};

const DEVICE_NAMES: Record<Device, string> = { webgpu: 'the GPU', wasm: 'the processor' };

function runOn(device: Device): void {
  useScenario.getState().edit({ local: { device } });
  void startRun();
}

const ratesOf = (device: Device): DeviceRates | null => (device === 'webgpu' ? useMirror.getState().gpu : useMirror.getState().cpu);

/** What the run of the request on screen will take, on whatever was measured. */
function Ahead() {
  useMirror();
  const scenario = useScenario((s) => s.scenario);
  const known = useContentFor();
  const devices = (['wasm', 'webgpu'] as const).flatMap((device) => {
    const rates = ratesOf(device);
    const plan = plannedWork(scenario, known(scenario)?.inputTokens ?? null, device);
    if (rates === null || plan === null) return [];
    const prediction = predictRun(rates, plan);
    return prediction.ok ? [{ device, plan, prediction: prediction.value }] : [];
  });
  return (
    <>
      {devices.map(({ device, plan, prediction }) => (
        <div key={device}>
          <p className="figure-summary">{`Before the run: ${formatCount(plan.work.inputTokens)} tokens in, ${formatCount(plan.work.outputTokens)} out, ${plan.layout.id} as ${plan.work.dtype} on ${DEVICE_NAMES[device]}.`}</p>
          <Rows label={`Predicted for ${DEVICE_NAMES[device]}`} rows={mirrorAhead(prediction, plan.work.outputTokens)} />
        </div>
      ))}
    </>
  );
}

function Compared({ run, recorded }: { run: Measured; recorded: boolean }) {
  useMirror();
  const rates = ratesOf(run.device);
  const made = recorded ? 'The recorded run (another machine, or this one earlier)' : 'The run just made';
  if (rates === null) return <p className="figure-summary">{`${made}: ${run.layout.id} on ${DEVICE_NAMES[run.device]}, ${formatCount(run.work.outputTokens)} tokens long. Measure the device to predict it.`}</p>;
  const prediction = predictRun(rates, run);
  if (!prediction.ok) return <Notice tone="fail" message={prediction.error.message} action={prediction.error.action} />;
  return (
    <>
      <p className="figure-summary">{`${made}: ${run.layout.id} as ${run.work.dtype} on ${DEVICE_NAMES[run.device]}, ${formatCount(run.work.inputTokens)} tokens in, ${formatCount(run.work.outputTokens)} out.`}</p>
      <Rows label="Predicted and measured on this device" rows={compareMirror(prediction.value, run.trace)} />
      <p className="figure-summary">{boundText(prediction.value, run)}</p>
    </>
  );
}

function Rows({ label, rows }: { label: string; rows: readonly MirrorRow[] }) {
  return (
    <DataTable
      label={label}
      columns={[{ id: 'what', head: 'Step' }, ...['Predicted', 'Measured', 'Error'].map((head) => ({ id: head, head, number: true })), { id: 'words', head: 'In words', note: true }]}
      rows={rows.map(({ id, label: step, predictedMs, rangeMs, measuredMs, error, sentence }) => ({
        id,
        cells: [
          step, <Ranged key="predicted" range={durationEnds(rangeMs)}>{formatDuration(predictedMs)}</Ranged>, measuredMs === null ? '–' : formatDuration(measuredMs),
          error === null ? '–' : errorText(error), measuredMs === null ? 'Not run yet.' : sentence,
        ],
      }))}
    />
  );
}

const BOUND = { memory: 'reading memory', compute: 'arithmetic', dispatch: 'starting kernels' } as const;

const boundText = ({ decode }: LocalPrediction, { device }: Planned): string =>
  `A decode pass is bound by ${BOUND[decode.boundBy]}: ${formatDuration(decode.memoryMs)} of reading, ${formatDuration(decode.computeMs)} of multiplying, ${formatDuration(decode.dispatchMs)} to start ${formatCount(decode.dispatches)} kernels. `
  + `Its range runs from all of these at once to one after another. Not in the prediction: ${device === 'webgpu' ? 'reading logits back, ' : 'what the runtime spends between kernels, turning activations to int8, waiting for its threads, '}sampling, and the runtime’s own work between passes.`;
