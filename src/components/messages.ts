import {msg, str} from '@lit/localize';
import {formatCount as count} from './numbers.ts';

export {describeFailure, failureReason} from './failure-messages.ts';
export {shellText} from './shell-messages.ts';
export {stepText, type StepName} from './step-messages.ts';
export {timeText} from './time-messages.ts';

/*
 * Every text for people. Values come formatted (see numbers.ts), counts as numbers.
 * Say what happened, then what happens next; no blame, no codes.
 */

/** The line in the header: network, route, session. */
export const lineText = {
  checking: () => msg('Checking the network…', {id: 'line.checking'}),
  intranet: () => msg('Online by intranet', {id: 'line.intranet'}),
  internet: () => msg('Online by internet', {id: 'line.internet'}),
  offline: (since: string) => msg(str`Offline since ${since}`, {id: 'line.offline'}),
  nothingLost: () => msg('Nothing is lost', {id: 'line.offline.short'}),
  offlineMore: (jobs: number) =>
    jobs === 1
      ? msg('Nothing is lost. 1 job carries on by itself.', {id: 'line.offline.more.one'})
      : msg(str`Nothing is lost. ${count(jobs)} jobs carry on by themselves.`, {id: 'line.offline.more'}),
  signIn: () => msg('Sign in again to carry on', {id: 'line.signin'}),
  signedOut: () => msg('Signed out', {id: 'line.signedout'}),
  paused: () => msg('All paused by you', {id: 'line.paused'}),
  otherWindow: () => msg('Another window does the work. Everything you press here counts too.', {id: 'line.other'}),
  wifi: () => msg('Waiting for Wi-Fi, as you chose', {id: 'line.wifi'}),
  data: () => msg('Waiting, since data is to be saved', {id: 'line.data'}),
  back: () => msg('Back online. Carrying on.', {id: 'line.back'}),
};

/** One sentence under the name of a job. */
export const stateText = {
  added: () => msg('Added. Getting ready…', {id: 'state.added'}),
  waiting: (ahead: number) =>
    ahead === 0
      ? msg('Next in line', {id: 'state.waiting.next'})
      : msg(str`Waiting its turn, ${count(ahead)} ahead`, {id: 'state.waiting'}),
  waitingForNetwork: () => msg('Waiting for the network. Nothing is lost.', {id: 'state.waiting.network'}),
  waitingForPower: () => msg('Waits for power: the battery is low', {id: 'state.waiting.power'}),
  waitingKept: (percent: string) =>
    msg(str`Interrupted at ${percent}. Goes on from there.`, {id: 'state.waiting.kept'}),
  waitingForIntranet: () => msg('Waiting for the intranet, as you chose', {id: 'state.waiting.intranet'}),
  waitingForInternet: () => msg('Waiting for the internet, as you chose', {id: 'state.waiting.internet'}),
  waitingForSession: () => msg('Waits until you sign in', {id: 'state.waiting.session'}),
  waitingForWindow: () => msg('Waits for an open window', {id: 'state.waiting.window'}),
  waitingForQueue: () => msg('Getting ready…', {id: 'state.waiting.queue'}),
  uploadInternet: () => msg('Uploading by internet', {id: 'state.upload.internet'}),
  uploadIntranet: () => msg('Copying to the NAS', {id: 'state.upload.intranet'}),
  downloadIntranet: () => msg('Downloading by intranet', {id: 'state.download'}),
  downloadInternet: () => msg('Downloading by internet', {id: 'state.download.internet'}),
  downloadStraight: () =>
    msg('Downloading straight into your file, no room here: an interruption begins it again', {
      id: 'state.download.straight',
    }),
  repackage: () => msg('Repackaging, picture untouched', {id: 'state.repack'}),
  encode: () => msg('Transcoding on this device', {id: 'state.encode'}),
  encodeOffline: () => msg('Transcoding on this device, needs no network', {id: 'state.encode.offline'}),
  convert: () => msg('Converting on the server', {id: 'state.convert'}),
  retrying: (reason: string, countdown: string, attempt: number) =>
    msg(str`${reason}. Again in ${countdown} (${attempt} of 5).`, {id: 'state.retrying'}),
  noRoom: () => msg('No room here for a copy: keep this window open', {id: 'state.no-room'}),
  paused: () => msg('Paused by you', {id: 'state.paused'}),
  doneUpload: (time: string) => msg(str`Uploaded ${time}`, {id: 'state.done.upload'}),
  doneTranscode: () => msg('Ready to play', {id: 'state.done.transcode'}),
  doneDownload: () => msg('Downloaded, not saved to your disk yet', {id: 'state.done.download'}),
  saved: (time: string) => msg(str`Saved to your disk ${time}`, {id: 'state.done.saved'}),
  savedKept: (time: string, until: string) =>
    msg(str`Saved to your disk ${time}, also kept here until ${until}`, {id: 'state.done.saved.kept'}),
  doneDeck: () => msg('Deck is ready, offline too', {id: 'state.done.deck'}),
  failed: (reason: string) => msg(str`Stopped after 5 retries: ${reason}`, {id: 'state.failed'}),
  cancelled: () => msg('Cancelled by you', {id: 'state.cancelled'}),
};

/** What a person can do. */
export const actionText = {
  add: () => msg('Add files', {id: 'do.add'}),
  folder: () => msg('Choose a folder', {id: 'do.folder'}),
  links: () => msg('Paste links to download', {id: 'do.links'}),
  download: () => msg('Download', {id: 'do.download'}),
  pause: () => msg('Pause', {id: 'do.pause'}),
  resume: () => msg('Resume', {id: 'do.resume'}),
  retry: () => msg('Retry now', {id: 'do.retry'}),
  continue: () => msg('Continue', {id: 'do.continue'}),
  front: () => msg('Move to front', {id: 'do.front'}),
  useInternet: () => msg('Use the internet', {id: 'do.internet'}),
  useIntranet: () => msg('Use the intranet', {id: 'do.intranet'}),
  cancel: () => msg('Cancel', {id: 'do.cancel'}),
  remove: () => msg('Remove', {id: 'do.remove'}),
  play: () => msg('Play', {id: 'do.play'}),
  open: () => msg('Open deck', {id: 'do.open'}),
  save: () => msg('Save to disk', {id: 'do.save'}),
  allow: () => msg('Allow', {id: 'do.allow'}),
  newVersion: () => msg('Upload new version', {id: 'do.new'}),
  signIn: () => msg('Sign in', {id: 'do.signin'}),
  report: () => msg('Copy report', {id: 'do.report'}),
  undo: () => msg('Undo', {id: 'do.undo'}),
  close: () => msg('Close', {id: 'do.close'}),
  more: () => msg('More', {id: 'do.more'}),
};

/** What a person can do with all jobs of a tab. */
export const allText = {
  more: () => msg('More for all of these', {id: 'all.more'}),
  pause: () => msg('Pause all', {id: 'do.pauseAll'}),
  resume: () => msg('Resume all', {id: 'do.resumeAll'}),
  retry: () => msg('Retry all now', {id: 'do.retryAll'}),
  continue: () => msg('Continue all that failed', {id: 'do.continueAll'}),
  cancel: () => msg('Cancel all', {id: 'do.cancelAll'}),
  remove: () => msg('Remove all that is done', {id: 'do.removeDone'}),
  save: () => msg('Save all to disk', {id: 'do.saveAll'}),
};

/** The tabs, by what they show. */
export const tabText = {
  all: () => msg('All', {id: 'tab.all'}),
  upload: () => msg('Uploads', {id: 'tab.upload'}),
  download: () => msg('Downloads', {id: 'tab.download'}),
  transcode: () => msg('Transcodes', {id: 'tab.transcode'}),
  convert: () => msg('Decks', {id: 'tab.convert'}),
};

/** The groups of the list. */
export const groupText = {
  need: () => msg('Needs you', {id: 'group.need'}),
  now: () => msg('Now', {id: 'group.now'}),
  next: () => msg('Next', {id: 'group.next'}),
  done: () => msg('Done', {id: 'group.done'}),
};

/** The empty page, the drop, and a filter without hits. */
export const emptyText = {
  title: () => msg('Drop it here. It gets there.', {id: 'empty.title'}),
  text: () => msg('Lost network, closed tab, restarted device: it carries on where it was.', {id: 'empty.text'}),
  filter: (query: string) => msg(str`Nothing here matches “${query}”.`, {id: 'empty.filter'}),
  dropOver: (files: number) =>
    files === 1
      ? msg('Let go to add 1 file', {id: 'drop.over.one'})
      : msg(str`Let go to add ${count(files)} files`, {id: 'drop.over'}),
  dropAny: () => msg('Let go to add', {id: 'drop.over.any'}),
  dropHint: () => msg('or drop them anywhere', {id: 'drop.hint'}),
  dropAnywhere: () => msg('Drop anywhere', {id: 'drop.anywhere'}),
};

/** One line, one reason, one button. */
export const noticeText = {
  signIn: (since: string, jobs: number) =>
    jobs === 1
      ? msg(str`Your sign-in ended at ${since}. 1 job waits exactly where it was.`, {id: 'notice.signin.one'})
      : msg(str`Your sign-in ended at ${since}. ${count(jobs)} jobs wait exactly where they were.`, {
          id: 'notice.signin',
        }),
  permission: (files: number) =>
    files === 1
      ? msg('1 file needs your permission again. One click is enough.', {id: 'notice.permission.one'})
      : msg(str`${count(files)} files need your permission again. One click is enough.`, {
          id: 'notice.permission',
        }),
  quota: (left: string) =>
    msg(str`This device has ${left} left. New files are not copied until there is room.`, {id: 'notice.quota'}),
  update: () => msg('A new version is ready. It waits for the running steps to finish.', {id: 'notice.update'}),
  updateTranscode: () =>
    msg('A new version is ready. Updating now starts the running transcode again.', {id: 'notice.update.transcode'}),
  savesData: () => msg('This device saves data: transfers wait.', {id: 'notice.saver.data'}),
  savesBattery: () => msg('The battery is low: transcodes wait until it is charging.', {id: 'notice.saver.battery'}),
  goOn: () => msg('Go on all the same', {id: 'notice.saver.off'}),
  keepOpen: () => msg('Keep this window open: the film is made here.', {id: 'notice.keep.open'}),
  install: () =>
    msg('Install Carryon: its space is kept safe, and jobs can finish with no window open.', {
      id: 'notice.install',
    }),
};

/** Short answers at the bottom, and what the system's notifications say. */
export const toastText = {
  removed: (jobs: number) =>
    jobs === 1
      ? msg('1 job removed', {id: 'toast.removed.one'})
      : msg(str`${count(jobs)} jobs removed`, {id: 'toast.removed'}),
  copied: () => msg('Report copied', {id: 'toast.copied'}),
  arrived: (name: string) => msg(str`${name} has arrived`, {id: 'note.done'}),
  needed: (jobs: number) =>
    jobs === 1
      ? msg('1 job needs you', {id: 'note.need.one'})
      : msg(str`${count(jobs)} jobs need you`, {id: 'note.need'}),
};
