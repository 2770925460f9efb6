import type {WayInput, WayResult} from '../way.ts';
import {claimOf, recordsOf, type Tracks} from './mux-tracks.ts';
import {InStep} from './in-step.ts';
import {StreamWriter} from './stream-writer.ts';

/** One stream to be written: where, and out of what. */
export interface StreamPlan {
  readonly file: Pick<FileSystemSyncAccessHandle, 'write'>;
  readonly tracks: Tracks;
}

/**
 * Writes one film as several streams side by side, in constant memory: the one that is behind is always given next, so
 * that none has to wait for what another one has not come to.
 *
 * @throws TranscodeError `media-corrupt` when packets are broken or missing.
 * @throws ReorderError when pictures are shuffled more deeply than was said.
 * @throws JoinError when it cannot be gone on from `resume`.
 */
export async function muxSizes(
  plans: readonly StreamPlan[],
  {inspection, report, resume, several, onSegment}: WayInput,
): Promise<readonly WayResult[]> {
  const length = inspection.facts.kind === 'known' ? inspection.facts.seconds : undefined;
  const like = several?.top && {...several.top.timeline, segments: several.top.segments};
  const inStep = new InStep(plans.length, onSegment);
  const streams: Stream[] = [];
  for (const [index, {file, tracks}] of plans.entries()) {
    const records = await recordsOf(tracks);
    streams.push({tracks, writer: new StreamWriter(file, records, inStep.takeFrom(index), resume?.[index], like)});
  }
  const endOfAll = () => Math.min(...streams.map(({writer}) => writer.end));
  report.resumed(endOfAll());
  for (let stream = behind(streams); stream !== undefined; stream = behind(streams)) {
    const {tracks, writer} = stream;
    const track = writer.wants;
    if (track === undefined) break;
    const source = track === 'video' ? tracks.video?.source : tracks.audio;
    writer.give(track, await source?.next());
    report.progress(endOfAll(), length);
  }
  return streams.map(({writer}) => ({
    segments: writer.finish(),
    claim: claimOf(inspection, writer),
    timeline: writer.timeline,
  }));
}

interface Stream {
  readonly tracks: Tracks;
  readonly writer: StreamWriter;
}

/** The stream whose turn it is; `undefined` at the end of all. */
function behind(streams: readonly Stream[]): Stream | undefined {
  const open = streams.filter(({writer}) => writer.wants !== undefined);
  return open.reduce<Stream | undefined>(
    (first, stream) => (first && first.writer.end <= stream.writer.end ? first : stream),
    undefined,
  );
}
