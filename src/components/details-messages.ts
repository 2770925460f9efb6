import {msg, str} from '@lit/localize';
import type {Missing} from '../app-api.ts';

/** What is behind the line. */
export const detailsText = {
  internet: () => msg('Internet', {id: 'details.internet'}),
  intranet: () => msg('Intranet gateway', {id: 'details.intranet'}),
  gateway: () => msg('The way to the NAS', {id: 'details.gateway'}),
  asksFirst: () => msg('The browser asks before this page may call it.', {id: 'details.intranet.prompt'}),
  isDenied: () =>
    msg('The browser does not let this page call it. Allow “local network access” in its site settings.', {
      id: 'details.intranet.denied',
    }),
  connect: () => msg('Connect to the intranet gateway', {id: 'details.intranet.connect'}),
  answers: () => msg('answers', {id: 'details.answers'}),
  notAsked: () => msg('not asked yet', {id: 'details.notasked'}),
  noAnswer: () => msg('no answer', {id: 'details.noanswer'}),
  noAnswerSince: (since: string) => msg(str`no answer since ${since}`, {id: 'details.noanswer.since'}),
  signedIn: () => msg('signed in', {id: 'details.signedin'}),
  sessionKept: () => msg('Sign-in is kept for when you are back.', {id: 'details.kept'}),
  sessionEnded: () => msg('The server no longer takes this sign-in.', {id: 'details.ended'}),
  here: () => msg('This window does the work', {id: 'details.here'}),
  elsewhere: () => msg('Another window does the work', {id: 'details.elsewhere'}),
  closing: () => msg('If it closes, another one goes on, or the next start does.', {id: 'details.closing'}),
  nextTry: () => msg('Asks again every 5 s, and at once when the network returns.', {id: 'details.next'}),
  askNow: () => msg('Ask now', {id: 'details.ask'}),
  less: () => msg('Works with less here', {id: 'details.less'}),
  missing: {
    isolation: () => msg('The fastest transcoder is not available.', {id: 'details.missing.isolation'}),
    opfs: () => msg('Copies of files cannot be kept in this browser.', {id: 'details.missing.opfs'}),
    'service-worker': () => msg('Nothing runs while every window is closed.', {id: 'details.missing.sw'}),
    'secure-context': () => msg('The page is not served securely (https).', {id: 'details.missing.secure'}),
    'web-locks': () => msg('Use one window only.', {id: 'details.missing.locks'}),
  } satisfies Record<Missing, () => string>,
};
