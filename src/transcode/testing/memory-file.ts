/** A file in memory, used like a sync access handle. */
export class MemoryFile {
  bytes: Uint8Array;

  constructor(bytes = new Uint8Array()) {
    this.bytes = bytes;
  }

  read(into: AllowSharedBufferSource, {at = 0}: {at?: number} = {}): number {
    const target = into as Uint8Array; // byte arrays are read into only
    const piece = this.bytes.subarray(at, at + target.length);
    target.set(piece);
    return piece.length;
  }

  write(chunk: AllowSharedBufferSource, {at = 0}: {at?: number} = {}): number {
    const piece = chunk as Uint8Array; // a sink writes byte arrays only
    if (at + piece.length > this.bytes.length) this.truncate(at + piece.length);
    this.bytes.set(piece, at);
    return piece.length;
  }

  truncate(size: number): void {
    const resized = new Uint8Array(size);
    resized.set(this.bytes.subarray(0, size));
    this.bytes = resized;
  }

  getSize(): number {
    return this.bytes.length;
  }

  flush(): void {
    // Memory is always flushed.
  }
}
