import type {Way} from '../../../src/transcode/protocol.ts';

/** How a test wants a file transcoded. */
export interface TranscodeOptions {
  /** Ways that are passed over. */
  readonly avoid?: readonly Way[];
  /** Cancels at the first progress above it. */
  readonly cancelAt?: number;
  readonly severalSizes?: boolean;
  /** Cancels as soon as more than this would be gone on with, whatever the worker does in the meantime. */
  readonly cancelOnceKept?: number;
  /** The first worker says that it takes this way, and nothing more. */
  readonly standsStill?: Way;
}

export type ToEngine =
  | {
      readonly type: 'transcode';
      readonly uuid: string;
      readonly identifier: string;
      readonly file: File;
      readonly avoid: readonly Way[];
      readonly severalSizes: boolean;
      readonly cancelOnceKept: number;
    }
  | {readonly type: 'cancel'};

export type FromEngine =
  | {readonly type: 'media-worker'; readonly port: MessagePort}
  | {readonly type: 'progress'; readonly fraction: number}
  | {readonly type: 'kept'; readonly fraction: number}
  | {readonly type: 'settled'; readonly outcome: Settled};

interface Rendition {
  readonly playlistName: string;
  readonly segmentsName: string;
  readonly playlistBytes: number;
  readonly segmentsBytes: number;
  readonly durationSeconds: number;
  readonly way: string;
  readonly more?: readonly {readonly name: string; readonly bytes: number}[];
  readonly subtitles?: readonly {readonly name: string; readonly language?: string; readonly title?: string}[];
}

/** `ways`: what was tried, in order. */
export type Settled =
  | {readonly state: 'done'; readonly rendition: Rendition; readonly ways: readonly string[]}
  | {
      readonly state: 'failed';
      readonly code: string;
      readonly message: string;
      readonly values: Readonly<Record<string, string | number>>;
      readonly ways: readonly string[];
    };

/** How a transcode ended, and what was seen on the way. */
export type Outcome = Settled & {
  readonly progress: readonly number[];
  /** What would have been gone on with, each time that was told. */
  readonly kept: readonly number[];
  readonly tookMs: number;
  /** From asking to cancel to the end. */
  readonly cancelMs: number | undefined;
};

/** Asks for a copy by one of the two readers. */
export interface CopyCommand {
  readonly uuid: string;
  readonly file: File;
  readonly reader: 'tables' | 'clusters' | 'units' | 'demuxer';
}

export type CopyOutcome = {readonly state: 'done'} | {readonly state: 'refused'; readonly message: string};
