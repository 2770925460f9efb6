import {JobError} from '../../queue/failure.ts';
import {byteReader} from '../byte-reader.ts';
import {toBase64} from './metadata.ts';

/**
 * tus names of what WebCrypto computes, fastest first. Measured in Chromium 156 on 32 MiB, in MiB/s: SHA-1 825, SHA-256
 * 760, SHA-512 410; in WebAssembly SHA-1 514, MD5 503, SHA-256 273, and those on our own thread.
 */
const algorithms = {sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512'} as const;

export type DigestAlgorithm = keyof typeof algorithms;

/** The fastest of the algorithms in `Tus-Checksum-Algorithm` (tus 1.0.0, Checksum) that we can compute here. */
export function chooseAlgorithm(advertised: string | undefined): DigestAlgorithm | undefined {
  // On plain http there is no WebCrypto: TCP's own checksum must do.
  if (advertised === undefined || !('subtle' in crypto)) return undefined;
  const names = advertised.split(',').map((name) => name.trim().toLowerCase());
  return (Object.keys(algorithms) as DigestAlgorithm[]).find((name) => names.includes(name));
}

/**
 * `Upload-Checksum` of a file's pieces, one after the other. All are read from one stream into one buffer: a stream for
 * each piece takes twice the time, and what is left to the garbage collector piles up to hundreds of MiB. WebCrypto
 * works beside this thread, so the next chunk's digest costs the chunk on its way nothing.
 */
export class ChunkDigest {
  readonly #file: Blob;
  readonly #algorithm: DigestAlgorithm;
  #buffer = new ArrayBuffer(0);
  #stream: {readonly reader: ReadableStreamBYOBReader; position: number} | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(file: Blob, algorithm: DigestAlgorithm) {
    this.#file = file;
    this.#algorithm = algorithm;
  }

  /** Settles in the order of the calls. @throws DOMException when the piece cannot be read; JobError `source-changed` when the file ends before it. */
  async of(offset: number, size: number): Promise<string> {
    const digest = this.#last.then(async () => await this.#digest(offset, size));
    this.#last = digest.catch(() => undefined);
    return await digest;
  }

  /** Lets go of the file. */
  close(): void {
    // A file that broke has said so already.
    void this.#stream?.reader.cancel().catch(() => undefined);
    this.#stream = undefined;
  }

  async #digest(offset: number, size: number): Promise<string> {
    const bytes = await this.#read(offset, size);
    const digest = await crypto.subtle.digest(algorithms[this.#algorithm], bytes);
    return `${this.#algorithm} ${toBase64(new Uint8Array(digest))}`;
  }

  async #read(offset: number, size: number): Promise<Uint8Array<ArrayBuffer>> {
    const stream = this.#streamAt(offset);
    if (!stream) return new Uint8Array(await this.#file.slice(offset, offset + size).arrayBuffer());
    if (this.#buffer.byteLength < size) this.#buffer = new ArrayBuffer(size);
    let length = 0;
    while (length < size) {
      // The buffer goes to the reader and comes back with what was read.
      const piece = await stream.reader.read(new Uint8Array(this.#buffer, length, size - length));
      if (piece.value) this.#buffer = piece.value.buffer;
      // Firefox reads on in a file that was rewritten, as if nothing had happened.
      if (piece.done) throw new JobError('source-changed', 'The file has become shorter since it was added.');
      length += piece.value.byteLength;
      stream.position += piece.value.byteLength;
    }
    return new Uint8Array(this.#buffer, 0, length);
  }

  /** Undefined where streams cannot read into our buffer. */
  #streamAt(offset: number) {
    if (this.#stream?.position === offset) return this.#stream;
    this.close();
    const reader = byteReader(this.#file.slice(offset));
    this.#stream = reader && {reader, position: offset};
    return this.#stream;
  }
}
