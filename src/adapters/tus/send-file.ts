import {JobError, type FailureCode} from '../../queue/failure.ts';
import type {Transfer} from '../../queue/job.ts';
import type {Clock, UploadRequest} from '../../queue/ports.ts';
import type {ChunkSize} from './chunk-size.ts';
import type {DigestAlgorithm} from './chunk-digest.ts';
import {Chunks, type Chunk} from './chunks.ts';
import type {RateLimit} from '../rate-limit.ts';
import type {TusServer} from './tus-server.ts';

export interface SendFileContext {
  readonly server: TusServer;
  readonly clock: Clock;
  readonly file: Blob;
  /** Opens the file again: says why it cannot be read. */
  readonly open: () => Promise<Blob>;
  readonly chunkSize: ChunkSize;
  readonly rateLimit: RateLimit;
  readonly algorithm: DigestAlgorithm | undefined;
  readonly takesFirstBytes: boolean;
  /** Takes one of the origin's data connections; the result gives it back. */
  readonly connect: () => Promise<() => void>;
}

/**
 * Sends a file, from where the other side stands (SPEC F8). It does not try again: what stops a chunk is thrown, and
 * the next call goes on from there. What it does itself is finding the offset, which is part of resuming.
 *
 * @returns The finished transfer: the server has said that it has every byte.
 */
export async function sendFile(
  context: SendFileContext,
  request: UploadRequest,
  signal: AbortSignal,
): Promise<Transfer> {
  const sending = new FileSending(context, request, signal);
  try {
    return await sending.run();
  } finally {
    sending.close();
  }
}

class FileSending {
  readonly #context: SendFileContext;
  readonly #request: UploadRequest;
  readonly #signal: AbortSignal;
  readonly #chunks: Chunks;
  #url: string | undefined;
  #offset = 0;
  /** A new upload was made because the old one was gone: that may happen once. */
  #restarted = false;
  /** How often the server lost what it had acknowledged. */
  #losses = 0;
  /** Answers in a row that brought the upload no further. */
  #stalls = 0;

  constructor(context: SendFileContext, request: UploadRequest, signal: AbortSignal) {
    this.#context = context;
    this.#request = request;
    this.#signal = signal;
    this.#chunks = new Chunks(context.file, () => this.#largestChunk, context.algorithm);
  }

  get #largestChunk(): number {
    const {chunkSize, rateLimit} = this.#context;
    return Math.min(chunkSize.bytes, rateLimit.chunkBytes);
  }

  async run(): Promise<Transfer> {
    await this.#resume();
    const {size} = this.#request;
    while (this.#url === undefined || this.#offset < size) {
      if (this.#url === undefined) await this.#create();
      else await this.#sendChunk(this.#url);
    }
    return {url: this.#url, offset: size, complete: true};
  }

  close(): void {
    this.#chunks.close();
  }

  /** Asks what the server has of the upload we know. */
  async #resume(): Promise<void> {
    const {known, size} = this.#request;
    const offset = known ? await this.#context.server.head(known.url, size, this.#signal) : 'gone';
    if (!known || offset === 'gone') return;
    this.#url = known.url;
    await this.#reach(offset);
  }

  async #create(): Promise<void> {
    const {server, takesFirstBytes, rateLimit} = this.#context;
    await rateLimit.refresh();
    const {size} = this.#request;
    const first = takesFirstBytes && size > 0 && size <= this.#largestChunk ? await this.#chunk(0) : undefined;
    if (!first) this.#chunks.readAhead(0);
    let made = await this.#carry(first, (onSent) => server.create(this.#request, first, onSent, this.#signal));
    // The body may have been what was too much for a proxy.
    if ('refused' in made && first) made = await server.create(this.#request, undefined, () => {}, this.#signal);
    if ('refused' in made) throw made.refused;
    const offset = made.offset ?? (await server.head(made.url, size, this.#signal));
    if (offset === 'gone') throw new JobError('upload-vanished', 'The new upload is not there.');
    this.#url = made.url;
    await this.#reach(offset);
  }

  async #sendChunk(url: string): Promise<void> {
    const {server, chunkSize, rateLimit} = this.#context;
    await rateLimit.refresh();
    const chunk = await this.#chunk(this.#offset);
    this.#chunks.readAhead(chunk.offset + chunk.slice.size);
    const result = await this.#carry(chunk, (onSent) => server.patch(url, chunk, onSent, this.#signal));
    switch (result.type) {
      case 'acknowledged':
        this.#count(result.offset > chunk.offset, () => unreadable('The server takes chunks and keeps nothing.'));
        return await this.#reach(result.offset);
      case 'conflict':
        this.#count(false, () => result.error);
        return await this.#askAgain(url);
      case 'gone':
        return await this.#startAgain(result.error);
      case 'too-large':
        if (!chunkSize.refused(chunk.slice.size)) throw result.error;
        // Part of it may have come through.
        return await this.#askAgain(url);
    }
  }

  async #askAgain(url: string): Promise<void> {
    const offset = await this.#context.server.head(url, this.#request.size, this.#signal);
    if (offset === 'gone') return await this.#startAgain(undefined);
    if (offset !== this.#offset) await this.#reach(offset);
  }

  async #startAgain(cause: JobError | undefined): Promise<void> {
    if (this.#restarted) throw new JobError('upload-vanished', 'The server lost the upload twice.', {cause});
    this.#restarted = true;
    this.#url = undefined;
    this.#offset = 0;
  }

  /** The server's word counts, also when it went back (SPEC F8). */
  async #reach(offset: number): Promise<void> {
    if (offset < this.#offset) this.#losses += 1;
    if (this.#losses > mostLosses) throw new JobError('upload-vanished', 'The server keeps losing what it took.');
    this.#offset = offset;
    if (this.#url === undefined) return;
    await this.#request.onAcknowledged({url: this.#url, offset, complete: offset === this.#request.size});
    this.#signal.throwIfAborted();
  }

  #count(isProgress: boolean, error: () => JobError): void {
    this.#stalls = isProgress ? 0 : this.#stalls + 1;
    if (this.#stalls > 1) throw error();
  }

  async #chunk(offset: number): Promise<Chunk> {
    return await this.#chunks.next(offset).catch(async (cause: unknown) => {
      throw await this.#unreadableSource(cause);
    });
  }

  /** Carries a chunk on one of the data connections, and learns from how it went. */
  async #carry<Result>(
    chunk: Chunk | undefined,
    send: (onSent: (bytes: number) => void) => Promise<Result>,
  ): Promise<Result> {
    if (!chunk) return await send(() => {});
    const {clock, connect, chunkSize, rateLimit} = this.#context;
    await rateLimit.turn(chunk.slice.size, this.#signal);
    const release = await connect();
    const startedAt = clock.now();
    try {
      this.#signal.throwIfAborted();
      const result = await send((bytes) => this.#request.onSent(chunk.offset + Math.min(bytes, chunk.slice.size)));
      if (isTaken(result)) chunkSize.acknowledged(chunk.slice.size, clock.now() - startedAt);
      return result;
    } catch (error) {
      if (this.#signal.aborted || !(error instanceof JobError) || !broken.has(error.code)) throw error;
      await this.#checkReadable(chunk);
      chunkSize.failed();
      throw error;
    } finally {
      release();
    }
  }

  /** A browser reports a body that it cannot read as a network error. @throws JobError if that was it. */
  async #checkReadable({slice}: Chunk): Promise<void> {
    await slice
      .slice(0, 1)
      .arrayBuffer()
      .catch(async (cause: unknown) => {
        throw await this.#unreadableSource(cause);
      });
  }

  /** The file changed or went away under our hands; opening it again says which. */
  async #unreadableSource(cause: unknown): Promise<JobError> {
    if (cause instanceof JobError) return cause;
    const name = cause instanceof DOMException ? cause.name : '';
    if (name === 'NotAllowedError') return new JobError('permission', 'The browser may not read the file.', {cause});
    const again = await this.#context.open().catch((error: unknown) => error);
    this.#signal.throwIfAborted();
    if (again instanceof JobError) return again;
    const isOther = again instanceof Blob && again.size !== this.#request.size;
    const code: FailureCode = isOther ? 'source-changed' : 'source-missing';
    return new JobError(code, 'The file can no longer be read.', {cause});
  }
}

/** More often than this in one call, the server cannot be one that works; the flow's waits come in. */
const mostLosses = 3;

/** Failures after which a smaller chunk has a better chance. */
const broken: ReadonlySet<FailureCode> = new Set(['network-lost', 'server-silent', 'server-error', 'checksum']);

function isTaken(result: unknown): boolean {
  return (
    typeof result === 'object' &&
    result !== null &&
    ('type' in result ? result.type === 'acknowledged' : 'url' in result)
  );
}

function unreadable(message: string): JobError {
  return new JobError('answer-unreadable', message);
}
