/** The balancer on this machine: picks one of the live backends by the scenario's policy and checks its health. */
import { randomStream } from '@/core/random';
import { msg, t } from '@/core/text';
import { endAt, proceed, type LocalBackend, type LocalRun, type Step } from '../serving';

export interface LocalPick<B extends LocalBackend> {
  backend: B;
  /** Backends found unhealthy before this one. */
  failedOver: number;
}

/** Lives as long as the worker: round-robin needs to know whose turn it is. */
export class LocalBalancer {
  #turn = 0;

  /** `candidates`: backends with the model in memory, fastest kind first. `promptHash`: of the prompt's opening. */
  pick<B extends LocalBackend>(run: LocalRun, candidates: readonly B[], promptHash: number): Step<LocalPick<B>> {
    const { timer, scenario } = run;
    timer.lap('load-balancer', 'geographic-routing', {
      region: msg('this machine'), distanceKm: 0, what: msg('one region only: the page and the model share a machine'),
    });

    const pinned = scenario.local.device === 'auto' ? candidates : candidates.filter((backend) => backend.device === scenario.local.device);
    const order = this.#order(run, pinned, promptHash);
    timer.lap('load-balancer', 'replica-pick', {
      policy: scenario.loadBalancer.policy,
      candidates: pinned.map((backend) => t('{device} ({load} busy)', { device: backend.device, load: backend.load })).join(', ') || msg('none'),
      picked: order[0]?.device ?? msg('none'),
      pinned: scenario.local.device !== 'auto',
    });

    const healthy = order.findIndex((backend) => backend.fault === null);
    const backend = order[healthy];
    timer.lap('load-balancer', 'health-check', {
      check: msg('device not lost'),
      healthy: backend !== undefined,
      ...(backend === undefined ? { fault: order[0]?.fault ?? msg('no backend has the model in memory') } : { backend: backend.device, adapter: backend.adapterName, failedOver: healthy }),
    });
    if (backend === undefined) {
      return endAt('load-balancer', 'health-check', 'failed', 503, t('No healthy backend: {fault}. Run again: the backend is started afresh.', { fault: order[0]?.fault ?? t('the model is in no backend’s memory') }));
    }
    return proceed({ backend, failedOver: healthy });
  }

  /** Backends in the order in which the policy would try them. */
  #order<B extends LocalBackend>({ scenario }: LocalRun, backends: readonly B[], promptHash: number): B[] {
    const all = [...backends];
    switch (scenario.loadBalancer.policy) {
      case 'round-robin': {
        const first = all.length === 0 ? 0 : this.#turn++ % all.length;
        return [...all.slice(first), ...all.slice(0, first)];
      }
      case 'least-connections': return all.sort((a, b) => a.load - b.load);
      case 'power-of-two': {
        if (all.length < 2) return all;
        const random = randomStream(scenario.seed, 'load-balancer/replica-pick');
        const i = Math.floor(random() * all.length);
        const j = (i + 1 + Math.floor(random() * (all.length - 1))) % all.length;
        const two = [all[Math.min(i, j)], all[Math.max(i, j)]].filter((backend) => backend !== undefined).sort((a, b) => a.load - b.load);
        return [...two, ...all.filter((backend) => !two.includes(backend))];
      }
      case 'prefix-affinity': return all.sort((a, b) => Number(b.promptHash === promptHash) - Number(a.promptHash === promptHash) || a.load - b.load);
    }
  }
}
