import type {TranscodeEvent} from './protocol.ts';
import type {Report} from './way.ts';

/** Not more than this many messages a second go to the engine. */
const INTERVAL_MS = 250;
/** Speed is told once so much time has passed; before, it is noise. */
const SPEED_AFTER_MS = 500;
/** The last bit is for the check. */
const SHARE_BEFORE_CHECK = 0.99;

/** Thins out what the ways report, and keeps the fraction from falling when the next way begins anew. */
export class Reporter implements Report {
  readonly #post: (event: TranscodeEvent) => void;
  readonly #now: () => number;
  #aliveAt = -Infinity;
  #progressAt = -Infinity;
  #startedAt: number;
  #startedFrom = 0;
  #fraction = 0;
  #partFrom = 0;
  #partTo = 1;

  constructor(post: (event: TranscodeEvent) => void, now: () => number) {
    this.#post = post;
    this.#now = now;
    this.#startedAt = now();
  }

  /** A way begins: speed counts from here. */
  begin(): void {
    this.#startedAt = this.#now();
    this.#startedFrom = 0;
  }

  resumed(seconds: number): void {
    this.#startedFrom = seconds;
  }

  /** What comes next goes from one fraction of the whole to another, 0–1. */
  part(from: number, to: number): void {
    this.#partFrom = from;
    this.#partTo = to;
  }

  loading(): void {
    // The first sign of life after it counts, however soon.
    this.#aliveAt = -Infinity;
    this.#post({type: 'alive', stage: 'loading'});
  }

  alive(): void {
    const now = this.#now();
    if (now - this.#aliveAt < INTERVAL_MS) return;
    this.#aliveAt = now;
    this.#post({type: 'alive', stage: 'working'});
  }

  progress(seconds: number, of: number | undefined): void {
    const now = this.#now();
    if (now - this.#progressAt < INTERVAL_MS) return;
    this.#progressAt = now;
    const tookMs = now - this.#startedAt;
    const done = of === undefined || of <= 0 ? 0 : Math.min(1, seconds / of);
    const fraction = (this.#partFrom + done * (this.#partTo - this.#partFrom)) * SHARE_BEFORE_CHECK;
    this.#fraction = Math.max(this.#fraction, fraction);
    const speed = tookMs > SPEED_AFTER_MS ? ((seconds - this.#startedFrom) * 1000) / tookMs : undefined;
    this.#post({type: 'progress', fraction: this.#fraction, speed});
  }

  kept(): void {
    this.#post({type: 'kept', fraction: this.#fraction});
  }
}
