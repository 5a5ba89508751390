/** Does what the host page asks for, and tells it what happens. Started only in an embedded page. */
import { appError, type AppError } from '@/core/result';
import { DEFAULT_SCENARIO, parsePatch, type Scenario } from '@/core/scenario';
import { t } from '@/core/text';
import { findPreset, PRESETS } from '@/datacenter/presets';
import { LOCAL_MODELS } from '@/local/models';
import { openInExplore } from '../pages/open';
import { decodeLocation } from '../share';
import { takeLocation, useLink } from '../store/location';
import { usePlayback } from '../store/playback';
import { startRun, useRuns, type RunsStore } from '../store/runs';
import { useScenario } from '../store/scenario';
import { useView } from '../store/view';
import { allowedOrigin, errorEvent, idOf, messageOf, parseHostMessage, type AppEvent, type HostMessage } from './protocol';

/** The playhead is told this often while it moves. */
const TIME_EVERY_MS = 100;

/** Listens to the host and speaks to it. Returns what stops it; does nothing where there is no host with an origin. */
export function connectHost(): () => void {
  const host = window.parent;
  const origin = allowedOrigin({ search: window.location.search, ancestorOrigins: [...(window.location.ancestorOrigins ?? [])], referrer: document.referrer });
  if (host === window || origin === null) return () => undefined;
  const tell = (event: AppEvent, replyTo?: string): void => host.postMessage(messageOf(event, replyTo), origin);
  const hear = (event: MessageEvent): void => {
    // From the page around this one and from nobody else, whatever the message says of itself.
    if (event.source !== host || event.origin !== origin) return;
    const message = parseHostMessage(event.data);
    if (message === null) return;
    if (message.ok) obey(message.value, tell);
    else tell(errorEvent(message.error), idOf(event.data));
  };
  window.addEventListener('message', hear);
  const stops = [useRuns.subscribe((now, before) => tellTraces(now, before, tell)), usePlayback.subscribe(timeTeller(tell))];
  tell({ type: 'ready' });
  tellTraces(useRuns.getState(), null, tell);
  return () => {
    window.removeEventListener('message', hear);
    for (const stop of stops) stop();
  };
}

type Tell = (event: AppEvent, replyTo?: string) => void;

function obey(message: HostMessage, tell: Tell): void {
  const playback = usePlayback.getState();
  switch (message.type) {
    case 'load': {
      const fault = load(message);
      if (fault !== null) return tell(errorEvent(fault), message.id);
      const { scenario } = useScenario.getState();
      tell({ type: 'loaded', scenario, problems: useLink.getState().problems.map((problem) => problem.message) }, message.id);
      const { modeledError } = useRuns.getState();
      if (modeledError !== null) tell(errorEvent(modeledError), message.id);
      return;
    }
    case 'run':
      if (!isEmbeddedModel(useScenario.getState().scenario.local.model)) {
        return tell(errorEvent(appError('embed-run', t('Only the model that comes with the app runs at the request of a host page.'), t('Leave the local model out of the scenario, or let the reader press Run.'))), message.id);
      }
      void startRun().then(() => {
        const { error } = useRuns.getState();
        if (error !== null) tell(errorEvent(error), message.id);
      });
      return;
    case 'play': return playback.play();
    case 'pause': return playback.pause();
    case 'seek': return playback.hold(message.timeMs);
    case 'speed': return playback.setSpeed(message.speed);
    case 'theme': return useView.getState().set({ theme: message.theme });
  }
}

function load(message: Extract<HostMessage, { type: 'load' }>): AppError | null {
  useLink.setState({ problems: [] });
  if ('preset' in message) {
    const preset = findPreset(message.preset);
    if (preset === undefined) return appError('embed-preset', t('There is no preset {preset}.', { preset: message.preset }), t('Presets are {presets}.', { presets: PRESETS.map(({ id }) => id).join(', ') }), 'preset');
    openInExplore(preset.scenario, preset.id);
    return null;
  }
  if ('scenario' in message) {
    const scenario = parsePatch(DEFAULT_SCENARIO, message.scenario);
    if (!scenario.ok) return scenario.error;
    openInExplore(scenario.value, null);
    return null;
  }
  const decoded = decodeLocation(addressOf(message.link));
  takeLocation({ ...decoded, state: { ...decoded.state, scenario: onThisMachine(decoded.state.scenario) } });
  return null;
}

/** Only the parts of a link that hold the state: its host and path say nothing here, and it is never fetched. */
function addressOf(link: string): { search: string; hash: string } {
  try {
    return new URL(link, window.location.href);
  } catch {
    return { search: '', hash: '' };
  }
}

/** Others are downloads of hundreds of megabytes: nobody but the reader decides on those. */
const isEmbeddedModel = (id: string): boolean => LOCAL_MODELS.some((model) => model.id === id && model.kind === 'embedded');

/** What runs on the reader's machine stays the reader's choice: no host can make it download another model. */
const onThisMachine = (scenario: Scenario): Scenario => ({ ...scenario, local: useScenario.getState().scenario.local });

function tellTraces(now: RunsStore, before: RunsStore | null, tell: Tell): void {
  if (now.modeled !== null && now.modeled !== before?.modeled) tell({ type: 'trace', lane: 'datacenter', kind: now.opened === null ? 'modeled' : 'opened', trace: now.modeled });
  const changed = now.local !== before?.local || now.status !== before.status;
  if (changed && now.status === 'idle' && now.local !== null && now.localKind !== 'none') tell({ type: 'trace', lane: 'local', kind: now.localKind, trace: now.local });
}

/** Tells where the playhead is: at once when it starts, stops or is moved, and now and then while it moves. */
function timeTeller(tell: Tell): Parameters<typeof usePlayback.subscribe>[0] {
  let toldAtMs = -Infinity;
  return (now, before) => {
    if (now.timeMs === before.timeMs && now.playing === before.playing && now.endMs === before.endMs) return;
    const nowMs = performance.now();
    if (now.playing && before.playing && nowMs - toldAtMs < TIME_EVERY_MS) return;
    toldAtMs = nowMs;
    tell({ type: 'time', timeMs: now.timeMs, endMs: now.endMs, playing: now.playing });
  };
}
