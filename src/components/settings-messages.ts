import {msg} from '@lit/localize';
import type {JobKind} from '../queue/job.ts';
import type {AddedKind} from './adding.ts';
import type {Preferences} from './preferences.ts';

/** The settings sheet. */
export const settingsText = {
  route: () => msg('Route', {id: 'settings.route'}),
  sendBy: () => msg('Send by', {id: 'settings.route.sendby'}),
  sendByMore: () => msg('Of what is added from now on', {id: 'settings.route.sendby.more'}),
  routes: {
    auto: () => msg('Automatic', {id: 'settings.route.auto'}),
    intranet: () => msg('Intranet', {id: 'settings.route.intranet'}),
    internet: () => msg('Internet', {id: 'settings.route.internet'}),
  } satisfies Record<Preferences['route'], () => string>,
  presentations: () => msg('Presentations', {id: 'settings.presentations'}),
  presentationsMore: () => msg('What becomes of them when you drop them', {id: 'settings.presentations.more'}),
  presentationsAs: {
    convert: () => msg('Make decks', {id: 'settings.presentations.convert'}),
    upload: () => msg('Only upload', {id: 'settings.presentations.upload'}),
  } satisfies Record<AddedKind, () => string>,
  sameTime: () => msg('At the same time', {id: 'settings.sametime'}),
  oneIsBest: () => msg('One is best on most devices', {id: 'settings.sametime.transcode'}),
  limit: () => msg('Upload speed', {id: 'settings.limit'}),
  limitMore: () => msg('All uploads together', {id: 'settings.limit.more'}),
  noLimit: () => msg('No limit', {id: 'settings.limit.none'}),
  onlyOnWifi: () => msg('Only on Wi-Fi', {id: 'settings.wifi'}),
  onlyOnWifiMore: () => msg('On a mobile network, transfers wait', {id: 'settings.wifi.more'}),
  onlyOnWifiUntold: () =>
    msg('This browser does not tell what network it is on: nothing waits', {id: 'settings.wifi.untold'}),
  severalSizes: () => msg('Films in several sizes', {id: 'settings.sizes'}),
  severalSizesMore: () =>
    msg('1080p, 720p and 480p, never above the film: plays on slow networks too, takes longer to make', {
      id: 'settings.sizes.more',
    }),
  saver: () => msg('Save battery and data', {id: 'settings.saver'}),
  saverMore: () =>
    msg('Transcodes wait below 20% battery, transfers while your device saves data', {id: 'settings.saver.more'}),
  fewer: () => msg('fewer', {id: 'settings.fewer'}),
  more: () => msg('more', {id: 'settings.more'}),
  space: () => msg('Space on this device', {id: 'settings.space'}),
  protected: () => msg('Protected', {id: 'settings.protected'}),
  unprotected: () => msg('Not protected', {id: 'settings.unprotected'}),
  protectedMore: () => msg('The browser will not clear it by itself', {id: 'settings.protected.more'}),
  unprotectedMore: () => msg('The browser may clear it when space runs out', {id: 'settings.unprotected.more'}),
  protect: () => msg('Protect', {id: 'settings.protect'}),
  on: () => msg('on', {id: 'settings.on'}),
  look: () => msg('Look', {id: 'settings.look'}),
  theme: () => msg('Theme', {id: 'settings.theme'}),
  themes: {
    system: () => msg('System', {id: 'settings.theme.system'}),
    light: () => msg('Light', {id: 'settings.theme.light'}),
    dark: () => msg('Dark', {id: 'settings.theme.dark'}),
  } satisfies Record<Preferences['theme'], () => string>,
  language: () => msg('Language', {id: 'settings.language'}),
  rows: () => msg('Rows', {id: 'settings.rows'}),
  densities: {
    comfortable: () => msg('Comfortable', {id: 'settings.rows.comfortable'}),
    compact: () => msg('Compact', {id: 'settings.rows.compact'}),
  } satisfies Record<Preferences['density'], () => string>,
  keyboard: () => msg('Keyboard', {id: 'settings.keyboard'}),
  letters: () => msg('Single letters act', {id: 'settings.letters'}),
  lettersMore: () => msg('Such as P to pause and U to choose files', {id: 'settings.letters.more'}),
  table: () => msg('All keys', {id: 'settings.table'}),
  show: () => msg('Show', {id: 'settings.show'}),
  about: () => msg('About', {id: 'settings.about'}),
  aboutText: () => msg('Carries your files to their end, whatever happens on the way.', {id: 'settings.about.text'}),
  lanes: {
    upload: () => msg('Uploads', {id: 'settings.lane.upload'}),
    download: () => msg('Downloads', {id: 'settings.lane.download'}),
    transcode: () => msg('Transcodes', {id: 'settings.lane.transcode'}),
    convert: () => msg('Decks', {id: 'settings.lane.convert'}),
  } satisfies Record<JobKind, () => string>,
};

/** What each key does. */
export const keyText = {
  title: () => msg('Keyboard', {id: 'keys.title'}),
  anywhere: () => msg('Anywhere', {id: 'keys.anywhere'}),
  inList: () => msg('In the list', {id: 'keys.list'}),
  search: () => msg('Search', {id: 'keys.search'}),
  tabs: () => msg('Tabs', {id: 'keys.tabs'}),
  add: () => msg('Choose files', {id: 'keys.add'}),
  paste: () => msg('Add what was copied', {id: 'keys.paste'}),
  undo: () => msg('Undo, while the message is there', {id: 'keys.undo'}),
  table: () => msg('This table', {id: 'keys.table'}),
  move: () => msg('Move; with Shift, extend the selection', {id: 'keys.move'}),
  select: () => msg('Select', {id: 'keys.select'}),
  all: () => msg('Select all in this view', {id: 'keys.all'}),
  clear: () => msg('Clear the selection, then close the details', {id: 'keys.clear'}),
  open: () => msg('Details; on a job that is there: play or save', {id: 'keys.open'}),
  actions: () => msg('Into the actions of a row and back', {id: 'keys.actions'}),
  pause: () => msg('Pause or resume', {id: 'keys.pause'}),
  retry: () => msg('Retry now or continue', {id: 'keys.retry'}),
  front: () => msg('To the front', {id: 'keys.front'}),
  remove: () => msg('Remove, with undo', {id: 'keys.remove'}),
};
