import type {Clock, JobStore} from '../../queue/ports.ts';
import {withoutTaken} from '../../queue/saved-download.ts';

/** Their time may come while this device sleeps. */
const lookAgainMs = 60_000;

export interface TakenDownloadsPorts {
  readonly jobs: Pick<JobStore, 'get' | 'update'>;
  readonly clock: Clock;
  /** The downloads that any bytes are kept of. */
  readonly kept: () => Promise<readonly string[]>;
  /** Frees the bytes of one. */
  readonly remove: (uuid: string) => Promise<void>;
  readonly onReleased: (uuid: string) => void;
}

/** The bytes of downloads that the browser has taken: they stay for a while, in case it has not kept them. */
export class TakenDownloads {
  readonly #ports: TakenDownloadsPorts;
  #stopTimer: () => void = () => undefined;
  #isStarted = false;

  constructor(ports: TakenDownloadsPorts) {
    this.#ports = ports;
  }

  /** Frees each when its time has come, until it is stopped. */
  start(): void {
    this.#isStarted = true;
    void this.#look();
  }

  stop(): void {
    this.#isStarted = false;
    this.#stopTimer();
  }

  /** Frees all of them, since their room is needed. */
  async freeAll(): Promise<void> {
    await this.#free(Infinity);
  }

  async #look(): Promise<void> {
    // What cannot be freed now is there at the next look.
    await this.#free(this.#ports.clock.now()).catch(() => undefined);
    if (!this.#isStarted) return;
    this.#stopTimer();
    this.#stopTimer = this.#ports.clock.after(lookAgainMs, () => void this.#look());
  }

  async #free(until: number): Promise<void> {
    const {jobs, kept, remove, onReleased} = this.#ports;
    for (const uuid of await kept()) {
      if ((await jobs.get(uuid))?.results.keptUntil === undefined) continue;
      let isFreed = false;
      await jobs.update(uuid, (job) => {
        const freed = withoutTaken(job, until);
        isFreed = freed !== job;
        return freed;
      });
      if (!isFreed) continue;
      await remove(uuid);
      onReleased(uuid);
    }
  }
}
