import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, query, state} from 'lit/decorators.js';
import type {IconName} from './icon-shapes.ts';
import {rowIcon} from './list-pictures.ts';
import {popoverStyles} from './popover-styles.ts';
import {theme} from './theme.ts';

/** What a menu offers. */
export interface Menu {
  /** What it is about. */
  readonly name: string;
  readonly items: readonly MenuItem[];
}

export interface MenuItem {
  readonly icon: IconName;
  readonly text: string;
  /** It ends or takes away something: below a line of its own. */
  readonly harms?: boolean;
  readonly choose: () => void;
}

/** A menu beside whatever asks for it: arrows, Home and End move, Escape gives the focus back. */
@customElement('menu-popup')
@localized()
export class MenuPopup extends LitElement {
  static override styles = [
    theme,
    popoverStyles,
    css`
      :host {
        display: contents;
      }
      [popover] {
        min-width: 200px;
      }
      .item {
        white-space: nowrap;
      }
      hr {
        height: 1px;
        margin: 6px 4px;
        border: 0;
        background: var(--color-line);
      }
    `,
  ];

  @state() private menu: Menu | undefined;
  @query('[popover]') private popup!: HTMLElement;
  #opener: HTMLElement | undefined;

  /** @param at Where it opens: the edges of a control, or a point. @param back Takes the focus when it closes. */
  async open(menu: Menu, back: HTMLElement, at = back.getBoundingClientRect()): Promise<void> {
    this.menu = menu;
    this.#opener = back;
    await this.updateComplete;
    this.popup.showPopover();
    this.#place(at);
    this.#items[0]?.focus();
  }

  protected override render() {
    const items = this.menu?.items ?? [];
    const firstHarm = items.findIndex(({harms}) => harms);
    return html`
      <div popover role="menu" aria-label=${this.menu?.name ?? nothing} @keydown=${this.#key} @toggle=${this.#toggled}>
        ${items.map((item, at) => html`${at === firstHarm && at > 0 ? html`<hr role="separator" />` : nothing}${this.#item(item)}`)}
      </div>
    `;
  }

  get #items(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.item')];
  }

  #item({icon, text, choose}: MenuItem) {
    const chosen = () => {
      this.popup.hidePopover();
      // A dialog that comes now gives the focus back to where it was.
      this.#opener?.focus();
      choose();
    };
    return html`
      <button class="item" role="menuitem" tabindex="-1" @click=${chosen}>${rowIcon(icon, 18)}${text}</button>
    `;
  }

  #place(at: DOMRect) {
    const {offsetWidth, offsetHeight} = this.popup;
    const left = Math.max(8, Math.min(at.right - offsetWidth, innerWidth - offsetWidth - 8));
    const below = at.bottom + 4;
    const top = below + offsetHeight > innerHeight - 8 ? at.top - offsetHeight - 4 : below;
    this.popup.style.left = `${String(at.width === 0 ? Math.min(at.left, innerWidth - offsetWidth - 8) : left)}px`;
    this.popup.style.top = `${String(Math.max(8, top))}px`;
  }

  #key(event: KeyboardEvent) {
    event.stopPropagation();
    const items = this.#items;
    const now = items.findIndex((item) => item.matches(':focus'));
    const to = {ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1}[event.key];
    if (event.key === 'Tab' || event.key === 'ArrowLeft') this.popup.hidePopover();
    else if (to === undefined) return;
    else items.at(to % items.length)?.focus();
    if (event.key !== 'Tab') event.preventDefault();
  }

  #toggled(event: ToggleEvent) {
    // Where the focus has gone elsewhere already, it stays there.
    if (event.newState === 'closed' && (document.activeElement === document.body || this.matches(':focus-within'))) {
      this.#opener?.focus();
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'menu-popup': MenuPopup;
  }
}
