import type {FastifyReply, FastifyRequest} from 'fastify';
import type {FileVault} from '../file-vault.ts';
import {sendFile} from '../http/send-file.ts';
import {noSuchJob, notConverted, refusal} from './errors.ts';
import {JobRunner} from './job-runner.ts';
import type {JobRunnerOptions} from './job-runner.ts';
import type {JobStore, Period} from './job-store.ts';
import {describeJob, isDownloadable} from './job.ts';
import type {Job} from './job.ts';
import type {JobAnswer, Jobs} from './jobs.ts';
import {Notifier} from './notifier.ts';
import type {NotifierOptions} from './notifier.ts';
import {leadsToPrivate} from './notify-url.ts';
import {receiveDeck} from './receive-deck.ts';
import type {ReceivedDeck} from './receive-deck.ts';
import {zipHeaders} from './zip-headers.ts';

export type BuiltInOptions = Omit<JobRunnerOptions & NotifierOptions, 'onNotifying'> & {
  readonly maxDeckBytes: number;
  /** How long a finished Job keeps its files. */
  readonly keepDays: number;
};

/** The Jobs API as this gateway does it itself. */
export class BuiltInJobs implements Jobs {
  readonly #options: BuiltInOptions;
  readonly #store: JobStore;
  readonly #vault: FileVault;
  readonly #runner: JobRunner;
  readonly #notifier: Notifier;

  private constructor(options: BuiltInOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#vault = options.vault;
    this.#notifier = new Notifier(options);
    this.#runner = new JobRunner({...options, onNotifying: (job) => this.#notifier.add(job)});
  }

  /** Goes on with what an earlier life of the gateway left. */
  static async open(options: BuiltInOptions): Promise<BuiltInJobs> {
    const jobs = new BuiltInJobs(options);
    await options.store.forgetCut();
    for (const job of await options.store.unfinished()) {
      if (job.state === 'notifying') jobs.#notifier.add(job);
      else await jobs.#runner.resume(job);
    }
    return jobs;
  }

  async create(request: FastifyRequest): Promise<JobAnswer> {
    let token = '';
    let deck: ReceivedDeck | undefined;
    try {
      const onBegin = async (fileName: string) => {
        token = await this.#store.begin(request.user, fileName);
      };
      deck = await receiveDeck(request, {...this.#options, onBegin});
      await this.#checkNotifyUrl(deck.notifyUrl);
      const {job, isNew} = await this.#store.receive(token, {...deck, sourceId: deck.fileId});
      if (isNew) this.#runner.add(job);
      else await this.#vault.remove([deck.fileId]);
      return describeJob(job);
    } catch (error) {
      await this.#store.forget(token);
      if (deck !== undefined) await this.#vault.remove([deck.fileId]);
      throw error;
    }
  }

  list(user: string, period: Period): Promise<readonly string[]> {
    return this.#store.list(user, period);
  }

  async get(user: string, token: string): Promise<JobAnswer> {
    return describeJob(await this.#find(user, token));
  }

  async download(token: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const job = await this.#find(request.user, token);
    if (!isDownloadable(job) || job.zipId === null) throw notConverted();
    const file = await this.#vault.open(job.zipId, `${token}.zip`);
    return sendFile(request, reply, {...file, headers: zipHeaders(token)});
  }

  async sweep(): Promise<void> {
    const moment = new Date(Date.now() - this.#options.keepDays * 86_400_000);
    for (const job of await this.#store.endedBefore(moment)) {
      await this.#store.advance(job, 'expired', {zipId: null});
      if (job.zipId !== null) await this.#vault.remove([job.zipId]);
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.#runner.stop(), this.#notifier.stop()]);
  }

  async #find(user: string, token: string): Promise<Job> {
    const job = token.includes('\0') ? undefined : await this.#store.find(user, token);
    if (job === undefined) throw noSuchJob();
    return job;
  }

  async #checkNotifyUrl(url: string | undefined): Promise<void> {
    if (url === undefined || this.#options.allowsPrivate) return;
    if (await leadsToPrivate(url)) throw refusal('参数notify_url不能指向内部网络的地址。');
  }
}
