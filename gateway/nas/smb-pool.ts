import {sentences} from './share-problems.ts';
import {ShareError} from './share.ts';
import type {SmbProcess} from './smb-process.ts';

/** How long a process stays that nobody needs. */
const idleMs = 60_000;

/** A line longer than this is that of a server which hangs: waiting in it would be for nothing, and cost memory. */
const longestLine = 64;

/** Processes to lend out, started when they are needed; whoever comes when all are out waits in line. */
export class SmbPool {
  readonly #start: () => SmbProcess;
  readonly #most: number;
  readonly #waitMs: number;
  readonly #idle = new Map<SmbProcess, NodeJS.Timeout>();
  readonly #lent = new Set<SmbProcess>();
  readonly #line: {readonly serve: (process: SmbProcess) => void; readonly turnAway: () => void}[] = [];
  #isClosed = false;

  /** @param waitMs How long somebody waits for a turn; may be Infinity. */
  constructor(start: () => SmbProcess, most: number, waitMs: number) {
    this.#start = start;
    this.#most = most;
    this.#waitMs = waitMs;
  }

  /** Lends one out. Give it back. @throws ShareError `gone` when none came free in time, or too many wait already. */
  take(): Promise<SmbProcess> {
    if (this.#isClosed) return Promise.reject(new ShareError('gone', sentences.gone));
    if (this.#lent.size < this.#most) return Promise.resolve(this.#lend());
    if (this.#line.length >= longestLine) return Promise.reject(new ShareError('gone', sentences.gone));
    return new Promise((resolve, reject) => {
      const turnAway = () => {
        clearTimeout(timer);
        this.#line.splice(this.#line.indexOf(waiting), 1);
        reject(new ShareError('gone', `The NAS is busy: ${this.#most} transfers are under way.`));
      };
      const timer = Number.isFinite(this.#waitMs) ? setTimeout(turnAway, this.#waitMs) : undefined;
      const serve = (process: SmbProcess) => {
        clearTimeout(timer);
        resolve(process);
      };
      const waiting = {serve, turnAway};
      this.#line.push(waiting);
    });
  }

  /** Takes one back, with nothing open any more; one that is gone will be replaced. */
  giveBack(process: SmbProcess): void {
    if (!this.#lent.delete(process)) return;
    if (!process.isGone && !this.#isClosed) {
      this.#idle.set(process, setTimeout(() => this.#dismiss(process), idleMs).unref());
    }
    if (this.#line.length > 0) this.#line.shift()?.serve(this.#lend());
  }

  /** Ends all of them; what they are asked is `gone`. */
  close(): void {
    this.#isClosed = true;
    for (const {turnAway} of [...this.#line]) turnAway();
    for (const process of [...this.#idle.keys(), ...this.#lent]) this.#dismiss(process);
  }

  #lend(): SmbProcess {
    let [process] = this.#idle.keys();
    if (process !== undefined) {
      clearTimeout(this.#idle.get(process));
      this.#idle.delete(process);
    }
    if (process === undefined || process.isGone) process = this.#start();
    this.#lent.add(process);
    return process;
  }

  #dismiss(process: SmbProcess): void {
    clearTimeout(this.#idle.get(process));
    this.#idle.delete(process);
    process.end();
  }
}
