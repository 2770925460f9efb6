import {downloadOf} from '../queue/download-of.ts';
import {endingOf} from '../queue/file-path.ts';
import type {FailureCode} from '../queue/failure.ts';
import type {PublicJob} from '../queue/public-job.ts';
import {isPossible} from '../store/possible.ts';
import type {CommandName} from '../store/snapshot.ts';
import {deckText} from './deck-messages.ts';
import type {IconName} from './icon-shapes.ts';
import {listText} from './list-messages.ts';
import {reportText} from './log-messages.ts';
import {actionText} from './messages.ts';

/** What a person can do with a job: the store's commands, and what the page does itself. */
export type ActionName =
  | CommandName
  | 'play'
  | 'open'
  | 'preview'
  | 'upload-instead'
  | 'save'
  | 'download'
  | 'allow'
  | 'new-version'
  | 'details'
  | 'report'
  | 'save-text'
  | 'save-json';

export interface Action {
  readonly icon: IconName;
  readonly text: () => string;
}

export const actions = {
  play: {icon: 'play', text: actionText.play},
  open: {icon: 'deck', text: actionText.open},
  preview: {icon: 'play', text: deckText.preview},
  'upload-instead': {icon: 'upload', text: deckText.uploadInstead},
  save: {icon: 'download', text: actionText.save},
  download: {icon: 'download', text: actionText.download},
  allow: {icon: 'lock', text: actionText.allow},
  'new-version': {icon: 'upload', text: actionText.newVersion},
  retry: {icon: 'retry', text: actionText.retry},
  continue: {icon: 'right', text: actionText.continue},
  resume: {icon: 'play', text: actionText.resume},
  pause: {icon: 'pause', text: actionText.pause},
  front: {icon: 'front', text: actionText.front},
  unpin: {icon: 'internet', text: actionText.useInternet},
  details: {icon: 'notes', text: listText.details},
  report: {icon: 'copy', text: actionText.report},
  'save-text': {icon: 'notes', text: reportText.save},
  'save-json': {icon: 'notes', text: reportText.save},
  cancel: {icon: 'stop', text: actionText.cancel},
  remove: {icon: 'trash', text: actionText.remove},
} as const satisfies Record<ActionName, Action>;

/** An action as it looks for one job. */
export function looksOf(name: ActionName, job: PublicJob): {readonly icon: IconName; readonly text: string} {
  if (name === 'unpin' && job.route === 'internet') return {icon: 'intranet', text: actionText.useIntranet()};
  const {icon, text} = actions[name];
  return {icon, text: text()};
}

/** What a person does about a failure first; for all others, continue. */
const cures: Partial<Record<FailureCode, ActionName>> = {
  'source-changed': 'new-version',
  'source-missing': 'new-version',
  'not-found': 'remove',
  'media-corrupt': 'remove',
  'media-none': 'remove',
  'media-memory': 'remove',
  'media-unsupported': 'remove',
  'upload-too-large': 'remove',
  'deck-refused': 'remove',
};

/** The one action that a row shows. */
export function mainAction(job: PublicJob): ActionName | undefined {
  switch (job.state) {
    case 'added':
      return undefined;
    case 'waiting':
      if (job.blocked === 'permission') return 'allow';
      return job.blocked === 'session' || job.blocked === 'route' ? undefined : 'front';
    case 'running':
      return 'pause';
    case 'retrying':
      return 'retry';
    case 'paused':
      return 'resume';
    case 'failed':
      if (job.savable) return 'save';
      return (job.error && cures[job.error.code]) ?? 'continue';
    case 'done':
      if (isPlayable(job)) return 'play';
      if (job.openable) return 'open';
      return isOffered('save', job) ? 'save' : downloadOf(job) && 'download';
    case 'cancelled':
      return 'remove';
  }
}

/** Its button has words: a person has to decide. */
export function asks(job: PublicJob): boolean {
  return job.state === 'failed' || (job.state === 'waiting' && job.blocked === 'permission');
}

export function isPlayable(job: PublicJob): boolean {
  return job.kind === 'transcode' && (job.playableHere === true || (job.state === 'done' && job.result !== undefined));
}

/** A presentation that is not a deck yet, and whose file is here. */
function hasPresentation({kind, state, lastModified}: PublicJob): boolean {
  return kind === 'convert' && lastModified !== undefined && state !== 'done' && state !== 'cancelled';
}

/** This browser draws `.pptx` by itself. */
function canPreview(job: PublicJob): boolean {
  return hasPresentation(job) && endingOf(job.fileName) === 'pptx';
}

/** Everything the menu of a job offers, the harmless first. */
export function menuActions(job: PublicJob): readonly ActionName[] {
  const needsFile = job.error?.code === 'source-changed' || job.error?.code === 'source-missing';
  return menuOrder.filter((action) => {
    switch (action) {
      case 'details':
      case 'report':
        return true;
      case 'play':
        return isPlayable(job);
      case 'open':
        return job.openable === true;
      case 'preview':
        return canPreview(job);
      case 'upload-instead':
        return hasPresentation(job);
      case 'save':
      case 'download':
        return isOffered(action, job);
      case 'allow':
        return job.blocked === 'permission';
      case 'new-version':
        return job.state === 'failed' && needsFile;
      case 'pause':
      case 'resume':
      case 'retry':
      case 'continue':
      case 'cancel':
      case 'remove':
      case 'front':
      case 'unpin':
        return isPossible(action, job);
    }
  });
}

/** What the selection bar can offer, in its order. */
export const barActions = [
  'save',
  'download',
  'front',
  'resume',
  'pause',
  'retry',
  'continue',
  'cancel',
  'remove',
] as const;

/** Whether an action of the bar would do something for a job. */
export function isOffered(action: (typeof barActions)[number], job: PublicJob): boolean {
  if (action === 'save') return job.savable === true || job.savableUntil !== undefined;
  return action === 'download' ? downloadOf(job) !== undefined : isPossible(action, job);
}

const menuOrder = [
  'play',
  'open',
  'preview',
  'save',
  'download',
  'allow',
  'new-version',
  'retry',
  'continue',
  'resume',
  'pause',
  'front',
  'unpin',
  'upload-instead',
  'details',
  'report',
  'cancel',
  'remove',
] as const satisfies readonly ActionName[];
