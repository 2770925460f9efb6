import type {AddJobErrorEvent, JobErrorEvent, JobEvent, ProgressEvent, TransferEvent} from '../app-api.ts';
import type {Message} from '../queue/channel.ts';
import type {JobKind} from '../queue/job.ts';
import type {PublicJob} from '../queue/public-job.ts';
import {Listeners} from './listeners.ts';

/** Turns messages of the channel into the events of the host page's API (CONTRACT 6). */
export class JobEvents {
  readonly uploadProgress = new Listeners<ProgressEvent>();
  readonly downloadProgress = new Listeners<ProgressEvent>();
  readonly jobError = new Listeners<JobErrorEvent>();
  readonly addJob = new Listeners<{readonly type: JobKind; readonly job: PublicJob}>();
  readonly addJobError = new Listeners<AddJobErrorEvent>();
  readonly job = new Listeners<JobEvent>();
  readonly transfer = new Listeners<TransferEvent>();
  /** The percent last told of each job that moves. */
  readonly #told = new Map<string, number>();

  hear(message: Message): void {
    switch (message.type) {
      case 'changed':
        for (const job of message.jobs) {
          this.job.tell({job});
          this.#tellPercent(job.uuid, job.kind, job.percent, job.state === 'done');
        }
        return;
      case 'added':
        for (const job of message.jobs) {
          this.addJob.tell({type: job.kind, job});
          this.job.tell({job});
        }
        return;
      case 'removed':
        for (const uuid of message.uuids) {
          this.#told.delete(uuid);
          this.job.tell({uuid, removed: true});
        }
        return;
      case 'progress': {
        const {uuid, kind, percent, sentBytes, totalBytes, speed} = message;
        this.transfer.tell({uuid, percent, sentBytes, totalBytes, speed});
        this.#tellPercent(uuid, kind, percent, false);
        return;
      }
      case 'job-failed': {
        const {uuid, kind, message: text, errorStatus} = message;
        if (kind === 'upload' || kind === 'download') {
          this.jobError.tell({uuid, type: kind, message: text, errorStatus});
        }
        return;
      }
      case 'refused': {
        const {kind, fileName, fileSize, message: text} = message;
        this.addJobError.tell({type: kind, job: {fileName, fileSize}, message: text});
        return;
      }
      case 'nudge':
      case 'sweep':
      case 'hello':
      case 'visible':
      case 'stands-in':
      case 'yield':
      case 'probe':
      case 'session':
      case 'touched':
      case 'gates':
      case 'erased':
        return;
    }
  }

  clear(): void {
    for (const listeners of Object.values(this)) if (listeners instanceof Listeners) listeners.clear();
    this.#told.clear();
  }

  /** Each percent once; 100 once, when the job is done. */
  #tellPercent(uuid: string, kind: JobKind, percent: number, done: boolean): void {
    if (kind !== 'upload' && kind !== 'download') return;
    const told = this.#told.get(uuid);
    if (told === percent || (told === undefined && percent === 0)) return;
    if (percent === 100 && !done) return;
    this.#told.set(uuid, percent);
    (kind === 'upload' ? this.uploadProgress : this.downloadProgress).tell({uuid, percent});
  }
}
