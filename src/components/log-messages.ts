import {msg, str} from '@lit/localize';
import type {Command} from '../queue/commands.ts';
import type {InterruptedBy} from '../queue/job-log.ts';
import type {Route} from '../queue/job.ts';
import {formatCount as count} from './numbers.ts';

/** What has happened to a job, one sentence for each entry of its log. */
export const logText = {
  commands: {
    ready: () => msg('Ready to run.', {id: 'log.ready'}),
    pause: () => msg('Paused by you.', {id: 'log.pause'}),
    resume: () => msg('Resumed by you.', {id: 'log.resume'}),
    cancel: () => msg('Cancelled by you.', {id: 'log.cancel'}),
    remove: () => msg('Removed by you.', {id: 'log.remove'}),
    retry: () => msg('You did not wait: tried again at once.', {id: 'log.retry'}),
    continue: () => msg('Continued by you.', {id: 'log.continue'}),
    front: () => msg('Moved to the front by you.', {id: 'log.front'}),
    unpin: () => msg('You let it take whichever way is up.', {id: 'log.unpin'}),
  } satisfies Record<Command, () => string>,
  allowed: () => msg('You allowed the file to be read.', {id: 'log.allowed'}),
  started: {
    internet: () => msg('Started, by internet.', {id: 'log.started.internet'}),
    intranet: () => msg('Started, by intranet.', {id: 'log.started.intranet'}),
  } satisfies Record<Route, () => string>,
  rerouted: {
    internet: () => msg('Goes on by internet.', {id: 'log.rerouted.internet'}),
    intranet: () => msg('Goes on by intranet.', {id: 'log.rerouted.intranet'}),
  } satisfies Record<Route, () => string>,
  step: (step: string) => msg(str`Step: ${step}.`, {id: 'log.step'}),
  lostBytes: (percent: string) =>
    msg(str`The server has less than it had acknowledged. Goes on at ${percent}.`, {id: 'log.lostbytes'}),
  interrupted: {
    network: () => msg('The network went away. It keeps its place.', {id: 'log.interrupted.network'}),
    wifi: () => msg('Off Wi-Fi. Waits for it, as you chose.', {id: 'log.interrupted.wifi'}),
    data: () => msg('Data is being saved. Waits, as you chose.', {id: 'log.interrupted.data'}),
    battery: () => msg('The battery is low. Waits for power, as you chose.', {id: 'log.interrupted.battery'}),
    session: () => msg('Signed out. Goes on after the next sign-in.', {id: 'log.interrupted.session'}),
    stopped: () => msg('The window that did it let go. It keeps its place.', {id: 'log.interrupted.stopped'}),
    died: () => msg('The window that did it was closed or hung. It keeps its place.', {id: 'log.interrupted.died'}),
  } satisfies Record<InterruptedBy, () => string>,
  retrying: (failure: string, time: string, attempt: number) =>
    msg(str`${failure} Next try at ${time} (${attempt} of 5).`, {id: 'log.retrying'}),
  postponed: (failure: string, time: string) => msg(str`${failure} Next try at ${time}.`, {id: 'log.postponed'}),
  failed: (failure: string) => msg(str`Stopped. ${failure}`, {id: 'log.failed'}),
  leftOut: (entries: number) => msg(str`${count(entries)} more, no longer kept.`, {id: 'log.leftout'}),
};

/** The report of one job or many. */
export const reportText = {
  title: () => msg('Carryon report', {id: 'report.title'}),
  save: () => msg('Save report', {id: 'report.save'}),
  asText: () => msg('As text', {id: 'report.text'}),
  asJson: () => msg('As JSON', {id: 'report.json'}),
  failuresAsText: () => msg('Save failures as text', {id: 'report.failures.text'}),
  failuresAsJson: () => msg('Save failures as JSON', {id: 'report.failures.json'}),
  saved: (jobs: number) =>
    jobs === 1
      ? msg('Report of 1 job saved', {id: 'report.saved.one'})
      : msg(str`Report of ${count(jobs)} jobs saved`, {id: 'report.saved'}),
};
