/** The desk of a link: what the pages beside Explore are set to, read from their stores and put back into them. */
import type { AppError } from '@/core/result';
import { patchScenario } from '@/core/scenario';
import { t } from '@/core/text';
import type { Trace } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import { BUDGET_PHASES, S4_BUDGET } from '@/decisions/budget-phases';
import { useSteadyRate } from '../inspector/steady-store';
import type { LinkDesk, LinkOpened, LinkPick } from '../share';
import { difference } from '../share/patch';
import { openedLocalOf, openLocal, openTrace, useRuns } from '../store/runs-state';
import { ranBy } from '../store/ran-by';
import { useScenario } from '../store/scenario';
import { START, useBudget } from './budget/store';
import { CURRENT, presetPick, useSelection, type Pick } from './compare/selection';
import { askFleet, useLinkedFleet } from './fleet/linked';
import { askDeck, useLinkedDeck } from './present/linked';

/** A modeled run is told by its scenario, its token counts fixed as they were. */
function linked(pick: Pick): LinkPick {
  if (pick.kind !== 'pinned') return pick.kind === 'preset' ? { kind: 'preset', presetId: pick.presetId } : { kind: 'current' };
  const { trace } = pick;
  const { inputTokens, outputTokens } = trace.usage;
  if (trace.source !== 'datacenter' || inputTokens < 1) return { kind: 'trace', trace };
  const counts = { inputTokens, ...(outputTokens > 0 && trace.outcome.status === 'completed' ? { outputTokens } : {}) };
  return { kind: 'scenario', scenario: patchScenario(trace.scenario, { request: counts }) };
}

/** Runs of the upper lane that a link brought: its address goes on holding them. Others go into a link when the reader says so. */
const brought = new WeakSet<Trace>();

/** Shows a link's run in the upper lane. Its scenario is the page's already, unless somebody wrote the link by hand. */
function bringUpper(opened: LinkOpened): void {
  const { scenario } = useScenario.getState();
  const meant = { ...opened.trace.scenario, local: scenario.local };
  brought.add(opened.trace);
  if (difference(scenario, meant) === undefined) useRuns.setState({ opened, modeled: opened.trace, modeledError: null });
  else openTrace(opened);
}

/** What of the pages a link carries; null for each that is as the page opens with it. */
export function deskState(): LinkDesk {
  const { picks, chosen } = useSelection.getState();
  const { budget, requestsPerS, utilization, usdPerGpuHour } = useBudget.getState();
  const { opened } = useRuns.getState();
  const usual = requestsPerS === START.requestsPerS && utilization === START.utilization && usdPerGpuHour === START.usdPerGpuHour;
  return {
    picks: chosen ? picks.map(linked) : null,
    budget: BUDGET_PHASES.every(({ id }) => budget[id] === S4_BUDGET[id]) ? null : budget,
    cost: usual ? null : { requestsPerS, utilization, usdPerGpuHour },
    steadyPerS: useSteadyRate.getState().requestsPerS,
    fleet: useLinkedFleet.getState().fleet,
    local: openedLocalOf(useRuns.getState())?.trace ?? null,
    upper: opened !== null && brought.has(opened.trace) ? opened : null,
    deck: useLinkedDeck.getState().deck,
  };
}

/** Sets the pages to what a link says. Returns what could not be: runs whose set-up cannot exist. */
export function applyDesk({ picks, budget, cost, steadyPerS, fleet, local, upper, deck }: LinkDesk): AppError[] {
  const problems: AppError[] = [];
  useBudget.setState({ budget: budget ?? S4_BUDGET, ...(cost ?? START) });
  useSteadyRate.setState({ requestsPerS: steadyPerS });
  askFleet(fleet);
  askDeck(deck);
  if (local !== null) openLocal({ trace: local, from: ranBy(local) });
  if (upper !== null) bringUpper(upper);
  if (picks === null) {
    useSelection.setState({ picks: [CURRENT], pinned: 0, chosen: false });
    return problems;
  }
  let pinned = 0;
  const pin = (trace: Extract<Pick, { kind: 'pinned' }>['trace']): Pick => ({ kind: 'pinned', key: `pinned-${++pinned}`, trace });
  const runs = picks.flatMap((pick): Pick[] => {
    switch (pick.kind) {
      case 'current': return [CURRENT];
      case 'preset': return [presetPick(pick.presetId)];
      case 'trace': return [pin(pick.trace)];
      case 'scenario': {
        const trace = modelTrace(pick.scenario);
        if (trace.ok) return [pin(trace.value)];
        problems.push({ ...trace.error, message: t('A pinned run of the link: {problem}', { problem: trace.error.message }) });
        return [];
      }
    }
  });
  const unique = runs.filter((run, i) => runs.findIndex(({ key }) => key === run.key) === i);
  useSelection.setState({ picks: unique.length === 0 ? [CURRENT] : unique, pinned, chosen: true });
  return problems;
}

/** Tells when any of it changes. Returns what stops it. */
export function watchDesk(changed: () => void): () => void {
  const stops = [useSelection.subscribe(changed), useBudget.subscribe(changed), useSteadyRate.subscribe(changed), useLinkedFleet.subscribe(changed), useLinkedDeck.subscribe(changed), useRuns.subscribe((now, before) => {
    if (openedLocalOf(now) !== openedLocalOf(before) || now.opened !== before.opened) changed();
  })];
  return () => {
    for (const stop of stops) stop();
  };
}
