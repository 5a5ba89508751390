/** From a step of a lesson to the page that shows it. */
import { expectOk } from '@/core/result';
import { t } from '@/core/text';
import { findFleetPreset } from '@/datacenter/fleet/presets';
import { loadFleet } from '../pages/fleet/state';
import { openInExplore } from '../pages/open';
import { scenarioOfStep } from '../present/deck';
import { useView } from '../store/view';
import type { Lesson, LessonStep, Situation, TryStep } from './lesson';
import { useTask } from './task';

/** What its button says; null where there is nothing to show. */
export function showName(step: LessonStep): string | null {
  if (step.kind === 'read') return step.fleet === undefined ? (step.situation === undefined ? null : t('Open in Explore')) : t('Open in Fleet');
  if (step.kind === 'try') return null;
  switch (step.answer.kind) {
    case 'lever': return t('Show all levers');
    case 'claim': return t('Show the claim');
    case 'fleet': return t('Open in Fleet');
    case 'compare': case 'number': case 'place': case 'end': return t('Open in Explore');
  }
}

/** Goes to the page where the step's numbers can be seen and changed. The scenario on screen can be brought back. */
export function show(step: LessonStep): void {
  const fleet = step.kind === 'read' ? step.fleet : step.kind === 'predict' && step.answer.kind === 'fleet' ? step.answer.preset : undefined;
  if (fleet !== undefined) {
    const preset = findFleetPreset(fleet);
    if (preset !== undefined) loadFleet(preset.scenario, preset.id);
    useView.getState().set({ page: 'fleet' });
    return;
  }
  if (step.kind === 'predict' && step.answer.kind === 'claim') {
    useView.getState().set({ page: 'claims' });
    reveal(`claim-${step.answer.id}`);
    return;
  }
  openSituation(step.situation ?? {});
  if (step.kind === 'predict' && step.answer.kind === 'lever') useView.getState().set({ page: 'levers' });
}

function openSituation(situation: Situation): void {
  openInExplore(expectOk(scenarioOfStep(situation)), situation.preset ?? null);
}

/** Takes a task to Explore; the bar above the page follows it. */
export function takeTask(lesson: Lesson, step: TryStep): void {
  openSituation(step.situation);
  useTask.setState({ task: { lesson: lesson.id, step: step.id } });
}

/** The page is loaded when it is first opened: so many frames are waited for it. */
const FRAMES = 240;
function reveal(id: string, frames = FRAMES): void {
  const found = document.getElementById(id);
  if (found instanceof HTMLDetailsElement) {
    found.open = true;
    found.scrollIntoView({ block: 'start' });
  } else if (frames > 0) requestAnimationFrame(() => reveal(id, frames - 1));
}
