import {JobError} from '../failure.ts';
import type {Clock, Downloaded, Downloader, DownloadRequest} from '../ports.ts';
import {fileSize} from './builders.ts';
import type {MemoryFileStore} from './memory-file-store.ts';
import {Script} from './script.ts';
import type {ScriptedNetwork} from './scripted-network.ts';

/** Keeps what it fetches, and goes on there. */
export class ScriptedDownloader implements Downloader {
  readonly script = new Script();
  readonly requests: DownloadRequest[] = [];
  /** As the server says; undefined until the end. */
  size: number | undefined = fileSize;
  /** What has come beside the bytes that are kept. */
  unkeptBytes = 0;
  /** It goes into a file of the person's own by itself. */
  isSaved = false;
  /** There is no room for it here. */
  isStraight = false;
  readonly #clock: Clock;
  readonly #files: MemoryFileStore;
  readonly #network: ScriptedNetwork;

  constructor(clock: Clock, files: MemoryFileStore, network: ScriptedNetwork) {
    this.#clock = clock;
    this.#files = files;
    this.#network = network;
  }

  async download(request: DownloadRequest, signal: AbortSignal): Promise<Downloaded> {
    const {uuid, route, onSize, onReceived, onKept} = request;
    this.requests.push(request);
    this.#network.reach(route);
    await onSize(this.size);
    if (this.isStraight) await request.onStraight?.();
    const keep = async (bytes: number) => {
      this.#network.reach(route);
      if (this.isStraight) return onReceived(bytes);
      this.#files.downloads.set(uuid, bytes);
      onReceived(bytes + this.unkeptBytes);
      await onKept(bytes);
    };
    await keep(this.#files.downloads.get(uuid) ?? 0);
    try {
      await this.script.play(this.#clock, signal, async (fraction) => await keep(Math.floor(fileSize * fraction)));
    } catch (error) {
      if (error instanceof JobError && error.code === 'file-changed-remote') await keep(0);
      throw error;
    }
    await keep(fileSize);
    return {size: fileSize, isSaved: this.isSaved};
  }
}
