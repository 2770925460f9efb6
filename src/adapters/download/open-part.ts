import type {PartFile} from './part-folder.ts';

/** Small writes cost more than the bytes: they are put together first. */
const bufferBytes = 1 << 20;
/** A file that must be closed to keep anything ends after so much, or so long. */
const streamedBytes = 8 << 20;
const streamedMs = 1_000;
/** One that can be flushed is, so often: a kill costs no more than what came since. */
const flushMs = 250;

/** A part that is being written. */
export class OpenPart {
  readonly name: string;
  readonly start: number;
  readonly #file: PartFile;
  readonly #now: () => number;
  #buffer = new Uint8Array(0);
  #buffered = 0;
  #written = 0;
  #kept = 0;
  #keptAt: number;

  constructor(name: string, start: number, file: PartFile, now: () => number) {
    this.name = name;
    this.start = start;
    this.#file = file;
    this.#now = now;
    this.#keptAt = now();
  }

  /** Bytes that would survive a crash. */
  get kept(): number {
    return this.#kept;
  }

  /** `keep` it now; or `close` it, since this kind keeps nothing before. */
  get due(): 'keep' | 'close' | undefined {
    const age = this.#now() - this.#keptAt;
    const bytes = this.#written + this.#buffered - this.#kept;
    if (!this.#file.canFlush) return bytes >= streamedBytes || age >= streamedMs ? 'close' : undefined;
    return age >= flushMs ? 'keep' : undefined;
  }

  async write(piece: Uint8Array): Promise<void> {
    if (this.#buffer.length === 0) this.#buffer = new Uint8Array(bufferBytes);
    for (let taken = 0; taken < piece.length;) {
      const room = Math.min(this.#buffer.length - this.#buffered, piece.length - taken);
      this.#buffer.set(piece.subarray(taken, taken + room), this.#buffered);
      this.#buffered += room;
      taken += room;
      if (this.#buffered === this.#buffer.length) await this.#empty();
    }
  }

  async keep(): Promise<void> {
    await this.#empty();
    await this.#file.flush();
    this.#kept = this.#written;
    this.#keptAt = this.#now();
  }

  /** Whatever happens, the file is closed. */
  async close(): Promise<void> {
    try {
      await this.#empty();
      await this.#file.flush();
    } finally {
      await this.#file.close();
    }
    this.#kept = this.#written;
  }

  async #empty(): Promise<void> {
    if (this.#buffered === 0) return;
    const bytes = this.#buffer.subarray(0, this.#buffered);
    await this.#file.write(bytes);
    this.#written += this.#buffered;
    this.#buffered = 0;
  }
}
