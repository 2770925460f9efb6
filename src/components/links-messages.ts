import {msg, str} from '@lit/localize';
import {formatCount as count} from './numbers.ts';

/** Links that are pasted to be downloaded. */
export const linksText = {
  oneALine: () => msg('Links, one a line', {id: 'links.oneline'}),
  none: () => msg('There is no link in this text.', {id: 'links.none'}),
  more: (links: number) => msg(str`and ${count(links)} more`, {id: 'links.more'}),
  download: (links: number) =>
    links === 1
      ? msg('Download 1 file', {id: 'links.download.one'})
      : msg(str`Download ${count(links)} files`, {id: 'links.download'}),
};
