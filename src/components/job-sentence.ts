import {stepNames} from '../queue/flows/index.ts';
import type {PublicJob} from '../queue/public-job.ts';
import type {StateEvent} from '../app-api.ts';
import {deckStateText, deckText} from './deck-messages.ts';
import type {IconName} from './icon-shapes.ts';
import {listText} from './list-messages.ts';
import {describeFailure, failureReason, stateText, stepText} from './messages.ts';
import {sparingText} from './line.ts';
import {formatClock, formatCountdown, formatPercent} from './numbers.ts';
import {planText, withReason} from './way-messages.ts';

/** Calm, or: something outside holds it up; or: a person must act. */
export type SentenceTone = 'calm' | 'wait' | 'need';

/** What a row says under its name. */
export interface Sentence {
  readonly text: string;
  readonly tone: SentenceTone;
  readonly icon?: IconName;
}

/** What a sentence needs to know besides the job. */
export interface SentenceFacts {
  /** Jobs of its lane that run before it. */
  readonly ahead: number;
  /** What is known of network and device. */
  readonly state: StateEvent | undefined;
  readonly nowMs: number;
}

/** What happened, and what happens next. */
export function sentenceOf(job: PublicJob, facts: SentenceFacts): Sentence {
  const sentence = sentenceOfState(job, facts);
  return endsWithWindow(job) ? {...sentence, text: `${stateText.noRoom()} · ${sentence.text}`, tone: 'wait'} : sentence;
}

/** No copy of its bytes is kept, and they are still wanted. */
function endsWithWindow({state, unkept}: PublicJob): boolean {
  return unkept === 'no-room' && state !== 'done' && state !== 'failed' && state !== 'cancelled';
}

function sentenceOfState(job: PublicJob, facts: SentenceFacts): Sentence {
  switch (job.state) {
    case 'added':
      return calm(stateText.added());
    case 'waiting':
      return waiting(job, facts);
    case 'running':
      return calm(running(job, facts));
    case 'retrying':
      return {text: retrying(job, facts), tone: 'wait', icon: 'clock'};
    case 'paused':
      return calm(stateText.paused(), 'pause');
    case 'failed':
      return {text: failed(job), tone: 'need', icon: 'alert'};
    case 'done':
      return calm(done(job, facts), 'check');
    case 'cancelled':
      return calm(stateText.cancelled(), 'stop');
  }
}

function waiting(job: PublicJob, {ahead, state}: SentenceFacts): Sentence {
  if (job.blocked === undefined) {
    if (job.kind === 'transcode' && state?.savesBattery && !job.playableHere) {
      return {text: stateText.waitingForPower(), tone: 'wait', icon: 'clock'};
    }
    return job.percent > 0
      ? calm(stateText.waitingKept(formatPercent(job.percent)), 'gap')
      : calm(withPlan(stateText.waiting(ahead), job));
  }
  switch (job.blocked) {
    case 'permission':
      return {text: describeFailure('permission'), tone: 'need', icon: 'lock'};
    case 'network': {
      const spares = sparingText(state);
      return spares === undefined
        ? calm(stateText.waitingForNetwork(), 'gap')
        : {text: spares, tone: 'wait', icon: 'gap'};
    }
    case 'session':
      return calm(stateText.waitingForSession(), 'signin');
    case 'route':
      if (job.kind === 'convert') return {text: deckText.waitingForService(), tone: 'wait', icon: 'internet'};
      return job.route === 'internet'
        ? {text: stateText.waitingForInternet(), tone: 'wait', icon: 'internet'}
        : {text: stateText.waitingForIntranet(), tone: 'wait', icon: 'intranet'};
    case 'window':
      return calm(stateText.waitingForWindow(), 'window');
    case 'queue':
      return calm(stateText.waitingForQueue());
  }
}

/** What a transcode will do, until it has begun. */
function withPlan(text: string, {kind, plan, way}: PublicJob): string {
  return kind === 'transcode' && plan && way === undefined ? `${text} · ${planText(plan)}` : text;
}

function running(job: PublicJob, {state}: SentenceFacts): string {
  const step = stepNames(job.kind, job.flowRoute)[Math.max(0, job.step - 1)];
  if (step === undefined) return stateText.added();
  switch (step) {
    case 'uploadChunks':
      return stateText.uploadInternet();
    case 'copyToNas':
      return stateText.uploadIntranet();
    case 'readFromNas':
      if (job.straight) return stateText.downloadStraight();
      return stateText.downloadIntranet();
    case 'download':
      return job.straight ? stateText.downloadStraight() : stateText.downloadInternet();
    case 'transcode':
      if (job.way === 'repackage') return stateText.repackage();
      return state?.network !== false ? withReason(stateText.encode(), job.wayReason) : stateText.encodeOffline();
    case 'createJob':
      return deckText.handingOver();
    case 'waitForDeck':
      return job.deckState === undefined ? stateText.convert() : deckStateText[job.deckState]();
    case 'downloadZip':
      return deckText.fetching();
    case 'keepDeck':
    case 'findSource':
    case 'checkIntranet':
    case 'checkInternet':
    case 'notifyBackend':
    case 'getTranscodePath':
    case 'copyResult':
    case 'uploadResult':
    case 'recordResult':
      return stepText[step]();
  }
}

function retrying({error, retryAt, attempts}: PublicJob, {nowMs}: SentenceFacts): string {
  const reason = error ? failureReason(error.code, error.values) : failureReason('unexpected');
  const waitMs = retryAt === undefined ? 0 : Date.parse(retryAt) - nowMs;
  return stateText.retrying(reason, formatCountdown(waitMs), Math.max(1, attempts));
}

function failed({error, attempts}: PublicJob): string {
  if (!error) return describeFailure('unexpected');
  const text = describeFailure(error.code, error.values);
  return attempts >= 5 ? stateText.failed(text) : text;
}

function done(job: PublicJob, {nowMs}: SentenceFacts): string {
  switch (job.kind) {
    case 'upload':
      return stateText.doneUpload(formatClock(job.doneAt ?? job.createdAt, {now: nowMs}));
    case 'download':
      if (job.savedAt === undefined) return stateText.doneDownload();
      return saved(job.savedAt, job, nowMs);
    case 'transcode':
      return `${stateText.doneTranscode()} · ${playsFrom(job)}`;
    case 'convert':
      return job.openable ? stateText.doneDeck() : deckText.foreign();
  }
}

function saved(savedAt: string, {savableUntil}: PublicJob, now: number): string {
  const time = formatClock(savedAt, {now});
  return savableUntil === undefined
    ? stateText.saved(time)
    : stateText.savedKept(time, formatClock(savableUntil, {now}));
}

function playsFrom({playableHere, result}: PublicJob): string {
  if (playableHere !== true) return listText.fromServer();
  return result ? listText.fromBoth() : listText.fromDevice();
}

function calm(text: string, icon?: IconName): Sentence {
  return icon ? {text, tone: 'calm', icon} : {text, tone: 'calm'};
}
