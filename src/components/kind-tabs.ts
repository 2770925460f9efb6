import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {shellText, tabText} from './messages.ts';
import {formatCount} from './numbers.ts';
import {type Tab, TabEvent, tabs} from './shell-events.ts';
import {theme} from './theme.ts';

export type TabCounts = Readonly<Record<Tab, {readonly count: number; readonly needsYou: boolean}>>;

/**
 * What the list shows, by kind, with counts of all states. One stop for the Tab key; arrows go round.
 *
 * @fires shell-tab - {@link TabEvent}
 */
@customElement('kind-tabs')
@localized()
export class KindTabs extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      div {
        display: flex;
        gap: 2px;
        margin: -3px;
        padding: 3px;
        overflow-x: auto;
        scrollbar-width: none;
      }
      button {
        position: relative;
        display: flex;
        flex: none;
        align-items: center;
        gap: 6px;
        height: 32px;
        padding: 0 10px;
        border: 0;
        border-radius: var(--radius-m);
        background: none;
        color: var(--color-ink-2);
        font-weight: var(--weight-medium);
        white-space: nowrap;
        cursor: pointer;
      }
      button:hover {
        background: var(--color-hover);
        color: var(--color-ink);
      }
      [aria-selected='true'],
      [aria-selected='true']:hover {
        background: var(--color-raised);
        color: var(--color-ink);
        box-shadow: var(--shadow-1);
      }
      button:focus-visible {
        outline-offset: 1px;
      }
      .count {
        min-width: 1ch;
        color: var(--color-ink-3);
        font-size: var(--text-xs);
        font-weight: 400;
      }
      .dot {
        position: absolute;
        top: 5px;
        right: 3px;
        width: 6px;
        height: 6px;
        border-radius: 50%;
        background: var(--color-need-fill);
      }
      @media (forced-colors: active) {
        [aria-selected='true'] {
          border: 2px solid Highlight;
        }
        .dot {
          forced-color-adjust: none;
          background: Mark;
        }
      }
      @media (max-width: 720px) {
        button {
          height: 44px;
          padding: 0 11px;
        }
      }
    `,
  ];

  @property() selected: Tab = 'all';
  @property({attribute: false}) counts!: TabCounts;

  protected override render() {
    return html`
      <div role="tablist" aria-label=${shellText.tabs()} @keydown=${this.#key}>
        ${tabs.map((tab, index) => this.#tab(tab, index))}
      </div>
    `;
  }

  #tab(tab: Tab, index: number) {
    const {count, needsYou} = this.counts[tab];
    const selected = tab === this.selected;
    return html`
      <button
        role="tab"
        id=${tab}
        tabindex=${selected ? 0 : -1}
        aria-selected=${String(selected)}
        aria-keyshortcuts=${index + 1}
        @click=${() => this.#choose(tab)}
      >
        ${tabText[tab]()} <span class="count number">${formatCount(count)}</span>
        ${needsYou ? html`<span class="dot"></span><span class="visually-hidden">${shellText.needsYou()}</span>` : nothing}
      </button>
    `;
  }

  #choose(tab: Tab) {
    this.dispatchEvent(new TabEvent(tab));
  }

  #key(event: KeyboardEvent) {
    const now = tabs.indexOf(this.selected);
    const to = {ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: tabs.length - 1}[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length] ?? 'all';
    this.#choose(tab);
    this.renderRoot.querySelector<HTMLElement>(`#${tab}`)?.focus();
  }
}
