/**
 * How a rendition was made: packets copied as they are; encoded again by the browser, as far as needed; pictures copied
 * and sound encoded by ffmpeg; all by ffmpeg on several cores; or on one.
 */
export type Way = 'repackage' | 'webcodecs' | 'encode-sound' | 'encode-threads' | 'encode';

/** What a way has against a file. */
export type Refusal =
  | 'container'
  | 'no-track'
  | 'not-h264'
  | 'h264-profile'
  | 'rotated'
  | 'mirrored'
  | 'stretched'
  | 'not-aac'
  | 'aac-kind'
  | 'hdr'
  | 'video-undecodable'
  | 'audio-undecodable'
  | Untold
  | Ended;

/**
 * Reasons that are none for people: the browser shares no memory between threads here; there is more to encode than the
 * sound.
 */
export type Untold = 'no-threads' | 'more-than-sound';

/** How a way has ended that is not to be taken again: with its browser, each time (SPEC Q3), or not at all. */
export type Ended = 'died' | 'stood-still';

/**
 * A way that begins, and why: what a faster one had against the file, how it ended, or what is with the smaller
 * sizes beside the one there is.
 */
export interface TakenWay {
  readonly way: Way;
  readonly why?: Exclude<Refusal, Untold> | 'sizes' | 'sizes-failed' | 'failed';
  readonly message?: string;
}

/** Ways that are not to be taken. */
export type Avoided = Readonly<Partial<Record<Way, Ended>>>;

/** What the window's engine asks of a media worker; one message, once, in the life of a worker. */
export interface TranscodeCommand {
  readonly type: 'transcode';
  /** Names the OPFS folder: `renditions/<uuid>/`. */
  readonly uuid: string;
  /** Names the files in it. */
  readonly identifier: string;
  readonly file: File;
  readonly avoid: Avoided;
  /** Larger pictures come in smaller sizes as well, for players to choose from. */
  readonly severalSizes: boolean;
}

/** Has a media worker look at a film; as often as one likes, one film at a time. */
export interface LookCommand {
  readonly type: 'look';
  readonly file: File;
}

/** What a look at a film tells; what cannot be told is absent. */
export interface Look {
  readonly durationSeconds?: number;
  /** Of the picture as it is shown, in pixels. */
  readonly width?: number;
  readonly height?: number;
  /** The first way that would be tried. */
  readonly plan?: Omit<TakenWay, 'message'>;
  /** JPEG, at most 160 pixels wide and high. */
  readonly poster?: Blob;
}

/** What a media worker answers to a look: nothing at first, then more and more, until it has `looked`. */
export type LookEvent = {readonly type: 'saw'; readonly look: Look} | {readonly type: 'looked'};

/** What a media worker answers. The last message is `done`, `failed` or `broken`. */
export type TranscodeEvent =
  | {readonly type: 'way'; readonly taken: TakenWay}
  /** A sign of life. `loading` may take as long as the network does; `working` may not stand still. */
  | {readonly type: 'alive'; readonly stage: Stage}
  /** `fraction`: 0–1, never falls. `speed`: seconds of media a second, once it can be told. */
  | {readonly type: 'progress'; readonly fraction: number; readonly speed: number | undefined}
  /** So much would be gone on with after an end of this worker. */
  | {readonly type: 'kept'; readonly fraction: number}
  | {readonly type: 'done'; readonly rendition: MadeRendition}
  | {
      readonly type: 'failed';
      readonly code: TranscodeFailureCode;
      readonly message: string;
      /** Where the film is damaged, if that can be told. */
      readonly atSeconds: number | undefined;
    }
  /** The window says so: the worker itself cannot any more. */
  | {readonly type: 'broken'; readonly message: string};

/** Let go of the rendition's files, and do no more: what is ended with a file open may hold it for minutes in Firefox. */
export interface LeaveCommand {
  readonly type: 'leave';
}

/** Said to the window that started the media worker: end it at once, whatever it does. */
export interface EndCommand {
  readonly type: 'end';
}

/** A media worker asks its window to start a worker for it, that talks through `port`. */
export interface StartHelper {
  readonly type: 'start-helper';
  readonly url: string;
  readonly port: MessagePort;
}

/** What goes to a helper, and what comes from it. `data` is between the library and its script. */
export type ToHelper = {readonly type: 'message'; readonly data: unknown} | {readonly type: 'end'};
export type FromHelper = {readonly type: 'started'} | {readonly type: 'message'; readonly data: unknown};

export type Stage = 'loading' | 'working';

/** The files a worker has closed and checked in `renditions/<uuid>/`. */
export interface MadeRendition {
  readonly playlistName: string;
  readonly segmentsName: string;
  readonly playlistBytes: number;
  readonly segmentsBytes: number;
  readonly durationSeconds: number;
  readonly way: Way;
  /** Files beside the two, closed too: subtitles; with several sizes the playlists of all and the segments of the smaller ones. */
  readonly more?: readonly {readonly name: string; readonly bytes: number}[];
  /** Those of them that are subtitles. */
  readonly subtitles?: readonly Omit<MadeSubtitles, 'bytes'>[];
}

/** A WebVTT file beside a rendition. */
export interface MadeSubtitles {
  readonly name: string;
  readonly bytes: number;
  /** BCP 47; absent where the film does not say. */
  readonly language?: string;
  readonly title?: string;
}

export type TranscodeFailureCode =
  | 'media-corrupt'
  | 'media-none'
  | 'media-memory'
  | 'media-unsupported'
  | 'storage-full'
  | 'source-missing'
  | 'transcoder-failed';
