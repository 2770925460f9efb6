import {loadCore} from '../../src/transcode/ffmpeg/core.ts';

interface Command {
  readonly uuid: string;
  readonly file: File;
  readonly preset: string;
}

/** `writeFile`, `exec`, `readFile`, on one thread: what ffmpeg.wasm's documentation shows. */
async function transcode({uuid, file, preset}: Command): Promise<void> {
  const core = await loadCore('one-thread');
  core.setLogger(() => undefined);
  core.FS.writeFile('/film', new Uint8Array(await file.arrayBuffer()));
  const video = ['-fps_mode', 'vfr', '-c:v', 'libx264', '-preset', preset, '-crf', '23'];
  const exitCode = core.exec('-i', '/film', ...video, '/film.mp4');
  if (exitCode !== 0) throw new Error(`ffmpeg ended with ${String(exitCode)}.`);
  // Without options it gives bytes; our own way only reads text.
  const made = core.FS.readFile('/film.mp4', undefined as never) as unknown as Uint8Array<ArrayBuffer>;
  const root = await navigator.storage.getDirectory();
  const renditions = await root.getDirectoryHandle('renditions', {create: true});
  const folder = await renditions.getDirectoryHandle(uuid, {create: true});
  const writable = await (await folder.getFileHandle('film.mp4', {create: true})).createWritable();
  await writable.write(made);
  await writable.close();
}

self.onmessage = ({data}: MessageEvent<Command>) => {
  // What is thrown reaches the page as the worker's error.
  void transcode(data).then(
    () => self.postMessage('done'),
    (error: unknown) => queueMicrotask(() => reportError(error)),
  );
};
