import {rewrite} from './byte-sink.ts';
import {startSecondsOf} from './copy/stream-writer.ts';
import {writeMaster, type MasterEntry} from './hls/master.ts';
import {writePlaylist} from './hls/playlist.ts';
import type {Made} from './outputs.ts';
import type {MadeRendition} from './protocol.ts';
import type {RenditionFiles, RenditionFolder} from './rendition-files.ts';
import {readCodecs} from './ts/stream-codecs.ts';
import type {PictureSize} from './variants.ts';

/**
 * Writes the playlist that a film is played by: of its one stream, or of its sizes.
 *
 * @param sizes Those of the streams.
 * @param made Largest first; their own playlists may be there already.
 */
export async function writePlaylists(
  folder: RenditionFolder,
  sizes: readonly PictureSize[],
  made: readonly Made[],
): Promise<MadeRendition> {
  const [top] = made;
  const last = made.at(-1);
  if (!top || !last) throw new Error('Nothing was made.');
  const {playlist, playlistName, segments, segmentsName} = folder.files;
  const more = made.length > 1 ? await writeSizes(folder, sizes, made) : [];
  return {
    playlistName,
    segmentsName,
    playlistBytes: playlist.getSize(),
    segmentsBytes: segments.getSize(),
    durationSeconds: top.checked.seconds,
    way: last.way,
    ...(more.length > 0 && {more}),
  };
}

/** @returns All files but the two that every rendition has; a playlist comes after what it names. */
async function writeSizes(
  folder: RenditionFolder,
  sizes: readonly PictureSize[],
  made: readonly Made[],
): Promise<NonNullable<MadeRendition['more']>> {
  const entries: MasterEntry[] = [];
  const all: RenditionFiles[] = [];
  for (const [index, size] of sizes.entries()) {
    const stream = made[index];
    if (!stream) continue;
    const files = await folder.openSize(size, index);
    rewrite(
      files.playlist,
      writePlaylist(files.segmentsName, stream.result.segments, startSecondsOf(stream.result.timeline)),
    );
    entries.push(entryOf(files, size, stream));
    all.push(files);
  }
  rewrite(folder.files.playlist, writeMaster(entries));
  return [
    ...all.slice(1).map(({segments, segmentsName}) => ({name: segmentsName, bytes: segments.getSize()})),
    ...all.map(({playlist, playlistName}) => ({name: playlistName, bytes: playlist.getSize()})),
  ];
}

function entryOf({playlistName, segments}: RenditionFiles, size: PictureSize, {checked}: Made): MasterEntry {
  const {playlist, findings} = checked;
  return {
    playlistName,
    segments: playlist.segments,
    targetSeconds: playlist.targetSeconds,
    ...size,
    codecs: readCodecs(segments),
    frameRate: findings.frameRate,
  };
}
