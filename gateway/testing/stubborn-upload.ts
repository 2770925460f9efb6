import {createHash, randomBytes, randomUUID} from 'node:crypto';
import {readFile, readdir, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {createOnNas, pathOf} from './nas-client.ts';
import type {TestGateway} from './test-gateway.ts';
import {offsetOf, patchHeaders, patchUpload} from './tus-client.ts';

type Gateway = Pick<TestGateway, 'call'>;

/** One file on its way to the NAS by way of gateways that die: what a client that remembers its upload does. */
export class StubbornUpload {
  readonly #dataFolder: string;
  readonly #identifier = randomUUID();
  readonly #body: Buffer;
  #upload: string | undefined;

  constructor(dataFolder: string, sizeBytes: number) {
    this.#dataFolder = dataFolder;
    this.#body = randomBytes(sizeBytes);
  }

  /** Makes the upload if it is not known, its first half with it, and sends what is missing. Rejects when the gateway dies. */
  async send({call}: Gateway): Promise<void> {
    const gateway = {call} as TestGateway;
    this.#upload ??= await this.#create(gateway);
    const offset = await offsetOf(gateway, this.#upload);
    if (offset === this.#body.length) return;
    const answer = await patchUpload(gateway, this.#upload, offset, this.#body.subarray(offset));
    if (answer.status !== 204) throw new Error(`at ${offset}: ${answer.status} ${await answer.text()}`);
  }

  /** Settles when this many bytes are in a part of it. */
  async untilPartHolds(sizeBytes: number, signal: AbortSignal): Promise<void> {
    await until(signal, async () => {
      const sizes = (await this.#names()).filter((name) => name.endsWith('.part')).map((name) => this.#sizeOf(name));
      return Math.max(0, ...(await Promise.all(sizes))) >= sizeBytes;
    });
  }

  /** Settles when it is about to get its name, or has it. */
  async untilFinishing(signal: AbortSignal): Promise<void> {
    const folder = join(this.#dataFolder, 'nas-uploads', this.#upload?.split('/').at(-1) ?? '');
    await until(signal, async () => (await readdir(folder).catch(() => [])).some((name) => name.startsWith('finish')));
  }

  /** Settles when it has its name. */
  async untilNamed(signal: AbortSignal): Promise<void> {
    await until(signal, async () => (await this.#names()).includes('a.mp4'));
  }

  /** What is in its folder, and whether the file is the one that was sent. */
  async result(): Promise<{readonly names: readonly string[]; readonly isRight: boolean}> {
    const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    const stored = await readFile(join(this.#folder(), 'a.mp4'));
    return {names: await this.#names(), isRight: digest(stored) === digest(this.#body)};
  }

  async #create(gateway: TestGateway): Promise<string> {
    const first = new Uint8Array(this.#body.subarray(0, this.#body.length / 2));
    const fields = {identifier: this.#identifier};
    const path = `originals/${this.#identifier}/a.mp4`;
    const init = {headers: patchHeaders, body: first};
    return pathOf(await createOnNas(gateway, path, this.#body.length, fields, init));
  }

  async #sizeOf(name: string): Promise<number> {
    const found = await stat(join(this.#folder(), name)).catch(() => undefined);
    return found?.size ?? 0;
  }

  #names(): Promise<string[]> {
    return readdir(this.#folder()).catch(() => []);
  }

  #folder(): string {
    return join(this.#dataFolder, 'nas', 'alice', 'originals', this.#identifier);
  }
}

/** Looks again and again without a pause: the moments that are waited for are short. */
async function until(signal: AbortSignal, isThere: () => Promise<boolean>): Promise<void> {
  while (!signal.aborted && !(await isThere())) await new Promise(setImmediate);
}
