/** Gives the event loop one turn: messages that have arrived (a cancel) are read. A timer would wait 4 ms. */
const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}

/** Breathes only when the last breath is longer ago; 0: every time. */
export function breatheAtLeastEvery(everyMs: number): () => Promise<void> {
  if (everyMs === 0) return breathe;
  let lastMs = performance.now();
  return async () => {
    if (performance.now() - lastMs < everyMs) return;
    await breathe();
    lastMs = performance.now();
  };
}
