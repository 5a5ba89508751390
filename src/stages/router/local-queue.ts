/** The queue before the device: first come, first served, of bounded length. One generation runs at a time. */
export type Release = () => void;

export class DeviceQueue {
  #busy = false;
  readonly #waiting: { start: () => void; leave: () => void }[] = [];

  constructor(readonly limit: number) {}

  /** Requests waiting, without the one that runs. */
  get waiting(): number {
    return this.#waiting.length;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /**
   * Waits for the device. Null when the queue is full (shed the request) or when `signal` is aborted while waiting.
   * The release must be called exactly once; calling it again has no effect.
   */
  acquire(signal?: AbortSignal): Promise<Release | null> {
    if (signal?.aborted === true) return Promise.resolve(null);
    if (!this.#busy) {
      this.#busy = true;
      return Promise.resolve(this.#release());
    }
    if (this.#waiting.length >= this.limit) return Promise.resolve(null);
    return new Promise((resolve) => {
      const leave = (): void => {
        const at = this.#waiting.indexOf(entry);
        if (at >= 0) this.#waiting.splice(at, 1);
        resolve(null);
      };
      const entry = {
        leave,
        start: (): void => {
          signal?.removeEventListener('abort', leave);
          resolve(this.#release());
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(entry);
    });
  }

  #release(): Release {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const next = this.#waiting.shift();
      if (next === undefined) this.#busy = false;
      else next.start();
    };
  }
}
