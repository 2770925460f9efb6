/** How a rendition was made: packets copied as they are, or decoded and encoded again. */
export type Way = 'repackage' | 'encode';

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
  /** A way begins. `instead`: why a faster one was passed over or failed. */
  | {readonly type: 'way'; readonly way: Way; readonly instead: string | undefined}
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
