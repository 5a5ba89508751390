/** Chrome's own timeline: how long the page's main thread was busy, and with how much script in each frame. */
import type { CDPSession, Page } from 'playwright-core';

export interface TimelineEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** µs. */
  ts: number;
  /** µs by the clock on the wall. */
  dur?: number;
  /** µs of processor time. */
  tdur?: number;
  args?: { data?: { message?: string } };
}

const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata'];

/** Records the timeline of the page's browser while `body` runs. */
export async function recordTimeline(page: Page, body: () => Promise<void>): Promise<TimelineEvent[]> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const events: TimelineEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TimelineEvent[])));
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: CATEGORIES } });
  await body();
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  return events;
}

/** The events between two `console.timeStamp` marks of the page; all of them where a mark is missing. */
export function between(events: readonly TimelineEvent[], from: string, to: string): TimelineEvent[] {
  const at = (mark: string): number | undefined => events.find(({ name, args }) => name === 'TimeStamp' && args?.data?.message === mark)?.ts;
  const [begin, end] = [at(from) ?? -Infinity, at(to) ?? Infinity];
  return events.filter(({ ts }) => ts >= begin && ts <= end);
}

/** Entry points of script on a main thread. */
const SCRIPT = new Set(['FunctionCall', 'EvaluateScript', 'EventDispatch', 'FireAnimationFrame', 'TimerFire', 'RunMicrotasks', 'HandlePostMessage', 'v8.callFunction']);
const FRAME = 'FireAnimationFrame';

export interface MainThread {
  /** By the clock on the wall: what a reader would feel. */
  longestTaskMs: number;
  /** The most processor time that a task took: what it would take on a machine that does nothing else. */
  longestTaskCpuMs: number;
  /** Script between one animation frame and the next, in ms of processor time, for each frame: other programs do not count. */
  scriptingPerFrameMs: number[];
}

/** Where each animation frame begins: several callbacks that the browser calls in one task belong to one frame. */
function frameStarts(events: readonly TimelineEvent[]): number[] {
  const starts: number[] = [];
  let taskEnd = -Infinity;
  let counted = false;
  for (const { name, ts, dur = 0 } of events) {
    if (name === 'RunTask' && ts >= taskEnd) {
      taskEnd = ts + dur;
      counted = false;
    } else if (name === FRAME && !(counted && ts < taskEnd)) {
      starts.push(ts);
      counted = true;
    }
  }
  return starts;
}

/** The main thread that fired the most animation frames: the page's. */
export function mainThreadOf(events: readonly TimelineEvent[]): MainThread {
  const frames = new Map<string, number>();
  const thread = ({ pid, tid }: TimelineEvent): string => `${pid}/${tid}`;
  for (const event of events) if (event.name === FRAME) frames.set(thread(event), (frames.get(thread(event)) ?? 0) + 1);
  const busiest = [...frames].sort((a, b) => b[1] - a[1])[0]?.[0];
  const own = events.filter((event) => event.ph === 'X' && thread(event) === busiest).sort((a, b) => a.ts - b.ts);

  const tasks = own.filter(({ name }) => name === 'RunTask');
  const starts = frameStarts(own);
  const perFrame = starts.slice(0, -1).map(() => 0);
  let coveredTo = 0;
  let frame = 0;
  for (const { name, ts, dur = 0, tdur = dur } of own) {
    // Script called by script is already counted with its caller.
    if (!SCRIPT.has(name) || ts < coveredTo) continue;
    coveredTo = ts + dur;
    while (frame < starts.length && (starts[frame] ?? 0) <= ts) frame++;
    const at = frame - 1;
    if (at >= 0 && at < perFrame.length) perFrame[at] = (perFrame[at] ?? 0) + tdur / 1000;
  }
  return {
    longestTaskMs: Math.max(0, ...tasks.map(({ dur = 0 }) => dur / 1000)),
    longestTaskCpuMs: Math.max(0, ...tasks.map(({ dur = 0, tdur = dur }) => tdur / 1000)),
    scriptingPerFrameMs: perFrame,
  };
}
