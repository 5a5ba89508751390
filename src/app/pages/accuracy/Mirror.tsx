/** The same reasoning turned on this device: what a short probe predicts for the run on this machine, and what was measured. */
import { msg, t } from '@/core/text';
import { formatCount, formatDuration, significant } from '@/core/units';
import { compareMirror, mirrorAhead, type DeviceRates, type LocalPrediction, type MirrorRow } from '@/decisions/mirror';
import { adapterWords } from '@/local/adapter';
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

export function Mirror() {
  const { gpu, cpu, measuring, gpuError, cpuError } = useMirror();
  const local = useRuns((s) => s.local);
  const live = useRuns((s) => s.localKind === 'live');
  const idle = useRuns((s) => s.status === 'idle');
  const runError = useRuns((s) => s.error);
  const run = workOf(idle ? local : null);
  const measured = gpu !== null || cpu !== null;
  return (
    <section className="mirror" aria-label={t('This device')}>
      <h3 className="figure-title">{t('This device, predicted and measured')}</h3>
      <p className="figure-summary">{t('A probe of a few seconds measures how fast this machine reads memory, multiplies matrices and starts kernels: its processor through WebAssembly, its GPU through WebGPU. From these alone prefill and decode are predicted before the run, and held against what the run took.')}</p>
      <p className="mirror-buttons">
        <Button disabled={measuring || !idle} onClick={() => void measureDevice()}>{measuring ? t('Measuring') : measured ? t('Measure again') : t('Measure this device')}</Button>
        <Button disabled={!idle || measuring} onClick={() => runOn('wasm')}>{idle ? t('Run the request on its processor') : t('Running')}</Button>
        <Button disabled={!idle || measuring} onClick={() => runOn('webgpu')}>{idle ? t('Run the request on its GPU') : t('Running')}</Button>
      </p>
      {runError !== null && <Notice tone="fail" message={runError.message} action={runError.action} urgent />}
      {cpuError !== null && <Notice tone="fail" message={cpuError.message} action={cpuError.action} urgent />}
      {gpuError !== null && <Notice tone={cpu === null ? 'fail' : 'note'} message={gpuError.message} action={gpuError.action} urgent />}
      <div role="status">
        {cpu !== null && <p className="figure-summary">{t('Processor, {threads, plural, one {one thread} other {# threads}}: reads {copy} GB/s, multiplies {matmul} Gflop/s, calls a function in {dispatch} µs; measured in {elapsed}.', { ...ratesText(cpu), threads: cpu.threads, elapsed: formatDuration(cpu.elapsedMs) })}</p>}
        {gpu !== null && <p className="figure-summary">{t('{gpu}: copies {copy} GB/s, multiplies {matmul} Gflop/s, starts a kernel in {dispatch} µs; measured in {elapsed}.', { ...ratesText(gpu), gpu: adapterWords(gpu.adapterName), elapsed: formatDuration(gpu.detail.elapsedMs) })}</p>}
      </div>
      {measured && idle && !(live && typeof run !== 'string') && <Ahead />}
      {typeof run === 'string' ? <p className="figure-summary">{t(OBSTACLES[run])}</p> : <Compared run={run} recorded={!live} />}
    </section>
  );
}

const ratesText = ({ copyGBs, matmulGflops, dispatchUs }: DeviceRates) => ({ copy: significant(copyGBs), matmul: significant(matmulGflops), dispatch: significant(dispatchUs) });

const OBSTACLES: Record<Obstacle, string> = {
  'no-run': msg('There is no run on this machine to compare with yet.'),
  'unknown-model': msg('The layout of the model that ran on this machine is not known, so nothing can be predicted for it.'),
};

const workText = ({ work, layout }: Planned) => ({ input: formatCount(work.inputTokens), output: formatCount(work.outputTokens), model: layout.id, dtype: work.dtype });

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
          <p className="figure-summary">{t('Before the run: {input} tokens in, {output} out, {model} as {dtype} on {device, select, webgpu {the GPU} other {the processor}}.', { ...workText(plan), device })}</p>
          <Rows label={t('Predicted for {device, select, webgpu {the GPU} other {the processor}}', { device })} rows={mirrorAhead(prediction, plan.work.outputTokens)} />
        </div>
      ))}
    </>
  );
}

function Compared({ run, recorded }: { run: Measured; recorded: boolean }) {
  useMirror();
  const rates = ratesOf(run.device);
  const values = { ...workText(run), made: recorded ? 'recorded' : 'live', device: run.device };
  if (rates === null) return <p className="figure-summary">{t('{made, select, recorded {The recorded run (another machine, or this one earlier)} other {The run just made}}: {model} on {device, select, webgpu {the GPU} other {the processor}}, {output} tokens long. Measure the device to predict it.', values)}</p>;
  const prediction = predictRun(rates, run);
  if (!prediction.ok) return <Notice tone="fail" message={prediction.error.message} action={prediction.error.action} />;
  return (
    <>
      <p className="figure-summary">{t('{made, select, recorded {The recorded run (another machine, or this one earlier)} other {The run just made}}: {model} as {dtype} on {device, select, webgpu {the GPU} other {the processor}}, {input} tokens in, {output} out.', values)}</p>
      <Rows label={t('Predicted and measured on this device')} rows={compareMirror(prediction.value, run.trace)} />
      <p className="figure-summary">{boundText(prediction.value, run)}</p>
    </>
  );
}

function Rows({ label, rows }: { label: string; rows: readonly MirrorRow[] }) {
  return (
    <DataTable
      label={label}
      columns={[{ id: 'what', head: t('Step') }, ...[t('Predicted'), t('Measured'), t('Error')].map((head) => ({ id: head, head, number: true })), { id: 'words', head: t('In words'), note: true }]}
      rows={rows.map(({ id, label: step, predictedMs, rangeMs, measuredMs, error, sentence }) => ({
        id,
        cells: [
          t(step), <Ranged key="predicted" range={durationEnds(rangeMs)}>{formatDuration(predictedMs)}</Ranged>, measuredMs === null ? '–' : formatDuration(measuredMs),
          error === null ? '–' : errorText(error), measuredMs === null ? t('Not run yet.') : sentence,
        ],
      }))}
    />
  );
}

const boundText = ({ decode }: LocalPrediction, { device }: Planned): string =>
  [
    t('A decode pass is bound by {bound, select, memory {reading memory} compute {arithmetic} other {starting kernels}}: {memory} of reading, {compute} of multiplying, {dispatch} to start {kernels} kernels.', {
      bound: decode.boundBy, memory: formatDuration(decode.memoryMs), compute: formatDuration(decode.computeMs), dispatch: formatDuration(decode.dispatchMs), kernels: formatCount(decode.dispatches),
    }),
    t('Its range runs from all of these at once to one after another.'),
    device === 'webgpu'
      ? t('Not in the prediction: reading logits back, sampling, and the runtime’s own work between passes.')
      : t('Not in the prediction: what the runtime spends between kernels, turning activations to int8, waiting for its threads, sampling, and the runtime’s own work between passes.'),
  ].join(' ');
