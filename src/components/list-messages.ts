import {msg, str} from '@lit/localize';
import type {JobKind} from '../queue/job.ts';
import type {Facet} from '../store/facets.ts';
import type {CommandName} from '../store/snapshot.ts';
import {groupText} from './messages.ts';
import {formatCount as count} from './numbers.ts';

/** What a job is, in one word. */
export const kindText = {
  upload: () => msg('Upload', {id: 'kind.upload'}),
  download: () => msg('Download', {id: 'kind.download'}),
  transcode: () => msg('Transcode', {id: 'kind.transcode'}),
  convert: () => msg('Deck', {id: 'kind.convert'}),
} satisfies Record<JobKind, () => string>;

/** The filter chips. */
export const facetText = {
  ...groupText,
  retrying: () => msg('Retrying', {id: 'list.retrying'}),
  paused: () => msg('Paused', {id: 'list.paused'}),
} satisfies Record<Facet, () => string>;

export const sortText = {
  queue: () => msg('Queue order', {id: 'list.sort.queue'}),
  name: () => msg('By name', {id: 'list.sort.name'}),
  size: () => msg('Largest first', {id: 'list.sort.size'}),
  newest: () => msg('Newest first', {id: 'list.sort.newest'}),
};

/** Texts of the list: heads, filters, rows. */
export const listText = {
  jobs: () => msg('Jobs', {id: 'list.jobs'}),
  together: (speed: string) => msg(str`${speed} together`, {id: 'list.together'}),
  showAll: (jobs: number) => msg(str`Show all ${count(jobs)}`, {id: 'list.showall'}),
  showFewer: () => msg('Show fewer', {id: 'list.showfewer'}),
  selectAll: (jobs: number) => msg(str`Select all ${count(jobs)}`, {id: 'list.selectall'}),
  clearList: () => msg('Clear list', {id: 'list.clear'}),
  clearFilter: () => msg('Clear filter', {id: 'list.clearfilter'}),
  nothingHere: () => msg('Nothing here.', {id: 'list.nothing'}),
  filters: () => msg('Filter by state', {id: 'list.filters'}),
  sort: () => msg('Order', {id: 'list.sort'}),
  there: (jobs: number, total: number) => msg(str`${count(jobs)} of ${count(total)} there`, {id: 'list.there'}),
  bytesOf: (bytes: string, total: string) => msg(str`${bytes} of ${total}`, {id: 'list.bytesof'}),
  atSpeed: (time: string, speed: string) => msg(str`${time} at ${speed}`, {id: 'list.atspeed'}),
  row: (position: number) => msg(str`row ${count(position)}`, {id: 'list.row'}),
  noData: (span: string) => msg(str`No data for ${span}`, {id: 'list.nodata'}),
  named: (action: string, name: string) => msg(str`${action}: ${name}`, {id: 'list.named'}),
  select: (name: string) => msg(str`Select ${name}`, {id: 'list.select'}),
  fromDevice: () => msg('from this device', {id: 'list.fromdevice'}),
  fromServer: () => msg('from the server', {id: 'list.fromserver'}),
  fromBoth: () => msg('from this device and from the server', {id: 'list.fromboth'}),
  details: () => msg('Details', {id: 'list.details'}),
  chooseAgain: () => msg('Choose the file again', {id: 'list.chooseagain'}),
};

/** Texts about several chosen rows, and of what takes a while or is lost. */
export const selectionText = {
  bar: () => msg('Selection', {id: 'selection.bar'}),
  selected: (jobs: number) => msg(str`${count(jobs)} selected`, {id: 'selection.count'}),
  clear: () => msg('Clear selection', {id: 'selection.clear'}),
  forSome: (action: string, jobs: number) => msg(str`${action} (${count(jobs)})`, {id: 'selection.some'}),
  stop: () => msg('Stop', {id: 'selection.stop'}),
  keep: () => msg('Keep going', {id: 'selection.keep'}),
  cancelTitle: (jobs: number) =>
    jobs === 1
      ? msg('Cancel this job?', {id: 'selection.cancel.one'})
      : msg(str`Cancel ${count(jobs)} jobs?`, {id: 'selection.cancel'}),
  cancelLoss: (bytes: string) =>
    msg(str`${bytes} already sent will be removed from the server.`, {id: 'selection.cancel.loss'}),
  cancelNow: (jobs: number) =>
    jobs === 1
      ? msg('Cancel the job', {id: 'selection.cancel.now.one'})
      : msg(str`Cancel ${count(jobs)} jobs`, {id: 'selection.cancel.now'}),
};

/** "Pausing 1,500 of 7,912". */
export const busyText = {
  pause: (done: string, all: string) => msg(str`Pausing ${done} of ${all}`, {id: 'busy.pause'}),
  resume: (done: string, all: string) => msg(str`Resuming ${done} of ${all}`, {id: 'busy.resume'}),
  retry: (done: string, all: string) => msg(str`Retrying ${done} of ${all}`, {id: 'busy.retry'}),
  continue: (done: string, all: string) => msg(str`Continuing ${done} of ${all}`, {id: 'busy.continue'}),
  cancel: (done: string, all: string) => msg(str`Cancelling ${done} of ${all}`, {id: 'busy.cancel'}),
  remove: (done: string, all: string) => msg(str`Removing ${done} of ${all}`, {id: 'busy.remove'}),
  front: (done: string, all: string) => msg(str`Moving ${done} of ${all}`, {id: 'busy.front'}),
  unpin: (done: string, all: string) => msg(str`Freeing the route of ${done} of ${all}`, {id: 'busy.unpin'}),
} satisfies Record<CommandName, (done: string, all: string) => string>;

/** The details of one job. */
export const jobText = {
  details: (name: string) => msg(str`Details of ${name}`, {id: 'job.details'}),
  nothingNeeded: () => msg('Nothing is needed from you.', {id: 'job.nothingneeded'}),
  whereItIs: () => msg('Where it is', {id: 'job.where'}),
  stepOf: (step: number, all: number) => msg(str`step ${step} of ${all}`, {id: 'job.stepof'}),
  keptResult: () => msg('Result is kept on this device and not made again', {id: 'job.kept'}),
  stoppedAt: (percent: string) => msg(str`Stopped at ${percent}.`, {id: 'job.stoppedat'}),
  againFrom: (step: number) =>
    msg(str`Starts again from step ${step}, sends only what is missing.`, {id: 'job.againfrom'}),
  againHere: () => msg('Starts again here.', {id: 'job.againhere'}),
  whatHappened: () => msg('What happened', {id: 'job.happened'}),
  added: () => msg('Added.', {id: 'job.added'}),
  addedAfterUpload: () => msg('Added after its upload had finished.', {id: 'job.addedafter'}),
  arrived: () => msg('Arrived.', {id: 'job.arrived'}),
  facts: () => msg('Facts', {id: 'job.facts'}),
  sent: () => msg('Sent', {id: 'job.sent'}),
  film: () => msg('Film', {id: 'job.film'}),
  stream: () => msg('As a stream', {id: 'job.stream'}),
  size: () => msg('Size', {id: 'job.size'}),
  fromUpload: () => msg('From upload', {id: 'job.fromupload'}),
  project: () => msg('Project', {id: 'job.project'}),
  restart: () => msg('After a restart', {id: 'job.restart'}),
  restartGoesOn: () => msg('goes on by itself', {id: 'job.restart.kept'}),
  restartAsks: () => msg('asks for the file again', {id: 'job.restart.asks'}),
  onServer: () => msg('On the server', {id: 'job.onserver'}),
  id: () => msg('ID', {id: 'job.id'}),
  intranet: () => msg('Intranet', {id: 'job.intranet'}),
  internet: () => msg('Internet', {id: 'job.internet'}),
  automatic: (route: string) => msg(str`${route}, automatic`, {id: 'job.automatic'}),
  back: () => msg('Back', {id: 'job.back'}),
};

/** The player. */
export const playerText = {
  fromDevice: () => msg('Playing from this device', {id: 'player.device'}),
  fromServer: () => msg('Playing from the server', {id: 'player.server'}),
  loading: () => msg('Loading…', {id: 'player.loading'}),
  position: () => msg('Position', {id: 'player.position'}),
  mute: () => msg('Mute', {id: 'player.mute'}),
  unmute: () => msg('Sound on', {id: 'player.unmute'}),
  pace: () => msg('Playback speed', {id: 'player.pace'}),
  subtitles: () => msg('Subtitles', {id: 'player.subtitles'}),
  noSubtitles: () => msg('No subtitles', {id: 'player.subtitles.none'}),
  subtitlesNumber: (number: number) => msg(str`Subtitles ${number}`, {id: 'player.subtitles.number'}),
  fullScreen: () => msg('Full screen', {id: 'player.full'}),
  segment: (segment: number, all: number) => msg(str`segment ${segment} of ${all}`, {id: 'player.segment'}),
  nowhere: () =>
    msg('There is nothing to play yet. It can be played once it has been transcoded.', {id: 'player.nowhere'}),
  noAnswer: () => msg('The video could not be fetched. Check the network, then try again.', {id: 'player.noanswer'}),
  broken: () => msg('The video cannot be played. Its data are damaged.', {id: 'player.broken'}),
  unsupported: () => msg('This browser cannot play this video.', {id: 'player.unsupported'}),
  again: () => msg('Try again', {id: 'player.again'}),
};
