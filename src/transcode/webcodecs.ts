import {muxTracks, type Tracks} from './copy/mux-tracks.ts';
import {PacketReader} from './copy/packet-reader.ts';
import {refuseCutOff} from './cut-off.ts';
import {tracksToEncode} from './plan.ts';
import {copyOf} from './repackage.ts';
import {displayOrder} from './ts/decode-clock.ts';
import {asTranscodeError, TranscodeError} from './transcode-error.ts';
import type {WayInput, WayResult} from './way.ts';
import {encodedAudio} from './webcodecs/encoded-audio.ts';
import {encodedVideo} from './webcodecs/encoded-video.ts';

/** How many pictures are looked at to learn how they are shuffled: Firefox's encoder makes B-frames, Chromium's none. */
const LOOK_AHEAD = 40;

/**
 * Encodes with the browser's own encoders what does not fit, and copies what does: H.264 with other sound keeps its
 * pictures as they are.
 *
 * @throws TranscodeError `transcoder-failed` when the browser's encoders do not do it: another way may.
 */
export async function webcodecs(input: WayInput): Promise<WayResult> {
  await refuseCutOff(input.file);
  input.report.loading();
  const encoded: {close(): Promise<void>}[] = [];
  try {
    return await muxTracks(await openTracks(input, encoded), input);
  } catch (error) {
    throw withoutFinality(error);
  } finally {
    for (const track of encoded) await track.close().catch(() => undefined);
  }
}

async function openTracks({inspection}: WayInput, encoded: {close(): Promise<void>}[]): Promise<Tracks> {
  const {video, audio, facts} = inspection;
  const encodes = tracksToEncode(facts);
  const keep = <T extends {close(): Promise<void>}>(track: T): T => {
    encoded.push(track);
    return track;
  };
  const sound = audio && (encodes.audio ? keep(await encodedAudio(audio)) : new PacketReader(audio));
  if (!video) return {video: undefined, audio: sound};
  if (!encodes.video) return {video: await copyOf(video), audio: sound};
  const source = keep(await encodedVideo(video));
  return {video: {source, order: displayOrder(await source.timesAhead(LOOK_AHEAD))}, audio: sound};
}

/** A browser's decoder that stumbles says nothing of the file: ffmpeg may make sense of it, and knows what is wrong. */
function withoutFinality(error: unknown): TranscodeError {
  const failure = asTranscodeError(error);
  if (failure.code !== 'media-corrupt' && failure.code !== 'media-none') return failure;
  return new TranscodeError('transcoder-failed', failure.message, {cause: failure});
}
