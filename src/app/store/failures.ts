/** Failures on purpose: injected at their stage and played on both lanes. */
import type { FailureKind } from '@/core/scenario';
import { usePlayback } from './playback';
import { startRun } from './run-local';
import { useScenario } from './scenario';

/** A failure in mid-stream strikes half way through the answer, where both what came and what is missing can be seen. */
export function playFailure(kind: FailureKind): void {
  const { scenario, edit } = useScenario.getState();
  edit({ failure: { kind, afterTokens: scenario.failure?.afterTokens ?? Math.floor(scenario.request.maxOutputTokens / 2) } });
  usePlayback.getState().seek(0);
  usePlayback.getState().play();
  void startRun();
}

export function clearFailure(): void {
  useScenario.getState().edit({ failure: null });
}
