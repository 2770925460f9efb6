import {msg, str} from '@lit/localize';
import type {DeckState} from '../queue/job.ts';

/** What the service does with a presentation, under its name (SPEC P4). */
export const deckStateText = {
  uploading: () => msg('The server is taking it in', {id: 'deck.state.uploading'}),
  converting: () => msg('Converting on the server', {id: 'deck.state.converting'}),
  disting: () => msg('The server is packing the deck', {id: 'deck.state.disting'}),
  notifying: () => msg('The deck is made', {id: 'deck.state.notifying'}),
  completed: () => msg('The deck is made', {id: 'deck.state.completed'}),
  halted: () => msg('The server has stopped', {id: 'deck.state.halted'}),
  deleted: () => msg('Deleted on the server', {id: 'deck.state.deleted'}),
} satisfies Record<DeckState, () => string>;

/** Presentations, and what becomes of them. */
export const deckText = {
  add: () => msg('Add presentations', {id: 'deck.add'}),
  preview: () => msg('Preview', {id: 'deck.preview'}),
  uploadInstead: () => msg('Upload instead', {id: 'deck.upload-instead'}),
  onServer: () => msg('Decks on the server', {id: 'deck.remote'}),
  onServerMore: () => msg('Also those that were made elsewhere', {id: 'deck.remote.more'}),
  from: () => msg('From', {id: 'deck.remote.from'}),
  until: () => msg('Until', {id: 'deck.remote.until'}),
  none: () => msg('The server has no decks of that time.', {id: 'deck.remote.none'}),
  asking: () => msg('Asking the server…', {id: 'deck.remote.asking'}),
  fetch: () => msg('Fetch', {id: 'deck.remote.fetch'}),
  here: () => msg('In the list', {id: 'deck.remote.here'}),
  newest: (shown: number, count: number) => msg(str`The newest ${shown} of ${count}`, {id: 'deck.remote.newest'}),
  pages: (pages: number) =>
    pages === 1 ? msg('1 page', {id: 'deck.pages.one'}) : msg(str`${pages} pages`, {id: 'deck.pages'}),
  handingOver: () => msg('Handing the deck over', {id: 'deck.running.createJob'}),
  fetching: () => msg('Fetching the deck', {id: 'deck.running.downloadZip'}),
  waitingForService: () => msg('Waiting for the service that converts', {id: 'deck.waiting'}),
  foreign: () => msg('Deck is ready to be saved: another program made it', {id: 'deck.done.foreign'}),
};
