import type {Rendition} from '../job.ts';
import type {Clock, Transcoder, TranscodeRequest} from '../ports.ts';
import {rendition} from './builders.ts';
import type {MemoryFileStore} from './memory-file-store.ts';
import {Script} from './script.ts';

/** Makes renditions without a picture in them. */
export class ScriptedTranscoder implements Transcoder {
  readonly script = new Script();
  readonly requests: TranscodeRequest[] = [];
  readonly #clock: Clock;
  readonly #files: MemoryFileStore;

  constructor(clock: Clock, files: MemoryFileStore) {
    this.#clock = clock;
    this.#files = files;
  }

  async transcode(request: TranscodeRequest, signal: AbortSignal): Promise<Rendition> {
    this.requests.push(request);
    const way = request.avoid?.includes('repackage') ? 'encode' : 'repackage';
    request.onWay(way === 'repackage' ? {way} : {way, why: 'died'});
    await this.script.play(this.#clock, signal, async (fraction) => {
      request.onProgress({fraction, speed: 2});
      await Promise.resolve();
    });
    this.#files.renditions.add(request.uuid);
    return {...rendition, way};
  }
}
