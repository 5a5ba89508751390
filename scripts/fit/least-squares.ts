import { Matrix, solve } from 'ml-matrix';
import type { Parameter } from './vector';

/** Logarithm of prediction over measurement that counts as one standard deviation. */
const SCALE = 0.06;
/** Deviations below this count squared, above it in proportion (Huber), so that outliers do not rule the fit. */
const HUBER = 0.06;
const ROUNDS = 40;
const CONVERGED = 1e-4;

/**
 * Parameters (as logarithms) that minimize the Huber loss of log predictions against log measurements plus the
 * priors (maximum a posteriori): Levenberg–Marquardt with weights renewed in every round.
 * @param predict for given parameters, all predictions in the order of `measured`
 * @param differenceStep of the logarithms, for slopes; wide where predictions are rough (simulated)
 */
export function fit(parameters: readonly Parameter[], measured: readonly number[], predict: (logs: readonly number[]) => readonly number[], differenceStep: number): number[] {
  const targets = measured.map(Math.log);
  const residuals = (logs: readonly number[]): number[] => predict(logs).map((p, i) => Math.log(p) - (targets[i] ?? 0));
  const priors = parameters.map((p) => Math.log(p.prior));
  const clamp = (value: number, p: Parameter): number => Math.min(Math.log(p.maximum ?? p.prior * 1000), Math.max(Math.log(p.minimum ?? p.prior / 1000), value));
  const lossOf = (logs: readonly number[], r: readonly number[]): number =>
    r.reduce((sum, x) => sum + huber(x) / SCALE ** 2, 0)
    + parameters.reduce((sum, p, j) => sum + (((logs[j] ?? 0) - (priors[j] ?? 0)) / p.sigma) ** 2 / 2, 0);
  const n = parameters.length;
  let logs = [...priors];
  let r = residuals(logs);
  let loss = lossOf(logs, r);
  let damping = 1e-2;
  for (let round = 0; round < ROUNDS; round++) {
    const columns = parameters.map((_, j) => residuals(logs.map((value, k) => (k === j ? value + differenceStep : value))));
    const normal = Matrix.zeros(n, n);
    const right = Matrix.zeros(n, 1);
    r.forEach((x, i) => {
      const w = SCALE ** -2 * Math.min(1, HUBER / Math.max(Math.abs(x), 1e-12));
      const slope = columns.map((column) => ((column[i] ?? 0) - x) / differenceStep);
      for (let a = 0; a < n; a++) {
        const wa = w * (slope[a] ?? 0);
        right.set(a, 0, right.get(a, 0) - wa * x);
        for (let b = 0; b <= a; b++) normal.set(a, b, normal.get(a, b) + wa * (slope[b] ?? 0));
      }
    });
    parameters.forEach((p, a) => {
      normal.set(a, a, normal.get(a, a) + p.sigma ** -2);
      right.set(a, 0, right.get(a, 0) - ((logs[a] ?? 0) - (priors[a] ?? 0)) / p.sigma ** 2);
      for (let b = a + 1; b < n; b++) normal.set(a, b, normal.get(b, a));
    });
    let improved = false;
    while (!improved && damping < 1e6) {
      const damped = normal.clone();
      for (let a = 0; a < n; a++) damped.set(a, a, normal.get(a, a) * (1 + damping));
      const step = solve(damped, right);
      const next = parameters.map((p, a) => clamp((logs[a] ?? 0) + Math.max(-0.5, Math.min(0.5, step.get(a, 0))), p));
      const nextResiduals = residuals(next);
      const nextLoss = lossOf(next, nextResiduals);
      if (nextLoss < loss) {
        improved = true;
        const gain = (loss - nextLoss) / loss;
        [logs, r, loss] = [next, nextResiduals, nextLoss];
        damping = Math.max(1e-6, damping / 5);
        if (gain < CONVERGED) return logs;
      } else damping *= 5;
    }
    if (!improved) return logs;
  }
  return logs;
}

const huber = (x: number): number => (Math.abs(x) <= HUBER ? (x * x) / 2 : HUBER * (Math.abs(x) - HUBER / 2));
