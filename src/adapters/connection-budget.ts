interface Entry {
  open: number;
  readonly waiting: (() => void)[];
}

/**
 * How many data connections go to one origin at a time, over all lanes. HTTP/1.1 allows six: the rest is for probes and
 * commands, which never wait here.
 */
export class ConnectionBudget {
  readonly #limit: number;
  readonly #origins = new Map<string, Entry>();

  constructor(limit = 4) {
    this.#limit = limit;
  }

  /**
   * Waits for a connection, first come, first served.
   *
   * @param url Any URL of the origin.
   * @returns Gives the connection back; once is enough, more does no harm.
   * @throws The signal's reason.
   */
  async acquire(url: string, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const {origin} = new URL(url);
    const entry = this.#origins.get(origin) ?? {open: 0, waiting: []};
    this.#origins.set(origin, entry);
    if (entry.open < this.#limit) entry.open += 1;
    else await turn(entry.waiting, signal);
    return releaseOf(entry);
  }

  /** A connection that nobody else wants at this moment; `undefined` when there is none. */
  acquireSpare(url: string): (() => void) | undefined {
    const {origin} = new URL(url);
    const entry = this.#origins.get(origin) ?? {open: 0, waiting: []};
    this.#origins.set(origin, entry);
    if (entry.open >= this.#limit) return undefined;
    entry.open += 1;
    return releaseOf(entry);
  }

  /** Whether somebody waits for a connection: who holds a spare one gives it back. */
  isWanted(url: string): boolean {
    return (this.#origins.get(new URL(url).origin)?.waiting.length ?? 0) > 0;
  }
}

function releaseOf(entry: Entry): () => void {
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    const next = entry.waiting.shift();
    // The connection goes from hand to hand: nobody who comes later can slip in between.
    if (next) next();
    else entry.open -= 1;
  };
}

function turn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const take = () => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    const leave = () => {
      waiting.splice(waiting.indexOf(take), 1);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', leave, {once: true});
    waiting.push(take);
  });
}
