/** Makes an H5 of a presentation. */
export interface DeckEngine {
  /**
   * Writes the files of an H5, `index.html` and all that it needs.
   *
   * @throws DeckRefused when the presentation is at fault; anything else is a fault of ours, and may be tried again.
   */
  convert(request: ConvertRequest): Promise<Converted>;
  /** Removes what it keeps between conversions; none may be running. */
  close?(): Promise<void>;
}

export interface ConvertRequest {
  readonly sourcePath: string;
  /** As the user calls it; its ending says nothing for certain. */
  readonly fileName: string;
  /** Empty; what an engine needs for itself does not stay in it. */
  readonly folder: string;
  /** Ends the work, and every process that it started. */
  readonly signal: AbortSignal;
}

export interface Converted {
  readonly totalPages: number;
}

/** Why no H5 can be made of a presentation. The message is for people: it becomes the Job's `last_error`. */
export class DeckRefused extends Error {
  override readonly name = 'DeckRefused';
}
