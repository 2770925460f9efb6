import {msg, str} from '@lit/localize';

/** What is said around a deck that is shown. */
export const viewerText = {
  kept: () => msg('On this device, offline too', {id: 'viewer.kept'}),
  preview: () => msg('Preview, drawn on this device', {id: 'viewer.preview'}),
  slides: () => msg('Slides', {id: 'viewer.slides'}),
  search: () => msg('Search', {id: 'viewer.search'}),
  notes: () => msg('Notes', {id: 'viewer.notes'}),
  overview: () => msg('All slides', {id: 'viewer.overview'}),
  saveAsH5: () => msg('Save as H5', {id: 'viewer.saveAsH5'}),
  opening: () => msg('Opening the deck…', {id: 'viewer.opening'}),
  foreign: () =>
    msg(
      'This deck was made by another service, whose pages cannot be shown here. Save it and open it from your disk.',
      {
        id: 'viewer.foreign',
      },
    ),
  noServiceWorker: () =>
    msg('This browser cannot show decks on this page. Save it and open it from your disk.', {
      id: 'viewer.noServiceWorker',
    }),
  failed: (reason: string) => msg(str`The deck cannot be opened. ${reason}`, {id: 'viewer.failed'}),
};
