import {expect, type Page} from '@playwright/test';
import type {DownloadFile} from '../../src/app-api.ts';
import type {Blocked, PublicJob} from '../../src/queue/public-job.ts';
import type {JobKind, JobState} from '../../src/queue/job.ts';
import type {GivenFile, Journey} from './journey.ts';
import {stateWithinMs} from './patience.ts';

export interface UploadOptions {
  readonly isNetwork?: boolean;
  readonly transcodeTypes?: readonly string[];
  /** False: leaves `jobReady` to the test. */
  readonly ready?: boolean;
}

type Command = 'jobReady' | 'continueUploadJob' | 'pauseJob' | 'resumeJob' | 'cancelJob' | 'removeJob' | 'retryJob';

/** A bare host page: what a front end of somebody else does with `window.app` (CONTRACT 6). */
export class HostPage {
  readonly #journey: Journey;

  constructor(journey: Journey) {
    this.#journey = journey;
  }

  get page(): Page {
    return this.#journey.page;
  }

  /** Opens a window and signs in; the queue opens too, unless told otherwise. */
  async open(token: string, {start = true}: {readonly start?: boolean} = {}): Promise<void> {
    await this.openOnly();
    await this.signIn(token, {start});
  }

  /** Signs in (as somebody else), takes the lists, and opens the queue unless told otherwise. */
  async signIn(token: string, {start = true}: {readonly start?: boolean} = {}): Promise<void> {
    await this.page.evaluate(
      async ([given, starts]) => {
        await window.app?.kmokeLogin(location.origin, given);
        await window.app?.getAllJobs(location.origin);
        if (starts) await window.app?.startJobs();
      },
      [token, start] as const,
    );
  }

  /** Opens a window as a restart does: who was signed in still is. */
  async openOnly(): Promise<void> {
    await this.#journey.open({path: '/host.html', token: false});
  }

  /** Adds uploads, shows them (not that anybody looks) and says so. */
  async addUploads(files: GivenFile | readonly GivenFile[], options?: UploadOptions): Promise<readonly PublicJob[]> {
    await this.chooseFiles(files);
    return this.addChosen(options);
  }

  /** Chooses files, and does nothing with them yet. */
  async chooseFiles(files: GivenFile | readonly GivenFile[]): Promise<void> {
    await this.page.evaluate(() => {
      const input = Object.assign(document.createElement('input'), {type: 'file', multiple: true, id: 'files'});
      document.body.replaceChildren(input);
    });
    const list = typeof files === 'string' || !('length' in files) ? [files] : files;
    await this.page.locator('#files').setInputFiles(list as string[]);
    // A browser may look at a file only when somebody asks what it is.
    await this.page.locator('#files').evaluate((input) => {
      for (const {size, lastModified} of (input as HTMLInputElement).files ?? []) void [size, lastModified];
    });
  }

  /** Adds what was chosen. */
  async addChosen({ready = true, ...request}: UploadOptions = {}): Promise<readonly PublicJob[]> {
    return this.page.evaluate(
      async ([wanted, isReady]) => {
        const input = document.querySelector<HTMLInputElement>('#files');
        const jobs = await window.app?.addUploadJobs({files: [...(input?.files ?? [])], bizKey: 'e2e', ...wanted});
        if (isReady && jobs !== undefined) await window.app?.jobReady(jobs);
        return jobs ?? [];
      },
      [request, ready] as const,
    );
  }

  /** Adds downloads, shows them and says so. */
  async addDownloads(files: readonly DownloadFile[], isNetwork?: boolean): Promise<readonly PublicJob[]> {
    return this.page.evaluate(
      async ([given, wanted]) => {
        const jobs = await window.app?.addDownloadJobs({
          files: given,
          ...(wanted !== undefined && {isNetwork: wanted}),
        });
        if (jobs !== undefined) await window.app?.jobReady(jobs);
        return jobs ?? [];
      },
      [files, isNetwork] as const,
    );
  }

  /** Has the browser save a finished download, as our own page does. @returns What lies on the disk then. */
  async saveDownload(uuid: string): Promise<{readonly name: string; readonly path: string}> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.evaluate(async (job) => {
        const {url = ''} = (await window.app?.saveDownload(job)) ?? {};
        document.body.append(Object.assign(document.createElement('iframe'), {hidden: true, src: url}));
      }, uuid),
    ]);
    return {name: download.suggestedFilename(), path: await download.path()};
  }

  async jobs(): Promise<readonly PublicJob[]> {
    return this.page.evaluate(async () => (await window.app?.getJobs()) ?? []);
  }

  async job(uuid: string): Promise<PublicJob | undefined> {
    return (await this.jobs()).find((job) => job.uuid === uuid);
  }

  /** Waits until a job's bytes would survive a restart. */
  async untilKept(uuid: string): Promise<void> {
    await expect.poll(async () => (await this.job(uuid))?.kept).toBe(true);
  }

  /** Waits until this window's worker runs the jobs. */
  async untilRunsHere(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const stop = window.app?.stateEvent(({runsHere}) => {
            if (!runsHere) return;
            queueMicrotask(() => stop?.());
            resolve();
          });
        }),
    );
  }

  /** Waits until the service worker answers for this window. */
  async untilControlled(): Promise<void> {
    await this.#journey.untilControlled();
  }

  /** Waits for a job to be in a state. @returns It. */
  async untilState(uuid: string, state: JobState, timeout = stateWithinMs): Promise<PublicJob> {
    await expect
      .poll(async () => describe(await this.job(uuid)), {timeout, intervals, message: `${uuid} is ${state}`})
      .toMatch(new RegExp(`^${state}\\b`));
    const job = await this.job(uuid);
    if (job === undefined) throw new Error(`The job ${uuid} is gone.`);
    return job;
  }

  /** Waits for a job that runs to have come so far; told by an event, so it is hardly further than that. */
  async untilProgress(uuid: string, percent: number): Promise<void> {
    await this.page.evaluate(
      async ([wanted, least]) =>
        new Promise<void>((resolve) => {
          const stop = window.app?.transferEvent((event) => {
            if (event.uuid !== wanted || event.percent < least) return;
            stop?.();
            resolve();
          });
        }),
      [uuid, percent] as const,
    );
  }

  /** Waits for a waiting job to say what it waits for. */
  async untilBlocked(uuid: string, by: Blocked, timeout = stateWithinMs): Promise<void> {
    const now = async () => {
      const job = await this.job(uuid);
      return job?.blocked ?? describe(job);
    };
    await expect.poll(now, {timeout, intervals, message: `${uuid} waits for ${by}`}).toBe(by);
  }

  /** Waits for the transcode of an upload to be there. @returns It. */
  async transcodeOf(uuid: string): Promise<PublicJob> {
    const find = async () => (await this.jobs()).find((job) => job.of === uuid && job.kind === kindOfTranscode);
    await expect.poll(async () => (await find())?.kind).toBe(kindOfTranscode);
    const job = await find();
    if (job === undefined) throw new Error(`The transcode of ${uuid} is gone.`);
    return job;
  }

  /** Listens for errors from now on. @returns Reads the `errorStatus` of each so far (SPEC Q6). */
  async recordErrors(): Promise<() => Promise<readonly (0 | 1)[]>> {
    const heard = await this.page.evaluateHandle(() => {
      const list: (0 | 1)[] = [];
      window.app?.JobErrorEvent(({errorStatus}) => list.push(errorStatus));
      return list;
    });
    return () => heard.jsonValue();
  }

  /** Listens to all jobs from now on. @returns Reads the most retries that any of them had used (SPEC Q5). */
  async recordAttempts(): Promise<() => Promise<number>> {
    const heard = await this.page.evaluateHandle(() => {
      const most = {attempts: 0};
      window.app?.jobEvent((event) => {
        if ('job' in event) most.attempts = Math.max(most.attempts, event.job.attempts);
      });
      return most;
    });
    return async () => (await heard.jsonValue()).attempts;
  }

  /** Calls one of `app`'s commands on a job. */
  async command(name: Command, uuid: string) {
    await this.page.evaluate(async ([command, job]) => window.app?.[command](job), [name, uuid] as const);
  }
}

/** How often a state is looked at, in ms: most are there within a second. */
const intervals = [100, 250];

const kindOfTranscode = 'transcode' satisfies JobKind;

/** Its state first, and then what a failed wait has to show: why it is where it is. */
function describe(job: PublicJob | undefined): string {
  if (job === undefined) return 'no such job';
  const {state, step, percent, blocked, error} = job;
  const words = [`${state} at step ${step}`, `${percent} %`, blocked && `blocked: ${blocked}`, error?.message];
  return words.filter((word) => word !== undefined).join(', ');
}
