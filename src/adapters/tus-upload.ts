import {JobError} from '../queue/failure.ts';
import type {Owner, Route, Transfer} from '../queue/job.ts';
import type {Clock, FileRef, Uploader, UploadRequest} from '../queue/ports.ts';
import {isWithin, join} from './base-url.ts';
import type {ConnectionBudget} from './connection-budget.ts';
import type {Http} from './http.ts';
import {RateLimit} from './rate-limit.ts';
import {ChunkSize} from './tus/chunk-size.ts';
import {sendFile} from './tus/send-file.ts';
import {TusServer, type Capabilities, type TusEndpoint} from './tus/tus-server.ts';

export interface TusUploaderOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly budget: ConnectionBudget;
  /** What is sent; read in slices, never whole. @throws JobError `source-missing`, `source-changed`, `permission`. */
  readonly openFile: (file: FileRef, signal: AbortSignal) => Promise<Blob>;
  /** Whose gateway it is (CONTRACT 4). */
  readonly gatewayUrlOf: (owner: Owner) => Promise<string>;
  /** Path that the backend's health named; undefined if none is known. */
  readonly tusPathOf: (baseUrl: string) => string | undefined;
  /** Whether chunks carry checksums where the server knows them. Asked at each upload: a setting. */
  readonly wantsChecksums: () => boolean;
  /** What the user allows uploads to take of the line. Default: all of it. */
  readonly rateLimit?: RateLimit;
  /** Largest chunk; a service worker's life is short. Default 64 MiB. */
  readonly largestChunkBytes?: number;
}

/** With a checksum a chunk is held in memory while it is digested: about twice this for each upload. */
const largestDigestedBytes = 6 << 20;

/** tus 1.0.0 client: to the backend (CONTRACT 3) or through the gateway to the NAS (CONTRACT 4). */
export class TusUploader implements Uploader {
  readonly #options: TusUploaderOptions;
  readonly #rateLimit: RateLimit;
  readonly #capabilities = new Map<string, Capabilities>();
  /** What was learned of a way outlives the call: a chunk that broke is smaller at the next attempt. */
  readonly #sizes = new Map<string, ChunkSize>();

  constructor(options: TusUploaderOptions) {
    this.#options = options;
    this.#rateLimit = options.rateLimit ?? new RateLimit(options.clock, () => Promise.resolve(0));
  }

  async upload(request: UploadRequest, signal: AbortSignal): Promise<Transfer> {
    const {http, clock, budget, openFile, wantsChecksums} = this.#options;
    const endpoint = await this.#endpointOf(request.owner, request.route);
    signal.throwIfAborted();
    const open = () => openFile(request.file, signal);
    const file = await open();
    if (file.size !== request.size) {
      throw new JobError('source-changed', 'The file has another length than when it was added.');
    }
    const server = new TusServer(http, endpoint);
    const {algorithm, takesFirstBytes, maxBytes} = await this.#capabilitiesOf(endpoint.url, server, signal);
    if (maxBytes !== undefined && file.size > maxBytes) {
      throw new JobError('upload-too-large', 'The server does not take files this large.', {values: {maxBytes}});
    }
    const digests = wantsChecksums() ? algorithm : undefined;
    // An upload known from elsewhere (another gateway's) would get our token: it is left alone.
    const isOurs = request.known && isWithin(request.known.url, endpoint.credential.baseUrl);
    try {
      return await sendFile(
        {
          ...{server, clock, file, open, rateLimit: this.#rateLimit},
          // A POST whose answer was lost is sent again: on the NAS the first one's file may lie there already (409).
          takesFirstBytes: takesFirstBytes && request.route === 'internet',
          algorithm: digests,
          chunkSize: this.#sizeOf(endpoint.url, digests !== undefined),
          connect: () => budget.acquire(endpoint.url, signal),
        },
        {...request, known: isOurs ? request.known : undefined},
        signal,
      );
    } catch (error) {
      // It may have forgotten an extension since we asked.
      if (error instanceof JobError && error.values['status'] === 400) this.#capabilities.delete(endpoint.url);
      throw error;
    }
  }

  async terminate(owner: Owner, route: Route, transfer: Transfer, signal: AbortSignal): Promise<void> {
    const endpoint = await this.#endpointOf(owner, route);
    if (!isWithin(transfer.url, endpoint.credential.baseUrl)) return;
    await new TusServer(this.#options.http, endpoint).remove(transfer.url, signal);
  }

  async #endpointOf(owner: Owner, route: Route): Promise<TusEndpoint> {
    const {gatewayUrlOf, tusPathOf} = this.#options;
    const baseUrl = route === 'internet' ? owner.baseUrl : await gatewayUrlOf(owner);
    const path = route === 'internet' ? (tusPathOf(baseUrl) ?? '/files/') : '/gateway/files/';
    return {url: join(baseUrl, path), route, credential: {owner, baseUrl}};
  }

  async #capabilitiesOf(url: string, server: TusServer, signal: AbortSignal): Promise<Capabilities> {
    const capabilities = this.#capabilities.get(url) ?? (await server.capabilities(signal));
    if (capabilities) this.#capabilities.set(url, capabilities);
    return capabilities ?? {algorithm: undefined, takesFirstBytes: false, maxBytes: undefined};
  }

  #sizeOf(url: string, isDigested: boolean): ChunkSize {
    const largest = this.#options.largestChunkBytes ?? Infinity;
    const key = `${url} ${isDigested}`;
    const size =
      this.#sizes.get(key) ?? new ChunkSize(Math.min(largest, isDigested ? largestDigestedBytes : Infinity, 64 << 20));
    this.#sizes.set(key, size);
    return size;
  }
}
