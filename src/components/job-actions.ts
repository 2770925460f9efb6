import type {FailureCode} from '../queue/failure.ts';
import type {PublicJob} from '../queue/public-job.ts';
import {isPossible} from '../store/possible.ts';
import type {CommandName} from '../store/snapshot.ts';
import type {IconName} from './icon-shapes.ts';
import {listText} from './list-messages.ts';
import {reportText} from './log-messages.ts';
import {actionText} from './messages.ts';

/** What a person can do with a job: the store's commands, and what the page does itself. */
export type ActionName =
  CommandName | 'play' | 'allow' | 'new-version' | 'details' | 'report' | 'save-text' | 'save-json';

export interface Action {
  readonly icon: IconName;
  readonly text: () => string;
}

export const actions = {
  play: {icon: 'play', text: actionText.play},
  allow: {icon: 'lock', text: actionText.allow},
  'new-version': {icon: 'upload', text: actionText.newVersion},
  retry: {icon: 'retry', text: actionText.retry},
  continue: {icon: 'right', text: actionText.continue},
  resume: {icon: 'play', text: actionText.resume},
  pause: {icon: 'pause', text: actionText.pause},
  front: {icon: 'front', text: actionText.front},
  details: {icon: 'notes', text: listText.details},
  report: {icon: 'copy', text: actionText.report},
  'save-text': {icon: 'notes', text: reportText.save},
  'save-json': {icon: 'notes', text: reportText.save},
  cancel: {icon: 'stop', text: actionText.cancel},
  remove: {icon: 'trash', text: actionText.remove},
} as const satisfies Record<ActionName, Action>;

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
      return (job.error && cures[job.error.code]) ?? 'continue';
    case 'done':
      return isPlayable(job) ? 'play' : undefined;
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
        return isPossible(action, job);
    }
  });
}

/** What the selection bar can offer, in its order. */
export const barActions = ['front', 'resume', 'pause', 'retry', 'continue', 'cancel', 'remove'] as const;

const menuOrder = [
  'play',
  'allow',
  'new-version',
  'retry',
  'continue',
  'resume',
  'pause',
  'front',
  'details',
  'report',
  'cancel',
  'remove',
] as const satisfies readonly ActionName[];
