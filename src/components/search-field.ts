import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import './icon.ts';
import {shellText} from './messages.ts';
import {SearchEvent} from './shell-events.ts';
import {theme} from './theme.ts';

/**
 * Looks for names while one types. On a phone a button that becomes the field.
 *
 * @fires shell-search - {@link SearchEvent}
 */
@customElement('search-field')
@localized()
export class SearchField extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: block;
        flex: 0 1 220px;
        min-width: 44px;
      }
      label {
        display: flex;
        align-items: center;
        gap: 8px;
        height: var(--control);
        padding: 0 8px;
        border-radius: var(--radius-m);
        background: var(--color-sunken);
        color: var(--color-ink-3);
        font-size: var(--text-s);
        cursor: text;
      }
      label:focus-within {
        outline: 2px solid var(--color-focus);
        outline-offset: 1px;
      }
      input {
        flex: 1;
        min-width: 0;
        height: 100%;
        padding: 0;
        border: 0;
        outline: 0;
        background: none;
        color: var(--color-ink);
        appearance: none;
      }
      /* The ring is drawn round the whole field. */
      input:focus-visible {
        outline: none;
      }
      input::placeholder {
        color: var(--color-ink-3);
        opacity: 1;
      }
      input::-webkit-search-cancel-button {
        display: none;
      }
      .clear {
        width: 24px;
        height: 24px;
        margin-right: -4px;
      }
      .open {
        display: none;
      }
      @media (forced-colors: active) {
        label {
          border: 1px solid;
        }
      }
      @media (pointer: coarse) {
        kbd {
          display: none;
        }
        input {
          font-size: var(--text-l);
        }
        .clear {
          width: 40px;
          height: 40px;
        }
      }
      @media (max-width: 720px) {
        :host {
          flex: none;
          margin-left: auto;
        }
        .open {
          display: grid;
        }
        label {
          display: none;
        }
        :host([unfolded]) label {
          position: absolute;
          z-index: 1;
          inset: 4px 8px auto 8px;
          display: flex;
          height: 44px;
        }
      }
    `,
  ];

  @property() query = '';
  /** On a phone: shown as a field, across the header. */
  @property({type: Boolean, reflect: true}) unfolded = false;
  @state() private focused = false;
  @query('input') private input!: HTMLInputElement;

  /** Puts the focus into the field, whatever it looks like now. */
  async unfold() {
    this.unfolded = true;
    await this.updateComplete;
    this.input.focus();
    this.input.select();
  }

  protected override render() {
    return html`
      <button class="icon-button open" aria-label=${shellText.search()} @click=${() => this.unfold()}>
        <carryon-icon name="search"></carryon-icon>
      </button>
      <label>
        <carryon-icon name="search" .size=${16}></carryon-icon>
        <input
          type="search"
          autocomplete="off"
          spellcheck="false"
          enterkeyhint="search"
          aria-label=${shellText.search()}
          aria-keyshortcuts="/ Control+K Meta+K"
          placeholder=${shellText.search()}
          .value=${this.query}
          @input=${this.#change}
          @keydown=${this.#key}
          @focus=${() => (this.focused = true)}
          @blur=${this.#leave}
        />
        ${this.query ? this.#clearButton() : this.focused ? nothing : html`<kbd aria-hidden="true">/</kbd>`}
      </label>
    `;
  }

  #clearButton() {
    return html`
      <button class="icon-button clear" aria-label=${shellText.clearSearch()} @click=${this.#clear}>
        <carryon-icon name="close" .size=${14}></carryon-icon>
      </button>
    `;
  }

  #change() {
    this.dispatchEvent(new SearchEvent(this.input.value));
  }

  #clear() {
    this.dispatchEvent(new SearchEvent(''));
    this.input.focus();
  }

  #key(event: KeyboardEvent) {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    event.preventDefault();
    if (this.query) this.dispatchEvent(new SearchEvent(''));
    else this.input.blur();
  }

  #leave() {
    this.focused = false;
    if (!this.query) this.unfolded = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'search-field': SearchField;
  }
}
