const pressMs = 400;
const wobblePx = 10;

/** Tells a long press of a finger from a tap and from a scroll. */
export class LongPress {
  readonly #pressed: (target: Element) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #start: {readonly x: number; readonly y: number} | undefined;
  #done = false;

  constructor(pressed: (target: Element) => void) {
    this.#pressed = pressed;
  }

  readonly down = (event: PointerEvent, target: Element): void => {
    this.#done = false;
    if (event.pointerType === 'mouse' || !event.isPrimary) return;
    this.#start = {x: event.clientX, y: event.clientY};
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#done = true;
      this.#pressed(target);
    }, pressMs);
  };

  readonly move = (event: PointerEvent): void => {
    if (!this.#start) return;
    if (Math.hypot(event.clientX - this.#start.x, event.clientY - this.#start.y) > wobblePx) this.end();
  };

  readonly end = (): void => {
    clearTimeout(this.#timer);
    this.#start = undefined;
  };

  /** Whether the click or menu that comes now belongs to a long press, and is not one of its own. */
  take(): boolean {
    const done = this.#done;
    this.#done = false;
    return done;
  }
}
