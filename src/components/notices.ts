import type {IconName} from './icon.ts';
import {actionText, noticeText, shellText} from './messages.ts';
import {formatBytes, formatClock} from './numbers.ts';
import type {ShellRequest} from './shell-events.ts';

/** What a notice is about, the most urgent first. */
export const noticeKinds = ['sign-in', 'space', 'update', 'saver', 'keep-open', 'install'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export interface Notice {
  readonly kind: NoticeKind;
  readonly tone: 'need' | 'wait' | 'move';
  readonly icon: IconName;
  readonly sentence: string;
  /** What can be done about it, if anything. */
  readonly action?: {readonly button: string; readonly request: ShellRequest};
}

export interface NoticeFacts {
  /** When the server first refused the token, ms since 1970; `undefined` while it takes it. */
  readonly signInEndedAt: number | undefined;
  /** Jobs that wait for it. */
  readonly unfinished: number;
  /** Bytes this site may still keep; `undefined`: not known. */
  readonly leftBytes: number | undefined;
  readonly updateReady: boolean;
  /** A transcode runs in this window, and would begin again. */
  readonly transcodes: boolean;
  /** What is spared now, by jobs that wait for that reason. */
  readonly spares: 'data' | 'battery' | undefined;
  /** A transcode has been running in this window for a while. */
  readonly keepOpen: boolean;
  readonly installable: boolean;
  readonly putOff: ReadonlySet<NoticeKind>;
}

/** Below this much space a notice says so. */
const scarceBytes = 2e9;

/** The one notice to show: a list of all would be read by nobody. */
export function noticeOf(facts: NoticeFacts): Notice | undefined {
  const kind = noticeKinds.find((wanted) => applies[wanted](facts) && !facts.putOff.has(wanted));
  return kind && notices[kind](facts);
}

const applies = {
  'sign-in': ({signInEndedAt}) => signInEndedAt !== undefined,
  space: ({leftBytes}) => leftBytes !== undefined && leftBytes < scarceBytes,
  update: ({updateReady}) => updateReady,
  saver: ({spares}) => spares !== undefined,
  'keep-open': ({keepOpen}) => keepOpen,
  install: ({installable}) => installable,
} satisfies Record<NoticeKind, (facts: NoticeFacts) => boolean>;

const notices = {
  'sign-in': ({signInEndedAt, unfinished}) => ({
    kind: 'sign-in',
    tone: 'need',
    icon: 'signin',
    sentence: noticeText.signIn(formatClock(signInEndedAt ?? 0), unfinished),
    action: {button: actionText.signIn(), request: 'sign-in'},
  }),
  space: ({leftBytes}) => ({
    kind: 'space',
    tone: 'need',
    icon: 'storage',
    sentence: noticeText.quota(formatBytes(leftBytes ?? 0)),
    action: {button: shellText.settings(), request: 'settings'},
  }),
  update: ({transcodes}) => ({
    kind: 'update',
    tone: 'move',
    icon: 'retry',
    sentence: transcodes ? noticeText.updateTranscode() : noticeText.update(),
    action: {button: shellText.updateNow(), request: 'update'},
  }),
  saver: ({spares}) => ({
    kind: 'saver',
    tone: 'wait',
    icon: 'clock',
    sentence: spares === 'data' ? noticeText.savesData() : noticeText.savesBattery(),
    action: {button: noticeText.goOn(), request: 'spare-nothing'},
  }),
  'keep-open': () => ({
    kind: 'keep-open',
    tone: 'move',
    icon: 'window',
    sentence: noticeText.keepOpen(),
  }),
  install: () => ({
    kind: 'install',
    tone: 'move',
    icon: 'window',
    sentence: noticeText.install(),
    action: {button: shellText.install(), request: 'install'},
  }),
} satisfies Record<NoticeKind, (facts: NoticeFacts) => Notice>;
