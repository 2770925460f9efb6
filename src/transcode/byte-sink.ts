/** Writes of about 1 MiB are the fastest into a sync access handle; this is a multiple of a TS packet's 188 bytes. */
const SINK_BYTES = 188 * 5577;

/**
 * A flat buffer before a file in OPFS, written out when it is full: no object per packet, few calls to the file.
 *
 * Whoever makes one owns the handle and closes it.
 */
export class ByteSink {
  /** The buffer itself; a caller writes into the range {@link take} gave it. */
  readonly bytes = new Uint8Array(SINK_BYTES);
  readonly #handle: Pick<FileSystemSyncAccessHandle, 'write'>;
  #used = 0;
  #written: number;

  /** @param from Where in the file it begins to write. */
  constructor(handle: Pick<FileSystemSyncAccessHandle, 'write'>, from = 0) {
    this.#handle = handle;
    this.#written = from;
  }

  /** How many bytes the file will have after {@link flush}. */
  get position(): number {
    return this.#written + this.#used;
  }

  /** The most that can be taken next: up to the buffer's end, or all of it where that is reached. */
  get room(): number {
    return this.bytes.length - (this.#used === this.bytes.length ? 0 : this.#used);
  }

  /**
   * Reserves the next bytes of the file.
   *
   * @param count At most the size of the buffer.
   * @returns Where in {@link bytes} they begin; valid until the next call.
   * @throws DOMException `QuotaExceededError` when the device is full.
   */
  take(count: number): number {
    if (this.#used + count > this.bytes.length) this.flush();
    const start = this.#used;
    this.#used += count;
    return start;
  }

  /** Writes what is held to the file. */
  flush(): void {
    writeAll(this.#handle, this.bytes.subarray(0, this.#used), this.#written);
    this.#written += this.#used;
    this.#used = 0;
  }
}

/**
 * Writes all of `bytes`, also where the browser takes only some of them at a time.
 *
 * @throws DOMException `QuotaExceededError` when the device is full.
 */
export function writeAll(handle: Pick<FileSystemSyncAccessHandle, 'write'>, bytes: Uint8Array, at: number): void {
  let done = 0;
  while (done < bytes.length) {
    const count = handle.write(bytes.subarray(done), {at: at + done});
    if (count <= 0) throw new DOMException('The file took no more bytes.', 'QuotaExceededError');
    done += count;
  }
}

/** Makes `text` all that a file holds. */
export function rewrite(handle: Pick<FileSystemSyncAccessHandle, 'write' | 'truncate'>, text: string): void {
  handle.truncate(0);
  writeAll(handle, new TextEncoder().encode(text), 0);
}
