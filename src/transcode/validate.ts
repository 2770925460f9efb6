import {endOf, readPlaylist, type Playlist} from './hls/playlist.ts';
import type {RenditionFiles} from './rendition-files.ts';
import {clockTime, TranscodeError} from './transcode-error.ts';
import {scanFile} from './ts/scan-file.ts';
import type {StreamFindings} from './ts/scanner.ts';
import type {Claim} from './way.ts';

/** A container's own word on its length is rounded, or counts another track: so far off is no damage. */
const lengthTolerance = (seconds: number) => Math.max(2, seconds * 0.02);
/** Two lengths of the same thing may differ by a picture or a piece of sound. */
const PICTURE_SECONDS = 0.15;
/** The same time, after all rounding on its way. */
const SAME_SECONDS = 0.002;

/** What was found in a rendition, or in one size of it. */
export interface Checked {
  readonly playlist: Playlist;
  readonly seconds: number;
  readonly findings: StreamFindings;
}

/**
 * Checks a rendition as it lies in its files, every packet of it.
 *
 * @throws TranscodeError `media-corrupt` when it ends too early for its source, `transcoder-failed` when it is not what
 *   SPEC F12 asks for.
 */
export function validate(files: RenditionFiles, claim: Claim, alive: () => void): Checked {
  const playlist = readPlaylist(readText(files.playlist));
  const findings = scanFile(files.segments, playlist.segments, alive);
  const seconds = playlist.segments.reduce((sum, segment) => sum + segment.seconds, 0);
  const faults = [
    ...playlistFaults(playlist, files.segmentsName, files.segments.getSize()),
    ...findings.faults,
    ...trackFaults(findings, claim, seconds),
  ];
  if (faults.length > 0)
    throw new TranscodeError('transcoder-failed', `The result is not right: ${faults.join('; ')}.`);
  if (claim.seconds !== undefined && seconds < claim.seconds - lengthTolerance(claim.seconds)) {
    throw new TranscodeError(
      'media-corrupt',
      `The file is damaged or incomplete at ${clockTime(seconds)} of ${clockTime(claim.seconds)}.`,
      {atSeconds: seconds},
    );
  }
  return {playlist, seconds, findings};
}

/**
 * Checks that a player can go from one size to another at the start of each segment.
 *
 * @throws TranscodeError `transcoder-failed` when it cannot.
 */
export function validateTogether([first, ...others]: readonly Checked[]): void {
  const faults = others.flatMap((other) => (first ? switchFaults(first, other) : []));
  if (faults.length > 0) throw new TranscodeError('transcoder-failed', `The sizes differ: ${faults.join('; ')}.`);
}

/** What keeps a player from going from one size to another, in words. Pure. */
export function switchFaults(one: Checked, other: Checked): string[] {
  const starts = other.findings.segmentStarts;
  const areTogether = one.findings.segmentStarts.every(
    (start, index) => Math.abs(start - (starts[index] ?? Infinity)) < SAME_SECONDS,
  );
  // prettier-ignore
  const rules: readonly [holds: boolean, fault: string][] = [
    [one.playlist.segments.length === other.playlist.segments.length,        'one has more segments'],
    [areTogether,                                                            'their segments begin at different times'],
    [Math.abs(one.seconds - other.seconds) < PICTURE_SECONDS,                'one is longer'],
    [one.findings.audioFrames === other.findings.audioFrames,                'one has more sound'],
  ];
  return rules.filter(([holds]) => !holds).map(([, fault]) => fault);
}

/** What is wrong with a playlist, in words. Pure. */
export function playlistFaults(playlist: Playlist, segmentsName: string, segmentsBytes: number): string[] {
  const {segments, targetSeconds} = playlist;
  const isContiguous = segments.every(
    (segment, index) => segment.offset === endOf(segments.slice(Math.max(0, index - 1), index)),
  );
  // prettier-ignore
  const rules: readonly [holds: boolean, fault: string][] = [
    [playlist.isEnded,                                                       'the playlist has no end'],
    [playlist.segmentsName === segmentsName,                                 'the playlist names another file'],
    [segments[0]?.offset === 0 && isContiguous,                              'the byte ranges have gaps'],
    [endOf(segments) === segmentsBytes,                                      'the byte ranges do not cover the file'],
    [segments.every(({bytes}) => bytes > 0 && bytes % 188 === 0),            'a segment is not whole packets'],
    [segments.every(({seconds}) => Math.round(seconds) <= targetSeconds),    'a segment is longer than the target'],
  ];
  return rules.filter(([holds]) => !holds).map(([, fault]) => fault);
}

/** What is wrong with the tracks, in words. Pure. */
export function trackFaults(found: StreamFindings, claim: Claim, seconds: number): string[] {
  const {videoFrames, audioFrames} = claim;
  // prettier-ignore
  const rules: readonly [holds: boolean, fault: string][] = [
    [found.hasVideo || !claim.hasVideo,                                      'the video was lost'],
    [found.hasAudio || !claim.hasAudio,                                      'the audio was lost'],
    [found.hasVideo || found.hasAudio,                                       'there is nothing in it'],
    [videoFrames === undefined || found.videoFrames === videoFrames,         'pictures were lost'],
    [audioFrames === undefined || found.audioFrames === audioFrames,         'sound was lost'],
    [seconds > found.videoSeconds - PICTURE_SECONDS,                         'the playlist is shorter than its pictures'],
    [seconds > found.audioSeconds * 0.98 - PICTURE_SECONDS,                  'the playlist is shorter than its sound'],
  ];
  return rules.filter(([holds]) => !holds).map(([, fault]) => fault);
}

function readText(file: FileSystemSyncAccessHandle): string {
  const bytes = new Uint8Array(file.getSize());
  file.read(bytes, {at: 0});
  return new TextDecoder().decode(bytes);
}
