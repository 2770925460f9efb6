import type {ReactiveController, ReactiveControllerHost} from 'lit';

/**
 * Heights of rows: measured where they have been drawn, guessed from rows of the same shape where not.
 */
export class RowHeights implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #shapeOf: (uuid: string) => string;
  readonly #guesses = new Map<string, number>();
  readonly #measured = new Map<string, {readonly shape: string; readonly height: number}>();
  #observer: ResizeObserver | undefined;
  #observed: ReadonlySet<Element> = new Set();

  /** @param shapeOf Rows of one shape are equally high, mostly. */
  constructor(host: ReactiveControllerHost, shapeOf: (uuid: string) => string) {
    this.#host = host;
    this.#shapeOf = shapeOf;
    host.addController(this);
  }

  hostConnected() {
    this.#observer = new ResizeObserver((entries) => this.#measure(entries));
    for (const row of this.#observed) this.#observer.observe(row);
  }

  hostDisconnected() {
    this.#observer?.disconnect();
  }

  readonly height = (uuid: string): number => {
    const shape = this.#shapeOf(uuid);
    const measured = this.#measured.get(uuid);
    return measured?.shape === shape ? measured.height : (this.#guesses.get(shape) ?? 55);
  };

  /** These rows, and no others, are drawn now. */
  observe(rows: ReadonlySet<Element>): void {
    for (const row of this.#observed) if (!rows.has(row)) this.#observer?.unobserve(row);
    for (const row of rows) if (!this.#observed.has(row)) this.#observer?.observe(row);
    this.#observed = rows;
  }

  /** Everything is laid out anew: nothing measured holds any more. */
  forget(): void {
    this.#measured.clear();
  }

  #measure(entries: readonly ResizeObserverEntry[]): void {
    let changed = false;
    for (const {target, borderBoxSize} of entries) {
      const uuid = (target as HTMLElement).dataset['uuid'];
      const height = borderBoxSize[0]?.blockSize ?? 0;
      if (uuid === undefined || height === 0) continue;
      changed ||= Math.abs(this.height(uuid) - height) > 0.5;
      const shape = this.#shapeOf(uuid);
      this.#measured.set(uuid, {shape, height});
      this.#guesses.set(shape, height);
    }
    if (changed) this.#host.requestUpdate();
  }
}
