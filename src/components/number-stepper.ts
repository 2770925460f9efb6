import {localized} from '@lit/localize';
import {LitElement, css, html} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {settingsText} from './settings-messages.ts';
import {theme} from './theme.ts';

/** A number was changed. */
export class StepEvent extends Event {
  readonly value: number;

  constructor(value: number) {
    super('step');
    this.value = value;
  }
}

/**
 * A small number with a button on each side; the arrow keys work too.
 *
 * @fires step - {@link StepEvent}
 */
@customElement('number-stepper')
@localized()
export class NumberStepper extends LitElement {
  static override styles = [
    theme,
    css`
      div {
        display: flex;
        align-items: center;
        height: max(30px, var(--control));
        border: 1px solid var(--color-line-strong);
        border-radius: var(--radius-m);
      }
      div:focus-visible {
        border-radius: var(--radius-m);
      }
      button {
        width: max(30px, var(--control));
        height: 100%;
        padding: 0;
        border: 0;
        border-radius: var(--radius-m);
        background: none;
        color: var(--color-ink-2);
        cursor: pointer;
      }
      button:hover {
        background: var(--color-hover);
      }
      button:disabled {
        opacity: 0.4;
        cursor: default;
      }
      b {
        min-width: 26px;
        text-align: center;
        font-weight: var(--weight-medium);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  /** What is counted. */
  @property() name = '';
  @property({type: Number}) value = 1;
  @property({type: Number}) min = 1;
  @property({type: Number}) max = 9;

  protected override render() {
    const {name, value, min, max} = this;
    return html`
      <div
        role="spinbutton"
        tabindex="0"
        aria-label=${name}
        aria-valuenow=${value}
        aria-valuemin=${min}
        aria-valuemax=${max}
        @keydown=${this.#key}
      >
        ${this.#button(-1, '−', settingsText.fewer())}<b>${value}</b>${this.#button(1, '+', settingsText.more())}
      </div>
    `;
  }

  /** For the pointer only: with the keyboard the number itself is stepped. */
  #button(by: number, sign: string, title: string) {
    const to = this.value + by;
    return html`
      <button
        tabindex="-1"
        aria-hidden="true"
        title=${title}
        ?disabled=${to < this.min || to > this.max}
        @click=${() => this.#set(to)}
      >
        ${sign}
      </button>
    `;
  }

  #key(event: KeyboardEvent) {
    const {value, min, max} = this;
    const to = {
      ArrowUp: value + 1,
      ArrowRight: value + 1,
      ArrowDown: value - 1,
      ArrowLeft: value - 1,
      Home: min,
      End: max,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#set(to);
  }

  #set(value: number) {
    if (value >= this.min && value <= this.max) this.dispatchEvent(new StepEvent(value));
  }
}
