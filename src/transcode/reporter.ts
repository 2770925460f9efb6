import type {Stage, TranscodeEvent} from './protocol.ts';
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
  #postedAt = -Infinity;
  #startedAt: number;
  #fraction = 0;

  constructor(post: (event: TranscodeEvent) => void, now: () => number) {
    this.#post = post;
    this.#now = now;
    this.#startedAt = now();
  }

  /** A way begins: speed counts from here. */
  begin(): void {
    this.#startedAt = this.#now();
  }

  loading(): void {
    this.#post({type: 'alive', stage: 'loading'});
  }

  alive(): void {
    if (this.#isDue()) this.#alive('working');
  }

  progress(seconds: number, of: number | undefined): void {
    if (!this.#isDue()) return;
    const tookMs = this.#now() - this.#startedAt;
    const fraction = of === undefined || of <= 0 ? 0 : Math.min(1, seconds / of) * SHARE_BEFORE_CHECK;
    this.#fraction = Math.max(this.#fraction, fraction);
    const speed = tookMs > SPEED_AFTER_MS ? (seconds * 1000) / tookMs : undefined;
    this.#post({type: 'progress', fraction: this.#fraction, speed});
  }

  #alive(stage: Stage): void {
    this.#post({type: 'alive', stage});
  }

  #isDue(): boolean {
    const now = this.#now();
    if (now - this.#postedAt < INTERVAL_MS) return false;
    this.#postedAt = now;
    return true;
  }
}
