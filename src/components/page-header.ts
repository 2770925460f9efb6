import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property, query} from 'lit/decorators.js';
import type {StateEvent} from '../app-api.ts';
import type {StorageUse} from '../storage-estimate.ts';
import './account-menu.ts';
import './carryon-mark.ts';
import './icon.ts';
import type {Line} from './line.ts';
import './line-status.ts';
import {shellText} from './messages.ts';
import './search-field.ts';
import type {SearchField} from './search-field.ts';
import {RequestEvent} from './shell-events.ts';
import './space-meter.ts';
import './sum-bar.ts';
import type {Sum} from './sum-bar.ts';
import {theme} from './theme.ts';

/** Always there: the mark, the line, search, space, settings, account, and the sum of it all below. */
@customElement('page-header')
@localized()
export class PageHeader extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: block;
        position: sticky;
        top: 0;
        z-index: 5;
        padding-top: env(safe-area-inset-top);
        background: var(--color-surface);
      }
      .bar {
        position: relative;
        display: flex;
        align-items: center;
        gap: var(--space-4);
        height: 52px;
        padding: 0 max(var(--space-4), env(safe-area-inset-right)) 0 max(var(--space-5), env(safe-area-inset-left));
      }
      .brand {
        display: flex;
        align-items: center;
        gap: 8px;
        font-size: var(--text-l);
        font-weight: var(--weight-strong);
        letter-spacing: -0.01em;
      }
      line-status {
        margin-right: auto;
      }
      @media (max-width: 720px) {
        .bar {
          gap: 8px;
          padding: 0 4px 0 max(14px, env(safe-area-inset-left));
        }
        .brand span {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
        .icon-button {
          width: var(--touch);
          height: var(--touch);
        }
      }
    `,
  ];

  @property({attribute: false}) line!: Line;
  @property({attribute: false}) state: StateEvent | undefined;
  @property({attribute: false}) sum: Sum | undefined;
  @property({attribute: false}) space: StorageUse | undefined;
  @property() query = '';
  /** Signed in: there is something to look for. */
  @property({type: Boolean}) full = false;
  @query('search-field') private search: SearchField | null | undefined;

  async focusSearch() {
    await this.search?.unfold();
  }

  protected override render() {
    return html`
      <header class="bar">
        <div class="brand"><carryon-mark></carryon-mark><span>Carryon</span></div>
        <line-status .line=${this.line} .state=${this.state}></line-status>
        ${
          this.full
            ? html`
                <search-field .query=${this.query}></search-field>
                <space-meter .space=${this.space}></space-meter>
              `
            : nothing
        }
        <button
          class="icon-button"
          aria-label=${shellText.settings()}
          title=${shellText.settings()}
          @click=${this.#settings}
        >
          <carryon-icon name="settings"></carryon-icon>
        </button>
        ${
          this.full && this.state?.user !== undefined
            ? html`<account-menu .user=${this.state.user} .baseUrl=${this.state.baseUrl ?? ''}></account-menu>`
            : nothing
        }
      </header>
      <sum-bar .sum=${this.sum}></sum-bar>
    `;
  }

  #settings() {
    this.dispatchEvent(new RequestEvent('settings'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'page-header': PageHeader;
  }
}
