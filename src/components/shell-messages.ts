import {msg, str} from '@lit/localize';
import {formatCount as count} from './numbers.ts';

/** Texts of the page around the list: header, line details, adding, sign-in. */
export const shellText = {
  skip: () => msg('Skip to the list', {id: 'shell.skip'}),
  search: () => msg('Search', {id: 'shell.search'}),
  clearSearch: () => msg('Clear search', {id: 'shell.search.clear'}),
  settings: () => msg('Settings', {id: 'shell.settings'}),
  account: (user: string) => msg(str`Account of ${user}`, {id: 'shell.account'}),
  tabs: () => msg('Kind of job', {id: 'shell.tabs'}),
  needsYou: () => msg('needs you', {id: 'shell.tab.need'}),
  space: () => msg('Space on this device', {id: 'shell.space'}),
  progress: (percent: string) => msg(str`${percent} of all bytes have arrived`, {id: 'shell.sum'}),
  later: () => msg('Later', {id: 'shell.later'}),
  updateNow: () => msg('Update now', {id: 'shell.update'}),
  install: () => msg('Install', {id: 'shell.install'}),
  addMore: () => msg('More ways to bring something', {id: 'shell.add.more'}),
  running: (jobs: number) => msg(str`${count(jobs)} running`, {id: 'shell.running'}),
  waiting: (jobs: number) => msg(str`${count(jobs)} waiting`, {id: 'shell.waiting'}),
  allThere: () => msg('All there', {id: 'shell.all.there'}),
  needYou: (jobs: number) =>
    jobs === 1 ? msg('1 needs you', {id: 'shell.need.one'}) : msg(str`${count(jobs)} need you`, {id: 'shell.need'}),

  factUpload: () => msg('Any file of any size goes up', {id: 'empty.fact.upload'}),
  factTranscode: () => msg('Video becomes HLS on this device', {id: 'empty.fact.transcode'}),
  factKeep: () => msg('Nothing is chosen twice, not even after a restart', {id: 'empty.fact.keep'}),
  storyHere: () => msg('here', {id: 'story.here'}),
  storyNetwork: () => msg('lost network', {id: 'story.network'}),
  storyTab: () => msg('closed tab', {id: 'story.tab'}),
  storyRestart: () => msg('restart', {id: 'story.restart'}),
  storyThere: () => msg('there', {id: 'story.there'}),

  walking: (files: number) =>
    files === 1
      ? msg('Found 1 file…', {id: 'add.walking.one'})
      : msg(str`Found ${count(files)} files…`, {id: 'add.walking'}),
  adding: (added: number, all: number) => msg(str`Adding ${count(added)} of ${count(all)}`, {id: 'add.adding'}),
  stop: () => msg('Stop', {id: 'add.stop'}),
  added: (files: number) =>
    files === 1 ? msg('1 file added', {id: 'add.added.one'}) : msg(str`${count(files)} files added`, {id: 'add.added'}),
  already: (files: number) =>
    files === 1
      ? msg('Already on its way', {id: 'add.already.one'})
      : msg(str`${count(files)} are already on their way`, {id: 'add.already'}),
  addAnyway: () => msg('Add anyway', {id: 'add.anyway'}),
  refusedOne: (name: string) => msg(str`${name} cannot be read. It may have been moved.`, {id: 'add.refused.one'}),
  refused: (files: number) => msg(str`${count(files)} files could not be added`, {id: 'add.refused'}),
  nothingInside: () => msg('There is no file in there', {id: 'add.nothing'}),
  signInToAdd: () => msg('Sign in first, then add', {id: 'add.signin'}),
  arrived: (jobs: number) =>
    jobs === 1
      ? msg('1 job has arrived', {id: 'say.arrived.one'})
      : msg(str`${count(jobs)} jobs have arrived`, {id: 'say.arrived'}),

  welcome: () => msg('Sign in, and drop what has to get there.', {id: 'signin.welcome'}),
  waitHere: (jobs: number) =>
    jobs === 1
      ? msg('1 job waits on this device. It carries on as soon as you are back.', {id: 'signin.wait.one'})
      : msg(str`${count(jobs)} jobs wait on this device. They carry on as soon as you are back.`, {id: 'signin.wait'}),
  server: () => msg('Server', {id: 'signin.server'}),
  token: () => msg('Token', {id: 'signin.token'}),
  tokenHint: () => msg('It stands in the link that the server prints when it starts.', {id: 'signin.hint'}),
  signingIn: () => msg('Signing in…', {id: 'signin.busy'}),
  tokenUnknown: () => msg('The server does not know this token.', {id: 'signin.token.unknown'}),
  serverAway: () =>
    msg('The server does not answer. It has to, the first time that a token signs in on this device.', {
      id: 'signin.server.away',
    }),
  noServer: () => msg('This is no address of a server.', {id: 'signin.server.none'}),
  signInFailed: (reason: string) => msg(str`That did not work: ${reason}`, {id: 'signin.failed'}),
};
