import type {Rendition, RenditionFile, RenditionPart} from './job.ts';

/** A file of a rendition, and how its transfer is called. */
export interface RenditionFilePart extends RenditionFile {
  readonly part: RenditionPart;
}

/** All files of a rendition in the order they are sent: a playlist never names what is not there yet. */
export function renditionFiles(rendition: Rendition): readonly RenditionFilePart[] {
  const {segmentsName, segmentsBytes, playlistName, playlistBytes, more = []} = rendition;
  return [
    {part: 'segments', name: segmentsName, bytes: segmentsBytes},
    ...more.map(({name, bytes}) => ({part: `more/${name}` as const, name, bytes})),
    {part: 'playlist', name: playlistName, bytes: playlistBytes},
  ];
}
