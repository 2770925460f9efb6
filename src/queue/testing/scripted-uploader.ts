import type {Owner, Route, Transfer} from '../job.ts';
import type {Clock, Uploader, UploadRequest} from '../ports.ts';
import {Script} from './script.ts';
import type {ScriptedNetwork} from './scripted-network.ts';

/** What the other side holds, by URL. */
export interface Held {
  readonly name: string;
  readonly size: number;
  offset: number;
}

/** A tus client and its server: what was acknowledged stays there. */
export class ScriptedUploader implements Uploader {
  readonly script = new Script();
  readonly terminating = new Script();
  readonly held = new Map<string, Held>();
  /** Every request, in order. */
  readonly requests: UploadRequest[] = [];
  readonly terminated: string[] = [];
  #count = 0;
  readonly #clock: Clock;
  readonly #network: ScriptedNetwork;

  constructor(clock: Clock, network: ScriptedNetwork) {
    this.#clock = clock;
    this.#network = network;
  }

  async upload(request: UploadRequest, signal: AbortSignal): Promise<Transfer> {
    const {route, size, onAcknowledged} = request;
    this.requests.push(request);
    this.#network.reach(route);
    const url = this.#urlOf(request);
    const held = this.held.get(url) ?? {name: nameOf(request), size, offset: 0};
    this.held.set(url, held);
    const acknowledge = async (offset: number) => {
      this.#network.reach(route);
      held.offset = Math.max(held.offset, offset);
      this.#network.bytesAt[route] = this.#clock.now();
      const transfer = {url, offset: held.offset, complete: held.offset === size};
      await onAcknowledged(transfer);
      return transfer;
    };
    await onAcknowledged({url, offset: held.offset, complete: held.offset === size});
    if (held.offset === size) return {url, offset: size, complete: true};
    await this.script.play(this.#clock, signal, async (fraction) => {
      await acknowledge(Math.floor(size * fraction));
    });
    return await acknowledge(size);
  }

  async terminate(_owner: Owner, route: Route, {url}: Transfer, signal: AbortSignal): Promise<void> {
    this.#network.reach(route);
    await this.terminating.play(this.#clock, signal);
    this.held.delete(url);
    this.terminated.push(url);
  }

  #urlOf({route, known}: UploadRequest): string {
    if (known && this.held.has(known.url)) return known.url;
    this.#count += 1;
    return `/${route}/${this.#count}`;
  }
}

/** What is sent: an original by its job, a rendition's file by its name. */
function nameOf({file, metadata}: UploadRequest): string {
  return file.type === 'source' ? (metadata['identifier'] ?? '') : `${metadata['identifier']}/${file.name}`;
}
