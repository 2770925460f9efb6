import {LitElement, css, html, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {theme} from './theme.ts';

export interface Choice {
  readonly value: string;
  readonly name: string;
  readonly lang?: string;
}

/** One of a few was chosen. */
export class ChoiceEvent extends Event {
  readonly value: string;

  constructor(value: string) {
    super('choice');
    this.value = value;
  }
}

/**
 * One of a few, all in sight: native radio buttons that look like one control.
 *
 * @fires choice - {@link ChoiceEvent}
 */
@customElement('segmented-choice')
export class SegmentedChoice extends LitElement {
  static override styles = [
    theme,
    css`
      fieldset {
        display: flex;
        min-width: 0;
        padding: 2px;
        border: 0;
        border-radius: var(--radius-m);
        background: var(--color-sunken);
      }
      label {
        position: relative;
        display: grid;
        place-items: center;
        min-height: max(28px, calc(var(--control) - 4px));
        padding: 0 11px;
        border-radius: 5px;
        color: var(--color-ink-2);
        font-size: var(--text-s);
        white-space: nowrap;
        cursor: pointer;
      }
      label:has(:checked) {
        background: var(--color-raised);
        color: var(--color-ink);
        box-shadow: var(--shadow-1);
        font-weight: var(--weight-medium);
      }
      label:has(:focus-visible) {
        outline: 2px solid var(--color-focus);
        outline-offset: 1px;
      }
      input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      @media (forced-colors: active) {
        label:has(:checked) {
          border: 2px solid Highlight;
        }
      }
    `,
  ];

  @property() name = '';
  @property() value = '';
  @property({attribute: false}) choices: readonly Choice[] = [];

  protected override render() {
    return html`
      <fieldset>
        <legend class="visually-hidden">${this.name}</legend>
        ${this.choices.map(
          ({value, name, lang}) => html`
            <label lang=${lang ?? nothing}>
              <input
                type="radio"
                name="choice"
                .checked=${value === this.value}
                @change=${() => this.dispatchEvent(new ChoiceEvent(value))}
              />${name}
            </label>
          `,
        )}
      </fieldset>
    `;
  }
}
