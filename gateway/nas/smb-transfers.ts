import {sentences} from './share-problems.ts';
import {ShareError} from './share.ts';
import type {ShareReader, ShareStat, ShareWriter} from './share.ts';
import type {SmbProcess, SmbQuestion} from './smb-process.ts';

/** Most bytes that go to or come from the server at once: enough to be fast, and no burden on memory. */
const pieceBytes = 4 * 2 ** 20;

/** Reads a file through a process that has it open. */
export class SmbReader implements ShareReader {
  readonly stat: ShareStat;
  readonly #process: SmbProcess;
  readonly #release: () => void;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(process: SmbProcess, stat: ShareStat, release: () => void) {
    this.#process = process;
    this.stat = stat;
    this.#release = release;
  }

  read(position: number, lengthBytes: number): Promise<Buffer> {
    const turn = this.#last.then(() => this.#read(position, Math.min(lengthBytes, pieceBytes)));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#last;
    await this.#process.ask({call: 'close'}).catch(() => undefined);
    this.#release();
  }

  async #read(position: number, lengthBytes: number): Promise<Buffer> {
    if (this.#isClosed) throw new ShareError('failed', 'The file has been closed.');
    const bytes = Buffer.allocUnsafe(lengthBytes);
    const count = (await this.#process.ask({call: 'read', position, lengthBytes}, [], bytes)) as number;
    return bytes.subarray(0, count);
  }
}

interface Piece {
  readonly bytes: Buffer;
  readonly position: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes a file through a process that has it open. Pieces that wait and follow each other go over as one. */
export class SmbWriter implements ShareWriter {
  readonly #process: SmbProcess;
  readonly #release: () => void;
  readonly #queue: Piece[] = [];
  #last: Promise<void> = Promise.resolve();
  #underWay = 0;
  #failure: unknown;
  #isClosed = false;

  constructor(process: SmbProcess, release: () => void) {
    this.#process = process;
    this.#release = release;
  }

  write(bytes: Buffer, position: number): Promise<void> {
    const parts = Array.from({length: Math.ceil(bytes.length / pieceBytes)}, (_, index) =>
      this.#enqueue(bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes), position + index * pieceBytes),
    );
    const all = Promise.all(parts).then(() => undefined);
    this.#last = all.catch(() => undefined);
    this.#send();
    return all;
  }

  async sizeBytes(): Promise<number> {
    return (await this.#ask({call: 'sizeBytes'})) as number;
  }

  async truncate(sizeBytes: number): Promise<void> {
    await this.#ask({call: 'truncate', sizeBytes});
  }

  /**
   * Settles when the server has taken everything; it survives the death of Samba, not of the machine. The library has
   * no call for more, and asks for none when a file is opened with `O_SYNC`, or closed: the server's settings decide
   * (Samba's `sync always`).
   */
  async flush(): Promise<void> {
    await this.#ask({call: 'sizeBytes'});
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#last;
    await this.#process.ask({call: 'close'}).catch(() => undefined);
    this.#release();
  }

  async #ask(question: SmbQuestion): Promise<unknown> {
    if (this.#isClosed) throw closed();
    await this.#last;
    return this.#process.ask(question);
  }

  #enqueue(bytes: Buffer, position: number): Promise<void> {
    if (this.#isClosed) return Promise.reject(closed());
    return new Promise((resolve, reject) => this.#queue.push({bytes, position, resolve, reject}));
  }

  /** Keeps two on the way: the process takes one in while the server takes the other. */
  #send(): void {
    while (this.#queue.length > 0 && this.#underWay < 2) {
      const batch = nextBatch(this.#queue);
      const [first] = batch;
      if (first === undefined) return;
      this.#underWay += 1;
      const buffers = batch.map(({bytes}) => bytes);
      const lengthBytes = buffers.reduce((sum, {length}) => sum + length, 0);
      const sent =
        this.#failure === undefined
          ? this.#process.ask({call: 'write', position: first.position, lengthBytes}, buffers)
          : Promise.reject(this.#failure);
      sent
        .then(
          () => batch.forEach(({resolve}) => resolve()),
          (error: unknown) => {
            this.#failure = error;
            batch.forEach(({reject}) => reject(error));
          },
        )
        .finally(() => {
          this.#underWay -= 1;
          this.#send();
        });
    }
  }
}

/** Takes the first piece out of the queue, and those that go on where it ends. */
function nextBatch(queue: Piece[]): readonly Piece[] {
  let count = 0;
  let sizeBytes = 0;
  for (const {bytes, position} of queue) {
    const first = queue[0]?.position ?? position;
    if (count > 0 && (position !== first + sizeBytes || sizeBytes + bytes.length > pieceBytes)) break;
    count += 1;
    sizeBytes += bytes.length;
  }
  return queue.splice(0, count);
}

const closed = () => new ShareError('failed', sentences.failed);

/** A stat as the process tells it. */
export function readStat(value: unknown): ShareStat {
  const {isFolder, sizeBytes, modifiedAtNs} = value as {isFolder: boolean; sizeBytes: number; modifiedAtNs: string};
  return {type: isFolder ? 'folder' : 'file', sizeBytes, modifiedAtNs: BigInt(modifiedAtNs)};
}
