/** Runs the scenario on this machine and lets the page watch it happen. */
import { appError, type AppError } from '@/core/result';
import type { Scenario } from '@/core/scenario';
import { t } from '@/core/text';
import type { Span, TokenEvent, Trace } from '@/core/trace';
import type { RunEvent } from '@/local/types';
import { useModels } from '../models/state';
import { emptyTrace, grown } from './live-trace';
import { localStack } from './local-stack';
import { learn, useRuns } from './runs-state';
import { useScenario } from './scenario';

let current: AbortController | null = null;

/**
 * Starts a run of the scenario on screen, unless one is going. It resolves when the run has ended; how it ended is in
 * the store: a trace (also of a refused, cancelled or failed run) or an error in words.
 */
export async function startRun(): Promise<void> {
  if (current !== null) return;
  const controller = new AbortController();
  current = controller;
  const { scenario } = useScenario.getState();
  const before = useRuns.getState();
  useRuns.setState({ status: 'loading', progress: null, error: null });
  const growth = new Growth(scenario);
  try {
    const stack = await localStack();
    if (!stack.ok) return failed(stack.error);
    if (controller.signal.aborted) return;
    const run = await stack.value.run(scenario, (event) => growth.take(event), controller.signal);
    growth.stop();
    if (run.ok) {
      useRuns.setState({ local: run.value, localKind: 'live' });
      if (run.value.outcome.status === 'completed') learn({ finished: run.value });
    } else {
      // What was half done and cannot be finished gives way to what stood there before.
      useRuns.setState({ local: before.local, localKind: before.localKind });
      if (!controller.signal.aborted) failed(run.error);
    }
  } catch (cause) {
    growth.stop();
    useRuns.setState({ local: before.local, localKind: before.localKind });
    failed(appError('run-broke', t('The run broke off: {cause}.', { cause: cause instanceof Error ? cause.message : String(cause) }), t('Run it again; what you typed is kept.')));
  } finally {
    growth.stop();
    current = null;
    useRuns.setState({ status: 'idle', progress: null });
  }
}

/** Stops the run that is going, while loading or after; no effect when there is none. */
export function cancelRun(): void {
  current?.abort();
}

const failed = (error: AppError): void => useRuns.setState({ error });

/** Collects what the worker reports and shows it once a frame, however many tokens arrive in between. */
class Growth {
  #trace: Trace | null = null;
  #spans: Span[] = [];
  #tokens: TokenEvent[] = [];
  #frame: number | null = null;
  #stopped = false;

  constructor(private readonly scenario: Scenario) {}

  take(event: RunEvent): void {
    if (this.#stopped) return;
    switch (event.type) {
      case 'load':
        useRuns.setState({ progress: event.progress });
        return;
      case 'started':
        this.#trace = emptyTrace(this.scenario, event.kv, { model: event.loaded.model, device: event.loaded.device, adapter: event.loaded.adapterName });
        useModels.setState({ loaded: event.loaded });
        useRuns.setState({ status: 'running', progress: null, local: this.#trace, localKind: 'live' });
        return;
      case 'span':
        this.#spans.push(event.span);
        break;
      case 'token':
        this.#tokens.push(event.token);
        break;
    }
    this.#frame ??= requestAnimationFrame(() => this.#show());
  }

  #show(): void {
    this.#frame = null;
    if (this.#trace === null) return;
    this.#trace = grown(this.#trace, this.#spans, this.#tokens);
    this.#spans = [];
    this.#tokens = [];
    useRuns.setState({ local: this.#trace, localKind: 'live' });
  }

  stop(): void {
    this.#stopped = true;
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
  }
}
