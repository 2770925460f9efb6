/** The files that the bytes of one download lie in, each written by one run and never opened again for writing. */
export interface PartFolder {
  /** Begins a file. @throws DOMException `QuotaExceededError`. */
  create(name: string): Promise<PartFile>;
  /** The bytes of a file, read in slices. @throws DOMException `NotFoundError`. */
  open(name: string): Promise<Blob>;
  names(): Promise<readonly string[]>;
  /** No harm if it is gone. */
  remove(name: string): Promise<void>;
  /** Asks the browser for room without writing a byte. @throws DOMException `QuotaExceededError`. */
  claim(bytes: number): Promise<void>;
}

/** A file that is being written, from its start on. */
export interface PartFile {
  /** What is written survives a crash after {@link PartFile.flush}; without that only after {@link PartFile.close}. */
  readonly canFlush: boolean;
  /** The bytes are the caller's again once it settles. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  flush(): Promise<void>;
  /** Once is enough, more does no harm. */
  close(): Promise<void>;
}
