import type {StoreClock} from './page-clock.ts';

/** Parts of the snapshot, each with how often it may change, in ms. */
const everyMs = {bars: 250, sums: 500, order: 1_000} as const;
export type Part = keyof typeof everyMs;
const parts = ['bars', 'sums', 'order'] as const satisfies readonly Part[];

/** Says when the next picture is drawn, and which parts of it may change then. */
export class Pacer {
  readonly #clock: StoreClock;
  readonly #draw: () => void;
  readonly #dirty = new Set<Part>();
  readonly #drawnMs: Record<Part, number> = {bars: -Infinity, sums: -Infinity, order: -Infinity};
  #framed = false;
  #wakeMs = Infinity;
  #stopWaking: (() => void) | undefined;

  /** @param draw Called in a frame; ends with {@link finish}. */
  constructor(clock: StoreClock, draw: () => void) {
    this.#clock = clock;
    this.#draw = draw;
  }

  /** Something has changed that is worth a picture of its own. */
  nextFrame(): void {
    if (this.#framed) return;
    this.#framed = true;
    this.#clock.frame(() => {
      this.#framed = false;
      this.#sleep();
      this.#draw();
    });
  }

  /** A part has changed: it is drawn when its time has come. */
  soon(part: Part): void {
    this.#dirty.add(part);
    this.wakeAt(this.#drawnMs[part] + everyMs[part]);
  }

  /** What the user has just done is drawn at once. */
  now(...urgent: readonly Part[]): void {
    for (const part of urgent) {
      this.#dirty.add(part);
      this.#drawnMs[part] = -Infinity;
    }
    this.nextFrame();
  }

  /** A part that changes by itself is drawn at a time. */
  at(part: Part, ms: number): void {
    this.#dirty.add(part);
    this.wakeAt(Math.max(ms, this.#drawnMs[part] + everyMs[part]));
  }

  touch(...changed: readonly Part[]): void {
    for (const part of changed) this.#dirty.add(part);
  }

  isDue(part: Part, nowMs: number): boolean {
    return this.#dirty.has(part) && this.sinceDrawn(part, nowMs) >= everyMs[part];
  }

  sinceDrawn(part: Part, nowMs: number): number {
    return nowMs - this.#drawnMs[part];
  }

  drawn(part: Part, nowMs: number): void {
    this.#drawnMs[part] = nowMs;
    this.#dirty.delete(part);
  }

  /** After a picture: what has still to be drawn wakes us. */
  finish(): void {
    for (const part of parts) if (this.#dirty.has(part)) this.soon(part);
  }

  wakeAt(ms: number): void {
    if (this.#framed || ms >= this.#wakeMs) return;
    this.#sleep();
    this.#wakeMs = ms;
    const waitMs = Number.isFinite(ms) ? Math.max(0, ms - this.#clock.now()) : 0;
    this.#stopWaking = this.#clock.after(waitMs, () => this.nextFrame());
  }

  close(): void {
    this.#sleep();
    this.#framed = true;
  }

  #sleep(): void {
    this.#stopWaking?.();
    this.#stopWaking = undefined;
    this.#wakeMs = Infinity;
  }
}
