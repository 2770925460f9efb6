import type {DisplayOrder} from '../ts/decode-clock.ts';
import type {Inspection} from '../inspect.ts';
import type {Claim, WayInput, WayResult} from '../way.ts';
import type {PacketSource} from './packet-source.ts';
import {StreamWriter, type StreamTracks} from './stream-writer.ts';

/** The tracks of a film to be: H.264 and AAC, wherever their packets come from. */
export interface Tracks {
  readonly video: {readonly source: PacketSource; readonly order: DisplayOrder} | undefined;
  readonly audio: PacketSource | undefined;
}

/**
 * Writes packets into a transport stream, cut at key frames, in constant memory.
 *
 * @throws TranscodeError `media-corrupt` when packets are broken or missing.
 * @throws ReorderError when pictures are shuffled more deeply than `order` says.
 */
export async function muxTracks(
  {video, audio}: Tracks,
  {inspection, files, report}: Pick<WayInput, 'inspection' | 'files' | 'report'>,
): Promise<WayResult> {
  const length = inspection.facts.kind === 'known' ? inspection.facts.seconds : undefined;
  const writer = new StreamWriter(files.segments, await recordsOf({video, audio}));
  for (let track = writer.wants; track !== undefined; track = writer.wants) {
    const source = track === 'video' ? video?.source : audio;
    writer.give(track, await source?.next());
    report.progress(writer.end, length);
  }
  const segments = writer.finish();
  return {segments, claim: claimOf(inspection, writer), timeline: writer.timeline};
}

/** What a writer has to know of tracks beforehand. */
export async function recordsOf({video, audio}: Tracks): Promise<StreamTracks> {
  return {
    video: video && {record: await video.source.record(), order: video.order},
    audio: audio && {record: await audio.record()},
  };
}

/** What must be in the output, by the look at the file and by what was written. */
export function claimOf({facts, video, audio}: Inspection, {frames}: StreamWriter): Claim {
  return {
    seconds: facts.kind === 'known' ? facts.seconds : undefined,
    hasVideo: video !== undefined,
    hasAudio: audio !== undefined,
    videoFrames: frames.video,
    audioFrames: frames.audio,
  };
}
