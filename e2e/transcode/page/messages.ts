export type ToEngine =
  | {readonly type: 'transcode'; readonly uuid: string; readonly identifier: string; readonly file: File}
  | {readonly type: 'cancel'};

export type FromEngine =
  | {readonly type: 'media-worker'; readonly port: MessagePort}
  | {readonly type: 'progress'; readonly fraction: number}
  | {readonly type: 'settled'; readonly outcome: Settled};

interface Rendition {
  readonly playlistName: string;
  readonly segmentsName: string;
  readonly playlistBytes: number;
  readonly segmentsBytes: number;
  readonly durationSeconds: number;
  readonly way: string;
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
  readonly tookMs: number;
  /** From asking to cancel to the end. */
  readonly cancelMs: number | undefined;
};
