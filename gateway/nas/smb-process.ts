import {spawn} from 'node:child_process';
import type {ChildProcess} from 'node:child_process';
import type {Duplex} from 'node:stream';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {sentences, shareErrorOf} from './share-problems.ts';
import {ShareError} from './share.ts';
import type {SmbPlace} from './smb-url.ts';

export interface SmbSetup extends SmbPlace {
  readonly password: string;
  /** Samba's client library. */
  readonly library: string;
  /** A process that says nothing for so long while it is asked something is ended. */
  readonly silenceMs: number;
  /** Told once a process that there is no library. */
  readonly onLibraryMissing: (reason: string) => void;
}

/** What can be asked; `smb-child.mjs` answers. */
export type SmbQuestion =
  | {
      readonly call: 'stat' | 'openForReading' | 'openForWriting' | 'makeFolders' | 'remove' | 'removeIfEmpty' | 'list';
      readonly path: string;
    }
  | {readonly call: 'read' | 'write'; readonly position: number; readonly lengthBytes: number}
  | {readonly call: 'truncate'; readonly sizeBytes: number}
  | {readonly call: 'rename'; readonly from: string; readonly to: string; readonly mayReplace: boolean}
  | {readonly call: 'sizeBytes' | 'close' | 'freeBytes' | 'answer'};

type Answer = {readonly value?: unknown} | {readonly code: string; readonly message?: string};

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: ShareError) => void;
  /** Where the bytes of a `read` go, and how many have come. */
  readonly into: Buffer | undefined;
  filledBytes: number;
}

/**
 * A process of its own that asks the SMB server one thing after the other. Once it is gone it stays gone, and all that
 * is asked of it is: take another.
 */
export class SmbProcess {
  readonly #child: ChildProcess;
  readonly #lines: Duplex;
  readonly #bytes: Duplex;
  readonly #setup: SmbSetup;
  readonly #waiting: Waiting[] = [];
  readonly #answers: Answer[] = [];
  #silence: NodeJS.Timeout | undefined;
  #isGone = false;

  constructor(setup: SmbSetup) {
    this.#setup = setup;
    this.#child = spawn(process.execPath, [join(import.meta.dirname, 'smb-child.mjs')], {
      // Nothing of the gateway's secrets; the library looks for its settings at home.
      env: {HOME: process.env['HOME'] ?? '/', PATH: process.env['PATH'] ?? ''},
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    [this.#lines, this.#bytes] = this.#child.stdio.slice(3) as [Duplex, Duplex];
    const reader = createInterface({input: this.#lines}).on('line', (line) => this.#hear(line));
    this.#bytes.on('data', (piece: Buffer) => this.#fill(piece));
    // The reader says its input's errors again, and one that nobody hears ends the gateway.
    for (const emitter of [this.#lines, reader, this.#bytes]) emitter.on('error', () => this.end());
    this.#child.on('error', () => this.end()).on('exit', () => this.end());
    // The function in it does not go over.
    const question = {call: 'setUp', setup: {...setup, timeoutMs: setup.silenceMs}};
    this.#ask(question, undefined).catch(() => this.end());
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /**
   * Asks; may be called before earlier answers are there.
   *
   * @param bytes Those of a `write`.
   * @param into Where those of a `read` go; its answer is how many there are. One at a time.
   * @throws ShareError
   */
  ask(question: SmbQuestion, bytes: readonly Buffer[] = [], into?: Buffer): Promise<unknown> {
    const answer = this.#ask(question, into);
    for (const piece of bytes) this.#bytes.write(piece);
    return answer;
  }

  /** Ends the process; what it was asked is `gone`. */
  end(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    clearTimeout(this.#silence);
    this.#child.kill('SIGKILL');
    this.#lines.destroy();
    this.#bytes.destroy();
    for (const {reject} of this.#waiting.splice(0)) reject(new ShareError('gone', sentences.gone));
  }

  #ask(question: object, into: Buffer | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#isGone) {
        reject(new ShareError('gone', sentences.gone));
        return;
      }
      this.#waiting.push({resolve, reject, into, filledBytes: 0});
      if (this.#waiting.length === 1) this.#listen();
      this.#lines.write(`${JSON.stringify(question)}\n`);
    });
  }

  #hear(line: string): void {
    // An empty one is a sign of life.
    if (line !== '') this.#answers.push(JSON.parse(line) as Answer);
    this.#settle();
  }

  #fill(piece: Buffer): void {
    const reading = this.#waiting.find(({into}) => into !== undefined);
    if (reading?.into === undefined) return;
    piece.copy(reading.into, reading.filledBytes);
    reading.filledBytes += piece.length;
    this.#settle();
  }

  #settle(): void {
    for (;;) {
      const [answer, waiting] = [this.#answers[0], this.#waiting[0]];
      if (answer === undefined || waiting === undefined) break;
      // The answer to a `read` may be here before its bytes.
      if ('value' in answer && waiting.into !== undefined && waiting.filledBytes < Number(answer.value)) break;
      this.#answers.shift();
      this.#waiting.shift();
      if (!('code' in answer)) {
        waiting.resolve(answer.value);
        continue;
      }
      if (answer.code === 'NO-LIBRARY') this.#setup.onLibraryMissing(answer.message ?? '');
      const error = shareErrorOf(answer.code, new Error(`SMB: ${answer.code}`));
      waiting.reject(error);
      // What it has open is lost with the connection.
      if (error.problem === 'gone') this.end();
    }
    this.#listen();
  }

  #listen(): void {
    clearTimeout(this.#silence);
    if (this.#waiting.length > 0 && !this.#isGone) {
      this.#silence = setTimeout(() => this.end(), this.#setup.silenceMs);
    }
  }
}
