/**
 * How a rendition was made: packets copied as they are; encoded again by the browser, as far as needed; or by ffmpeg.
 */
export type Way = 'repackage' | 'webcodecs' | 'encode';

/** What a way has against a file. */
export type Refusal =
  | 'container'
  | 'no-track'
  | 'not-h264'
  | 'h264-profile'
  | 'rotated'
  | 'mirrored'
  | 'not-aac'
  | 'aac-kind'
  | 'hdr'
  | 'video-undecodable'
  | 'audio-undecodable'
  /** The browser ended it each time. */
  | 'died';

/** A way that begins, and why: what a faster one had against the file, or how it ended. */
export interface TakenWay {
  readonly way: Way;
  readonly why?: Refusal | 'failed';
  readonly message?: string;
}

/** What the window's engine asks of a media worker; one message, once, in the life of a worker. */
export interface TranscodeCommand {
  readonly type: 'transcode';
  /** Names the OPFS folder: `renditions/<uuid>/`. */
  readonly uuid: string;
  /** Names the files in it. */
  readonly identifier: string;
  readonly file: File;
  /** Ways that have ended the browser before (SPEC Q3). */
  readonly avoid: readonly Way[];
}

/** What a media worker answers. The last message is `done` or `failed`. */
export type TranscodeEvent =
  | {readonly type: 'way'; readonly taken: TakenWay}
  /** A sign of life. `loading` may take as long as the network does; `working` may not stand still. */
  | {readonly type: 'alive'; readonly stage: Stage}
  /** `fraction`: 0–1, never falls. `speed`: seconds of media a second, once it can be told. */
  | {readonly type: 'progress'; readonly fraction: number; readonly speed: number | undefined}
  | {readonly type: 'done'; readonly rendition: MadeRendition}
  | {
      readonly type: 'failed';
      readonly code: TranscodeFailureCode;
      readonly message: string;
      /** Where the film is damaged, if that can be told. */
      readonly atSeconds: number | undefined;
    };

/** Said to the window that started the media worker: end it at once, whatever it does. */
export interface EndCommand {
  readonly type: 'end';
}

export type Stage = 'loading' | 'working';

/** The two files a worker has closed and checked in `renditions/<uuid>/`. */
export interface MadeRendition {
  readonly playlistName: string;
  readonly segmentsName: string;
  readonly playlistBytes: number;
  readonly segmentsBytes: number;
  readonly durationSeconds: number;
  readonly way: Way;
}

export type TranscodeFailureCode =
  | 'media-corrupt'
  | 'media-none'
  | 'media-memory'
  | 'media-unsupported'
  | 'storage-full'
  | 'source-missing'
  | 'transcoder-failed';
