import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import './icon.ts';
import {shellText} from './messages.ts';
import type {Notice} from './notices.ts';
import {LaterEvent, RequestEvent} from './shell-events.ts';
import {theme} from './theme.ts';

/**
 * One line, one reason, at most one button.
 *
 * @fires shell-request - {@link RequestEvent} the notice's own
 * @fires shell-later - {@link LaterEvent}
 */
@customElement('notice-bar')
@localized()
export class NoticeBar extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: block;
      }
      div {
        display: flex;
        align-items: center;
        gap: 10px;
        min-height: 44px;
        padding: 6px var(--space-4) 6px var(--space-5);
        border-bottom: 1px solid var(--color-line);
        font-size: var(--text-s);
        line-height: var(--leading-s);
      }
      .need {
        background: var(--color-need-soft);
      }
      .wait {
        background: var(--color-wait-soft);
      }
      .move {
        background: var(--color-move-soft);
      }
      .need > carryon-icon {
        color: var(--color-need);
      }
      .wait > carryon-icon {
        color: var(--color-wait);
      }
      .move > carryon-icon {
        color: var(--color-move);
      }
      .button,
      .icon-button {
        flex: none;
      }
      @media (max-width: 720px) {
        div {
          padding: 8px 4px 8px 14px;
        }
      }
    `,
  ];

  @property({attribute: false}) notice!: Notice;

  protected override render() {
    const {kind, tone, icon, sentence, action} = this.notice;
    return html`
      <div class=${tone}>
        <carryon-icon name=${icon}></carryon-icon>
        <span class="grow">${sentence}</span>
        ${
          action
            ? html`<button
                class="button slim ${tone === 'need' ? 'main' : ''}"
                @click=${() => this.dispatchEvent(new RequestEvent(action.request))}
              >
                ${action.button}
              </button>`
            : nothing
        }
        <button
          class="icon-button"
          aria-label=${shellText.later()}
          title=${shellText.later()}
          @click=${() => this.dispatchEvent(new LaterEvent(kind))}
        >
          <carryon-icon name="close" .size=${16}></carryon-icon>
        </button>
      </div>
    `;
  }
}
