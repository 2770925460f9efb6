import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import type {StateEvent} from '../app-api.ts';
import type {Line} from './line.ts';
import {lineGlyph, lineGlyphStyles} from './line-glyph.ts';
import {popoverStyles} from './popover-styles.ts';
import {theme} from './theme.ts';

/** The line: what the server last answered, in one sentence; a click opens what is behind it. */
@customElement('line-status')
@localized()
export class LineStatus extends LitElement {
  static override styles = [
    theme,
    lineGlyphStyles,
    popoverStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      button {
        display: flex;
        align-items: center;
        gap: 10px;
        max-width: 100%;
        height: var(--control);
        padding: 0 12px 0 10px;
        border: 0;
        border-radius: var(--radius-full);
        background: none;
        color: var(--color-ink-3);
        font-size: var(--text-s);
        cursor: pointer;
      }
      button:hover {
        background: var(--color-hover);
      }
      button:focus-visible {
        border-radius: var(--radius-full);
      }
      b {
        font-weight: var(--weight-medium);
        color: var(--color-ink);
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .wait b {
        color: var(--color-wait);
      }
      .need b {
        color: var(--color-need);
      }
      .more {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      [popover] {
        inset: 56px auto auto var(--left, 12px);
        width: min(380px, calc(100vw - 24px));
        max-width: none;
        padding: 10px 16px;
      }
      @media (max-width: 900px) {
        .more {
          display: none;
        }
      }
      @media (max-width: 720px) {
        button {
          gap: 8px;
          padding: 0 8px;
          height: var(--touch);
        }
        .glyph {
          width: 44px;
        }
      }
    `,
  ];

  @property({attribute: false}) line!: Line;
  @property({attribute: false}) state: StateEvent | undefined;

  @state() private open = false;
  @query('button') private button!: HTMLButtonElement;
  @query('[popover]') private details!: HTMLElement;

  protected override render() {
    const {shape, tone, sentence, more} = this.line;
    return html`
      <button
        class=${tone}
        popovertarget="details"
        aria-haspopup="dialog"
        aria-expanded=${String(this.open)}
        @pointerenter=${loadDetails}
        @focus=${loadDetails}
      >
        ${lineGlyph(shape, tone)}<b>${sentence}</b>${more ? html`<span class="more number">${more}</span>` : nothing}
      </button>
      <div
        id="details"
        popover
        role="dialog"
        aria-label=${sentence}
        @beforetoggle=${this.#place}
        @toggle=${this.#opened}
      >
        ${this.open ? html`<line-details .state=${this.state}></line-details>` : nothing}
      </div>
    `;
  }

  #place(event: ToggleEvent) {
    if (event.newState !== 'open') return;
    void loadDetails();
    const left = Math.min(this.button.getBoundingClientRect().left, window.innerWidth - 392);
    this.details.style.setProperty('--left', `${String(Math.max(12, left))}px`);
  }

  #opened(event: ToggleEvent) {
    this.open = event.newState === 'open';
  }
}

const loadDetails = () => import('./line-details.ts');

declare global {
  interface HTMLElementTagNameMap {
    'line-status': LineStatus;
  }
}
