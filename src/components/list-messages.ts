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
} satisfies Record<CommandName, (done: string, all: string) => string>;
