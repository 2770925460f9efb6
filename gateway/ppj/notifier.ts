import type {FastifyBaseLogger} from 'fastify';
import type {JobStore} from './job-store.ts';
import {describeJob} from './job.ts';
import type {Job} from './job.ts';
import {postWebhook} from './post-webhook.ts';

/** Seconds between the tries: five within an hour (SPEC P3). */
const waitsSeconds = [60, 300, 900, 2340];
const longestTimerMs = 2 ** 31 - 1;

export interface NotifierOptions {
  readonly store: JobStore;
  /** Key of the signatures. */
  readonly secret: string;
  readonly allowsPrivate: boolean;
  /** Multiplies the waits. */
  readonly backoffScale: number;
  readonly log: FastifyBaseLogger;
}

/** Tells customers' servers of Jobs that are done, until they answer or the tries are used up. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #stopping = new AbortController();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Takes a Job in state `notifying`, new or from an earlier life. */
  add(job: Job): void {
    if (this.#stopping.signal.aborted) return;
    const waitMs = Math.min(longestTimerMs, Math.max(0, (job.notifyAt?.getTime() ?? 0) - Date.now()));
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const trying = this.#try(job)
        .catch((error: unknown) => this.#options.log.error({err: error, job: job.token}, 'the news of a Job'))
        .finally(() => this.#underWay.delete(trying));
      this.#underWay.add(trying);
    }, waitMs);
    this.#timers.add(timer.unref());
  }

  /** A try that this ends counts for nothing: it is made again at the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#underWay);
  }

  async #try(job: Job): Promise<void> {
    const {store, backoffScale} = this.#options;
    const isAnswered = await this.#post(job);
    if (this.#stopping.signal.aborted && !isAnswered) return;
    if (isAnswered) {
      await store.advance(job, 'answered', {notifyTries: job.notifyTries + 1, notifyAt: null});
      return;
    }
    const waitSeconds = waitsSeconds[job.notifyTries];
    if (waitSeconds === undefined) {
      await store.advance(job, 'unheard', {notifyTries: job.notifyTries + 1, notifyAt: null});
      return;
    }
    const notifyAt = new Date(Date.now() + waitSeconds * 1000 * backoffScale);
    this.add(await store.advance(job, 'unanswered', {notifyTries: job.notifyTries + 1, notifyAt}));
  }

  /** Whether the customer's server took the news. */
  async #post(job: Job): Promise<boolean> {
    const {secret, allowsPrivate, log} = this.#options;
    const {signal} = this.#stopping;
    const body = JSON.stringify(describeJob(job));
    try {
      const status = await postWebhook({url: job.notifyUrl ?? '', body, secret, allowsPrivate, signal});
      if (status >= 200 && status < 300) return true;
      log.warn({job: job.token, status}, 'the news of a Job was not taken');
    } catch (error) {
      // Not the error itself: it may hold the URL, and that a secret.
      const {code, name} = error as NodeJS.ErrnoException;
      log.warn({job: job.token, code: code ?? name}, 'the news of a Job did not arrive');
    }
    return false;
  }
}
