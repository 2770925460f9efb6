import coreUrl from '@ffmpeg/core?url';
import wasmUrl from '@ffmpeg/core/wasm?url';

/**
 * ffmpeg itself, single-threaded: needs no cross-origin isolation and no shared memory.
 *
 * The core is driven directly: `@ffmpeg/ffmpeg`'s class would start a worker of its own and has no way to stream what
 * ffmpeg writes; it keeps it in memory, where 2 GB is the end.
 */
export interface FfmpegCore {
  readonly FS: EmscriptenFiles;
  /** Runs to the end before it returns. Returns the exit code. */
  exec(...args: readonly string[]): number;
  setLogger(log: (line: {readonly type: string; readonly message: string}) => void): void;
}

/** The parts of Emscripten's file system that we use. */
export interface EmscriptenFiles {
  mkdir(path: string): void;
  writeFile(path: string, data: string | Uint8Array): void;
  readFile(path: string, options: {encoding: 'utf8'}): string;
  lookupPath(path: string): {readonly node: EmscriptenNode};
  readonly ErrnoError: new (errno: number) => Error;
}

export interface EmscriptenNode {
  node_ops: object;
  stream_ops: object;
}

type CoreFactory = (options: {readonly mainScriptUrlOrBlob: string}) => Promise<FfmpegCore>;

/** Fetches and starts ffmpeg: 32 MB the first time. */
export async function loadCore(): Promise<FfmpegCore> {
  // The package has no types; its one export is the factory Emscripten makes.
  const module = (await import(/* @vite-ignore */ coreUrl)) as {readonly default: CoreFactory};
  // This is how the core wants to be told where its wasm is (its `_locateFile`).
  const places = btoa(JSON.stringify({wasmURL: new URL(wasmUrl, self.location.href).href, workerURL: ''}));
  return module.default({mainScriptUrlOrBlob: `${coreUrl}#${places}`});
}
