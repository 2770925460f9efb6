import {msg, str} from '@lit/localize';
import type {FailureCode, FailureValues} from '../queue/failure.ts';
import {formatBytes, formatMediaTime} from './numbers.ts';

/** What happened, then what can be done. Values: `status`, `message`, `name`, `neededBytes`, `atSeconds`, `host`, `why`, `lastError`. */
const failureText = {
  'source-missing': () =>
    msg('The file is no longer there. Put it back, or choose it again.', {id: 'error.source-missing'}),
  'source-changed': () =>
    msg('The file has changed since it was added. Upload the new version?', {id: 'error.source-changed'}),
  permission: () => msg('The browser asks once more before it reads this file.', {id: 'error.permission'}),
  'engine-missing': () => msg('This needs an open window. Goes on there by itself.', {id: 'error.engine-missing'}),
  'network-lost': () => msg('The network went away. Goes on by itself.', {id: 'error.network-lost'}),
  'wrong-route': () => msg('Not on the intranet now.', {id: 'error.wrong-route'}),
  'signed-out': () => msg('The sign-in has ended. Goes on once you are back.', {id: 'error.signed-out'}),
  'server-silent': () => msg('The server did not answer', {id: 'error.server-silent'}),
  'server-busy': () => msg('The server is busy and asks for a short wait', {id: 'error.server-busy'}),
  'server-error': ({status}) =>
    status === undefined
      ? msg('The server stumbled', {id: 'error.server-error.plain'})
      : msg(str`The server stumbled (${status})`, {id: 'error.server-error'}),
  'server-refused': ({message, status}) =>
    msg(str`The server refused it: ${message ?? status ?? '–'}`, {id: 'error.server-refused'}),
  'answer-unreadable': () => msg('The server gave an answer that makes no sense', {id: 'error.answer-unreadable'}),
  'origin-refused': () =>
    msg('The server pointed to another address. Nothing was sent there.', {id: 'error.origin-refused'}),
  'upload-vanished': () =>
    msg('The server no longer has the first part. Starting this file again.', {id: 'error.upload-vanished'}),
  'upload-too-large': () => msg('The server does not take files this large.', {id: 'error.upload-too-large'}),
  checksum: () => msg('A chunk arrived damaged. Sending it again.', {id: 'error.checksum'}),
  'not-found': () => msg('It is no longer on the server.', {id: 'error.not-found'}),
  'link-refused': ({why, status, host}) => {
    const site = host ?? '–';
    if (why === 'policy') {
      return msg(str`This page may not fetch from ${site}. Whoever runs it can allow that (CARRYON_CONNECT).`, {
        id: 'error.link-refused.policy',
      });
    }
    if (why === 'origin') {
      return msg(str`${site} does not answer this page: it may be down, or allow no other sites (CORS).`, {
        id: 'error.link-refused.origin',
      });
    }
    return why === 'page'
      ? msg(str`A web page came in place of the file. You may have to sign in at ${site} first.`, {
          id: 'error.link-refused.page',
        })
      : msg(str`${site} does not give it out (${status ?? '–'}). The link may have run out.`, {
          id: 'error.link-refused',
        });
  },
  'file-changed-remote': () =>
    msg('The file has changed on the server. Starting it again from the beginning.', {id: 'error.file-changed-remote'}),
  'save-failed': () => msg('The file you chose cannot be written. Choose another place.', {id: 'error.save-failed'}),
  'notify-refused': ({message, status}) =>
    msg(str`The server refused the record: ${message ?? status ?? '–'}`, {id: 'error.notify-refused'}),
  'nas-gone': () => msg('The NAS does not answer', {id: 'error.nas-gone'}),
  'nas-full': () => msg('The NAS is full. Free some space there, then continue.', {id: 'error.nas-full'}),
  'nas-exists': () => msg('Another file of this name is already on the NAS.', {id: 'error.nas-exists'}),
  'nas-name': () => msg('The NAS does not accept this name.', {id: 'error.nas-name'}),
  'nas-refused': () => msg('The NAS does not let the gateway in.', {id: 'error.nas-refused'}),
  'deck-refused': ({message, status}) =>
    msg(str`The server does not take it: ${message ?? status ?? '–'}`, {id: 'error.deck-refused'}),
  'deck-halted': ({lastError}) =>
    msg(str`The server could not convert it: ${lastError ?? '–'}`, {id: 'error.deck-halted'}),
  'deck-deleted': () => msg('The deck was deleted on the server.', {id: 'error.deck-deleted'}),
  'deck-unready': () => msg('The deck is not ready on the server', {id: 'error.deck-unready'}),
  'deck-unsafe': () => msg('The deck that came back is not safe to open.', {id: 'error.deck-unsafe'}),
  'storage-full': ({neededBytes}) =>
    neededBytes === undefined
      ? msg('This device is out of space. Free some, then continue.', {id: 'error.storage-full.plain'})
      : msg(str`This device is out of space: ${formatBytes(Number(neededBytes))} more needed.`, {
          id: 'error.storage-full',
        }),
  'storage-missing': () =>
    msg('This page cannot keep files here. Open it over https, and not in a private window.', {
      id: 'error.storage-missing',
    }),
  'media-corrupt': ({atSeconds}) =>
    atSeconds === undefined
      ? msg('The video is damaged and cannot be transcoded.', {id: 'error.media-corrupt.plain'})
      : msg(str`The video is damaged at ${formatMediaTime(Number(atSeconds))} and cannot be transcoded.`, {
          id: 'error.media-corrupt',
        }),
  'media-none': () => msg('There is no picture or sound in this file.', {id: 'error.media-none'}),
  'media-memory': () => msg('Too large to transcode on this device. Try a desktop.', {id: 'error.media-memory'}),
  'media-unsupported': () =>
    msg('This browser cannot read this kind of video. Try another browser or a desktop.', {
      id: 'error.media-unsupported',
    }),
  'transcoder-failed': () => msg('The transcoder stopped', {id: 'error.transcoder-failed'}),
  died: () => msg('The window that did this step was closed three times in it', {id: 'error.died'}),
  unexpected: () => msg('Something unforeseen happened', {id: 'error.unexpected'}),
} satisfies Record<FailureCode, (values: FailureValues) => string>;

/** A stored failure as a sentence. */
export function describeFailure(code: FailureCode, values: FailureValues = {}): string {
  const describe: (values: FailureValues) => string = failureText[code];
  return ended(describe(values));
}

/** The same without the stop at its end, for use inside another sentence. */
export function failureReason(code: FailureCode, values: FailureValues = {}): string {
  return describeFailure(code, values).replace(/[.。]$/, '');
}

function ended(text: string): string {
  if (/[.?!。？！]$/.test(text)) return text;
  return /[\u4e00-\u9fff]/.test(text) ? `${text}。` : `${text}.`;
}
