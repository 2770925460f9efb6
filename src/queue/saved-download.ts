import type {FailureCode} from './failure.ts';
import {noted} from './job-log.ts';
import type {DownloadJob, Job} from './job.ts';
import {done, without, withResults} from './transitions.ts';

/**
 * So long the bytes of a download stay once the browser has taken them all: whether it has kept them is told to nobody,
 * and a person who is asked where to save may say nowhere.
 */
const takenKeptMs = 10 * 60_000;

/** What the place that was chosen for a download can have against it. */
const placeFailures: ReadonlySet<FailureCode> = new Set(['save-failed', 'permission', 'storage-full']);

/** Whether a person can save what was fetched: all of it is here, and nobody is at work on it. */
export function canSave(job: Job): boolean {
  if (job.kind === 'convert') return !job.removed && job.status.state === 'done' && job.results.deck !== undefined;
  if (job.kind !== 'download' || job.removed) return false;
  return job.status.state === 'done'
    ? job.results.savedAt === undefined || job.results.keptUntil !== undefined
    : isTurnedAway(job);
}

/** Whether a download can be saved elsewhere, and nobody tries the file that was chosen for it. */
function isTurnedAway(job: DownloadJob): boolean {
  const {status} = job;
  const isStill =
    status.state === 'failed' ||
    status.state === 'retrying' ||
    (status.state === 'waiting' && status.blocked === 'permission');
  return isStill && wasTurnedAway(job);
}

/** Whether all of a download is here, but the file that was chosen for it did not take it. */
function wasTurnedAway({error, results}: DownloadJob): boolean {
  const isWhole = results.size !== undefined && results.keptBytes === results.size;
  return isWhole && error !== undefined && placeFailures.has(error.code);
}

/**
 * A download that a person is about to save: it is done, goes nowhere by itself, and is not saved (again) yet. One whose
 * file is just tried once more is taken out of the engine's hands, as by any command.
 */
export function beforeSaving(job: Job, now: number): Job {
  if (!leaves(job) && !isTriedAgain(job)) return job;
  const here = without(withResults(job, {savedAt: undefined, keptUntil: undefined}), 'savesTo');
  return job.status.state === 'done' ? here : noted(done(here, now), now, {event: 'done'});
}

/** A download that the browser has taken to the last byte. */
export function taken(job: Job, now: number): Job {
  return leaves(job) ? withResults(job, {savedAt: now, keptUntil: now + takenKeptMs}) : job;
}

/** A download that is certain to be where it was to go. */
export function saved(job: Job, now: number): Job {
  return leaves(job) ? withResults(job, {savedAt: now, keptUntil: undefined}) : job;
}

/** Whether the file that turned a download away is tried again: between a person's look at it and the click. */
function isTriedAgain(job: Job): boolean {
  return job.kind === 'download' && !job.removed && isUnderWay(job) && wasTurnedAway(job);
}

function isUnderWay({status}: DownloadJob): boolean {
  return status.state === 'running' || status.state === 'waiting';
}

/** A deck stays on this device, wherever else it goes. */
function leaves(job: Job): boolean {
  return job.kind === 'download' && canSave(job);
}

/** Without the bytes of a saved download that have been kept for long enough. @param until ms since 1970. */
export function withoutTaken(job: Job, until: number): Job {
  const {keptUntil} = job.results;
  return keptUntil === undefined || keptUntil > until ? job : withResults(job, {keptUntil: undefined});
}
