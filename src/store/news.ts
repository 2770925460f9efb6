import type {JobEvent} from '../app-api.ts';
import type {PublicJob} from '../queue/public-job.ts';

/** What has been told of jobs and not been drawn yet: the newest of each; undefined when it is gone. */
export class News {
  readonly #news = new Map<string, PublicJob | undefined>();
  /** Jobs heard of since their list was asked for. */
  #heard: Set<string> | undefined;

  get isEmpty(): boolean {
    return this.#news.size === 0;
  }

  /** The newest of a job: what is told, else what is known. */
  latest(uuid: string, known: ReadonlyMap<string, PublicJob>): PublicJob | undefined {
    return this.#news.has(uuid) ? this.#news.get(uuid) : known.get(uuid);
  }

  /** @returns Whether more has changed than how far it is. */
  hear(event: JobEvent, known: ReadonlyMap<string, PublicJob>): boolean {
    const [uuid, job] = 'removed' in event ? [event.uuid, undefined] : [event.job.uuid, event.job];
    const before = this.latest(uuid, known);
    this.#news.set(uuid, job);
    this.#heard?.add(uuid);
    return !job || !before || !onlyPercentChanged(before, job);
  }

  /**
   * Asks for the whole list. What is told while it is read is newer than the list, and stays.
   *
   * @param read Gives the list, or undefined when nobody wants it any more.
   * @returns Whether it was wanted.
   */
  async readAll(read: () => Promise<readonly PublicJob[] | undefined>): Promise<boolean> {
    const heard = new Set<string>();
    this.#heard = heard;
    const jobs = await read();
    if (!jobs || this.#heard !== heard) return false;
    this.#heard = undefined;
    for (const job of jobs) if (!heard.has(job.uuid)) this.#news.set(job.uuid, job);
    return true;
  }

  /** Takes news one by one, for as long as there is time. */
  *take(hasTime: () => boolean): Generator<readonly [uuid: string, job: PublicJob | undefined]> {
    for (const entry of this.#news) {
      this.#news.delete(entry[0]);
      yield entry;
      if (!hasTime()) return;
    }
  }

  clear(): void {
    this.#news.clear();
    this.#heard = undefined;
  }
}

function onlyPercentChanged(before: PublicJob, after: PublicJob): boolean {
  return (
    before.state === after.state &&
    before.step === after.step &&
    before.place === after.place &&
    before.blocked === after.blocked &&
    before.flowRoute === after.flowRoute &&
    before.error?.at === after.error?.at
  );
}
