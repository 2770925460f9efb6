import {localized} from '@lit/localize';
import {LitElement, css, html} from 'lit';
import {customElement, property, query} from 'lit/decorators.js';
import './icon.ts';
import {accountText} from './account-messages.ts';
import {shellText} from './messages.ts';
import {RequestEvent} from './shell-events.ts';
import {popoverStyles} from './popover-styles.ts';
import {theme} from './theme.ts';

/**
 * Who is signed in, with the way out.
 *
 * @fires shell-request - {@link RequestEvent} `sign-out`, `keyboard`
 */
@customElement('account-menu')
@localized()
export class AccountMenu extends LitElement {
  static override styles = [
    theme,
    popoverStyles,
    css`
      :host {
        display: block;
        flex: none;
      }
      .me {
        display: grid;
        place-items: center;
        width: 28px;
        height: 28px;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: var(--color-move-soft);
        color: var(--color-move);
        font-size: var(--text-xs);
        font-weight: var(--weight-strong);
        line-height: 1;
        cursor: pointer;
      }
      /* Drawn, not said: the name of the button is whose account it is. */
      .me::before {
        content: attr(data-initials);
      }
      .me:focus-visible {
        border-radius: 50%;
      }
      [popover] {
        inset: 56px 16px auto auto;
        min-width: 220px;
      }
      .who {
        padding: 8px 10px 10px;
        border-bottom: 1px solid var(--color-line);
        margin-bottom: 6px;
        overflow-wrap: anywhere;
      }
      .who b {
        display: block;
        font-weight: var(--weight-strong);
      }
      @media (forced-colors: active) {
        .me {
          border: 1px solid;
        }
      }
      @media (max-width: 720px) {
        :host {
          display: none;
        }
      }
    `,
  ];

  @property() user = '';
  @property() baseUrl = '';
  @query('[popover]') private menu!: HTMLElement;

  protected override render() {
    return html`
      <button
        class="me"
        popovertarget="menu"
        aria-haspopup="menu"
        aria-label=${shellText.account(this.user)}
        data-initials=${initials(this.user)}
      ></button>
      <div id="menu" popover>
        <p class="who"><b>${this.user}</b><span class="quiet small">${this.baseUrl}</span></p>
        <div role="menu" @keydown=${this.#move}>
          <button class="item" role="menuitem" @click=${() => this.#ask('keyboard')}>
            <carryon-icon name="notes" .size=${18}></carryon-icon>${accountText.keyboard()}
          </button>
          <button class="item" role="menuitem" @click=${() => this.#ask('sign-out')}>
            <carryon-icon name="signin" .size=${18}></carryon-icon>${accountText.signOut()}
          </button>
        </div>
      </div>
    `;
  }

  #ask(request: 'keyboard' | 'sign-out') {
    this.menu.hidePopover();
    this.dispatchEvent(new RequestEvent(request));
  }

  #move(event: KeyboardEvent) {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const items = [...this.menu.querySelectorAll<HTMLElement>('.item')];
    const now = items.findIndex((item) => item.matches(':focus'));
    items[(now + step + items.length) % items.length]?.focus();
  }
}

/** "LX" for `lin.xiao`, "林" for 林晓. */
function initials(user: string): string {
  const name = user.split('@')[0] ?? '';
  if (/^\p{Script=Han}/u.test(name)) return [...name][0] ?? '';
  const parts = name.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');
  return parts
    .slice(0, 2)
    .map((part) => [...part][0] ?? '')
    .join('')
    .toUpperCase();
}

declare global {
  interface HTMLElementTagNameMap {
    'account-menu': AccountMenu;
  }
}
