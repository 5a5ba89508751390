/** As many workers as the machine has cores, each taking the next piece when it is done with one. */
import * as Comlink from 'comlink';
import { appError, err, type Result } from '@/core/result';
import { t } from '@/core/text';
import { workerName } from '@/messages/load';
import type { PlanApi } from './plan.worker';

export const coreCount = (): number => Math.max(1, navigator.hardwareConcurrency);

interface Member { worker: Worker; remote: Comlink.Remote<PlanApi>; broken: Promise<never> }

function start(): Member {
  const worker = new Worker(new URL('./plan.worker.ts', import.meta.url), { type: 'module', name: workerName('400ms-fleet-plan') });
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => reject(new Error(event.message || t('its worker did not start'))));
  });
  broken.catch(() => {});
  return { worker, remote: Comlink.wrap<PlanApi>(worker), broken };
}

/** Workers for one undertaking. `stop` ends them at once, whatever they do. */
export class Pool {
  readonly #members: Member[] = [];
  readonly #idle: Member[] = [];
  readonly #waiting: ((member: Member) => void)[] = [];
  #stop: () => void = () => {};
  readonly #stopped = new Promise<'stopped'>((resolve) => { this.#stop = () => resolve('stopped'); });
  #isStopped = false;

  constructor(private readonly most = coreCount()) {}

  get stopped(): boolean {
    return this.#isStopped;
  }

  /** Asks the next worker that is free. An error value where it breaks or the pool is stopped. */
  async ask<T>(question: (remote: Comlink.Remote<PlanApi>) => PromiseLike<Result<T>>): Promise<Result<T>> {
    const member = await this.#take();
    try {
      const answer = await Promise.race([question(member.remote), member.broken, this.#stopped]);
      if (answer === 'stopped') return err(appError('fleet-stopped', t('The computation was stopped.'), t('Start it again when you like.')));
      return answer;
    } catch (cause) {
      return err(appError('fleet-worker-broke', t('The simulation broke off: {why}.', { why: cause instanceof Error ? cause.message : String(cause) }), t('Reload the page and try again.')));
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(member);
      else next(member);
    }
  }

  #take(): Promise<Member> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return Promise.resolve(idle);
    if (this.#members.length < this.most) {
      const member = start();
      this.#members.push(member);
      return Promise.resolve(member);
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  stop(): void {
    this.#isStopped = true;
    this.#stop();
    for (const { worker } of this.#members) worker.terminate();
  }
}
