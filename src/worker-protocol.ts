/** What a window tells its engine worker. */
export type ToEngineWorker =
  | {readonly type: 'start'; readonly name: string}
  /** Lend this file to the engine, and make a copy of it that survives a restart. */
  | {readonly type: 'keep'; readonly id: string; readonly file: File; readonly hasHandle: boolean}
  /** Whether this device is on a battery that is low: workers cannot ask. */
  | {readonly type: 'power'; readonly isLow: boolean}
  /** The page goes, perhaps for good: let go of the jobs while there is time. */
  | {readonly type: 'leave'}
  /** It came back out of the browser's back-forward cache. */
  | {readonly type: 'return'};

/** What it answers. */
export type FromEngineWorker =
  /** Whether this worker runs the jobs. */
  | {readonly type: 'lease'; readonly held: boolean}
  /** Start a media worker that talks through this port (`adapters/media-workers.ts`). */
  | {readonly type: 'media-worker'; readonly port: MessagePort}
  /** A newer version of the app has taken the database: this page must be reloaded. */
  | {readonly type: 'outdated'}
  | {readonly type: 'broke'; readonly message: string};
