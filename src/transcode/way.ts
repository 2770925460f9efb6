import type {StreamState, Timeline} from './copy/stream-writer.ts';
import type {Segment} from './hls/playlist.ts';
import type {Inspection} from './inspect.ts';
import type {RenditionFiles} from './rendition-files.ts';
import type {PictureSize} from './variants.ts';

/** What a way of transcoding is given. */
export interface WayInput {
  readonly file: File;
  readonly inspection: Inspection;
  /** Open. The way fills the segments only; the ladder writes the playlist. */
  readonly files: RenditionFiles;
  readonly report: Report;
  /**
   * Notes how far the film is, for a run that has to go on with it: a state for each size, all after the same segment.
   * A way that is quick need not.
   */
  readonly onSegment: (states: readonly StreamState[]) => void;
  /** What an earlier run has made lies in the files: go on from there. One state for each size. */
  readonly resume?: readonly StreamState[];
  /** More than one size is wanted; `files` are those of the largest. */
  readonly several?: Several;
}

/** Several sizes of one film. */
export interface Several {
  /**
   * Opens the files to fill, for pictures of such a size.
   *
   * @returns Largest first; nothing where one size is enough.
   */
  open(pictures: PictureSize): Promise<readonly SizedFiles[]>;
  /** The largest size is made already; the others take its sound and are cut where it is cut. */
  readonly top?: WayResult;
}

/** Where one of several sizes goes. */
export interface SizedFiles extends RenditionFiles {
  readonly size: PictureSize;
  /** More would be more than the largest size needs. */
  readonly mostBitsPerSecond: number | undefined;
}

/** How a way says that it is alive and how far it is. Cheap: call it often. */
export interface Report {
  /** What is done so far would be gone on with. */
  kept(): void;
  /** About to fetch something large. */
  loading(): void;
  /** Something moved: bytes were read or written. */
  alive(): void;
  /** `seconds` of media had been done by an earlier run. */
  resumed(seconds: number): void;
  /** `seconds` of media are done, of `of`, where that is known. */
  progress(seconds: number, of: number | undefined): void;
}

/** What a way says that it has made; the ladder has it checked. Fit for JSON. */
export interface WayResult {
  readonly segments: readonly Segment[];
  readonly claim: Claim;
  readonly timeline: Timeline;
}

/** What must be found in the output, by all that is known of the source. */
export interface Claim {
  /** Length of the film; `undefined` where the source does not tell. */
  readonly seconds: number | undefined;
  readonly hasVideo: boolean;
  readonly hasAudio: boolean;
  /** Exact number of pictures, where it is known. */
  readonly videoFrames: number | undefined;
  /** Exact number of AAC frames, where it is known. */
  readonly audioFrames: number | undefined;
}
