import threadsCoreUrl from '@ffmpeg/core-mt?url';
import threadsWasmUrl from '@ffmpeg/core-mt/wasm?url';
import threadUrl from '@ffmpeg/core-mt/worker?url&no-inline';
import coreUrl from '@ffmpeg/core?url';
import wasmUrl from '@ffmpeg/core/wasm?url';

/** `one-thread` needs no cross-origin isolation and no shared memory. */
export type CoreKind = 'one-thread' | 'threads';

const places: Readonly<Record<CoreKind, {readonly core: string; readonly wasm: string; readonly thread: string}>> = {
  'one-thread': {core: coreUrl, wasm: wasmUrl, thread: ''},
  threads: {core: threadsCoreUrl, wasm: threadsWasmUrl, thread: threadUrl},
};

/**
 * ffmpeg itself.
 *
 * The core is driven directly: `@ffmpeg/ffmpeg`'s class would start a worker of its own and has no way to stream what
 * ffmpeg writes; it keeps it in memory, where 2 GB is the end.
 */
export interface FfmpegCore {
  readonly FS: EmscriptenFiles;
  /** Runs to the end before it returns. Returns the exit code. */
  exec(...args: readonly string[]): number;
  setLogger(log: (line: {readonly type: string; readonly message: string}) => void): void;
  /** Where it has threads: workers that stand ready for them. */
  readonly PThread?: {readonly unusedWorkers: Worker[]};
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

/** Lets go of the threads beyond so many: 32 are started, and each one that waits takes 4 MB. */
export function keepThreads({PThread}: FfmpegCore, count: number): void {
  for (const worker of PThread?.unusedWorkers.splice(count) ?? []) worker.terminate();
}

/** Fetches and starts ffmpeg: 32 MB the first time. */
export async function loadCore(kind: CoreKind): Promise<FfmpegCore> {
  const {core, wasm, thread} = places[kind];
  // The package has no types; its one export is the factory Emscripten makes.
  const module = (await import(/* @vite-ignore */ core)) as {readonly default: CoreFactory};
  // This is how the core wants to be told where its parts are (its `_locateFile`).
  const parts = btoa(JSON.stringify({wasmURL: absolute(wasm), workerURL: absolute(thread)}));
  return module.default({mainScriptUrlOrBlob: `${absolute(core)}#${parts}`});
}

function absolute(url: string): string {
  return new URL(url, self.location.href).href;
}
