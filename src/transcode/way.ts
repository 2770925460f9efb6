import type {Segment} from './hls/playlist.ts';
import type {Inspection} from './inspect.ts';
import type {RenditionFiles} from './rendition-files.ts';

/** What a way of transcoding is given. */
export interface WayInput {
  readonly file: File;
  readonly inspection: Inspection;
  /** Open and empty. The way fills the segments only; the ladder writes the playlist. */
  readonly files: RenditionFiles;
  readonly report: Report;
}

/** How a way says that it is alive and how far it is. Cheap: call it often. */
export interface Report {
  /** About to fetch something large. */
  loading(): void;
  /** Something moved: bytes were read or written. */
  alive(): void;
  /** `seconds` of media are done, of `of`, where that is known. */
  progress(seconds: number, of: number | undefined): void;
}

/** What a way says that it has made; the ladder has it checked. */
export interface WayResult {
  readonly segments: readonly Segment[];
  readonly claim: Claim;
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
