import {localized} from '@lit/localize';
import {LitElement, css, html} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {playerText} from './list-messages.ts';
import {formatMediaTime} from './numbers.ts';
import {theme} from './theme.ts';

/** From here on the pieces would be too small to see. */
const mostSegments = 120;

export class SeekEvent extends Event {
  readonly seconds: number;

  constructor(seconds: number) {
    super('player-seek', {bubbles: true, composed: true});
    this.seconds = seconds;
  }
}

/**
 * Where the film is, made of its real segments while there are not too many.
 *
 * @fires player-seek - {@link SeekEvent}
 */
@customElement('list-seek-bar')
@localized()
export class ListSeekBar extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: block;
      }
      .bar {
        position: relative;
        display: flex;
        align-items: center;
        gap: 2px;
        height: 22px;
        cursor: pointer;
        touch-action: none;
      }
      .bar:focus-visible {
        outline-offset: 0;
      }
      i {
        position: relative;
        overflow: hidden;
        height: 4px;
        border-radius: 1px;
        background: var(--color-line);
      }
      i::before,
      i::after {
        content: '';
        position: absolute;
        inset: 0;
        background: var(--color-line-strong);
        transform: translateX(calc((var(--loaded) - 1) * 100%));
      }
      i::after {
        background: var(--color-move-fill);
        transform: translateX(calc((var(--played) - 1) * 100%));
      }
      .knob {
        position: absolute;
        width: 12px;
        height: 12px;
        margin-left: -6px;
        border-radius: 50%;
        background: #fff;
      }
      @media (forced-colors: active) {
        i {
          border: 1px solid CanvasText;
        }
        i::after,
        .knob {
          forced-color-adjust: none;
          background: Highlight;
        }
      }
    `,
  ];

  /** In seconds; may be longer than the segments for a moment. */
  @property({type: Number}) duration = 0;
  @property({type: Number}) time = 0;
  /** Up to where it has been fetched. */
  @property({type: Number}) loaded = 0;
  @property({attribute: false}) segments: readonly number[] = [];

  protected override render() {
    const whole = this.duration > 0 ? this.duration : 1;
    const pieces = this.segments.length > 0 && this.segments.length <= mostSegments ? this.segments : [whole];
    return html`
      <div
        class="bar"
        role="slider"
        tabindex="0"
        aria-label=${playerText.position()}
        aria-valuemin="0"
        aria-valuemax=${Math.floor(whole)}
        aria-valuenow=${Math.floor(this.time)}
        aria-valuetext="${formatMediaTime(this.time)} / ${formatMediaTime(this.duration)}"
        @pointerdown=${this.#grab}
        @pointermove=${this.#drag}
      >
        ${this.#pieces(pieces)}
        <span class="knob" style="left:${((this.time / whole) * 100).toFixed(2)}%"></span>
      </div>
    `;
  }

  #pieces(lengths: readonly number[]) {
    let start = 0;
    return lengths.map((length) => {
      const [played, loaded] = [part(this.time, start, length), part(this.loaded, start, length)];
      start += length;
      return html`<i style="flex:${length.toFixed(2)} 1 0;--played:${played};--loaded:${loaded}"></i>`;
    });
  }

  #grab(event: PointerEvent) {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#seek(event);
  }

  #drag(event: PointerEvent) {
    if ((event.currentTarget as HTMLElement).hasPointerCapture(event.pointerId)) this.#seek(event);
  }

  #seek(event: PointerEvent) {
    const {left, width} = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const fraction = Math.max(0, Math.min(1, (event.clientX - left) / width));
    this.dispatchEvent(new SeekEvent(fraction * this.duration));
  }
}

function part(time: number, start: number, length: number): string {
  return Math.max(0, Math.min(1, (time - start) / length)).toFixed(3);
}

declare global {
  interface HTMLElementTagNameMap {
    'list-seek-bar': ListSeekBar;
  }
  interface HTMLElementEventMap {
    'player-seek': SeekEvent;
  }
}
