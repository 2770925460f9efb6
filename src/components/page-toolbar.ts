import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property, query} from 'lit/decorators.js';
import './add-files.ts';
import type {AddFiles} from './add-files.ts';
import './icon.ts';
import './kind-tabs.ts';
import type {TabCounts} from './kind-tabs.ts';
import {actionText, emptyText, shellText} from './messages.ts';
import {RequestEvent, type Tab} from './shell-events.ts';
import {theme} from './theme.ts';

/** Under the header: tabs, pause all, and the capsule with the page's file input. */
@customElement('page-toolbar')
@localized()
export class PageToolbar extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: 54px;
        padding: 8px max(var(--space-4), env(safe-area-inset-right)) 8px
          max(calc(var(--space-5) - 10px), env(safe-area-inset-left));
      }
      kind-tabs {
        margin-right: auto;
      }
      .capsule {
        display: flex;
        flex: none;
        align-items: center;
        gap: 12px;
        padding: 3px 3px 3px 14px;
        border: 1px dashed var(--color-line-strong);
        border-radius: calc(var(--radius-m) + 4px);
        color: var(--color-ink-3);
        font-size: var(--text-s);
        white-space: nowrap;
      }
      .split {
        display: flex;
      }
      .button.more {
        min-height: 28px;
        padding: 0 7px;
        border-left-color: color-mix(in srgb, var(--color-on-move) 35%, var(--color-move-btn));
        border-start-start-radius: 0;
        border-end-start-radius: 0;
      }
      .button.more carryon-icon {
        margin: 0;
      }
      [popover] {
        position: fixed;
        inset: var(--below, 96px) max(20px, env(safe-area-inset-right)) auto auto;
        margin: 0;
        padding: 6px;
        border: 0;
        border-radius: var(--radius-l);
        background: var(--color-raised);
        color: var(--color-ink);
        box-shadow: var(--shadow-2);
      }
      .item {
        display: flex;
        align-items: center;
        gap: 10px;
        width: 100%;
        min-height: 36px;
        padding: 0 16px 0 10px;
        border: 0;
        border-radius: var(--radius-m);
        background: none;
        cursor: pointer;
      }
      .item:hover {
        background: var(--color-hover);
      }
      .item carryon-icon {
        color: var(--color-ink-3);
      }
      @media (forced-colors: active) {
        [popover] {
          border: 1px solid;
        }
      }
      @media (max-width: 1099px) {
        .capsule {
          padding: 3px;
        }
        .hint {
          display: none;
        }
      }
      @media (max-width: 720px) {
        :host {
          padding: 4px 8px 4px 6px;
        }
        .pause {
          display: none;
        }
      }
    `,
  ];

  @property() tab: Tab = 'all';
  @property({attribute: false}) counts!: TabCounts;
  /** Some job could be paused. */
  @property({type: Boolean}) canPause = false;
  /** All that could be paused is. */
  @property({type: Boolean}) canResume = false;
  /** The file input stands here. */
  @property({type: Boolean}) withAdd = false;
  @query('add-files') readonly addFiles!: AddFiles | null;
  @query('[popover]') private menu!: HTMLElement;
  @query('.more') private opener!: HTMLElement;

  protected override render() {
    return html`
      <kind-tabs .selected=${this.tab} .counts=${this.counts}></kind-tabs>
      ${
        this.canPause
          ? this.#request('pause-all', 'pause', actionText.pauseAll())
          : this.canResume
            ? this.#request('resume-all', 'play', actionText.resumeAll())
            : nothing
      }
      ${this.withAdd ? this.#capsule() : nothing}
    `;
  }

  #request(request: 'pause-all' | 'resume-all', icon: 'pause' | 'play', text: string) {
    return html`
      <button class="button bare pause" @click=${() => this.dispatchEvent(new RequestEvent(request))}>
        <carryon-icon name=${icon} .size=${18}></carryon-icon>${text}
      </button>
    `;
  }

  #capsule() {
    return html`
      <div class="capsule">
        <span class="hint">${emptyText.dropAnywhere()}</span>
        <div class="split">
          <add-files place="joined"></add-files>
          <button
            class="button main slim more"
            popovertarget="ways"
            aria-haspopup="menu"
            aria-label=${shellText.addMore()}
            title=${shellText.addMore()}
          >
            <carryon-icon name="down" .size=${16}></carryon-icon>
          </button>
        </div>
        <div id="ways" popover @beforetoggle=${this.#place}>
          <div role="menu">
            <button class="item" role="menuitem" @click=${this.#folder}>
              <carryon-icon name="folder" .size=${18}></carryon-icon>${actionText.folder()}
            </button>
          </div>
        </div>
      </div>
    `;
  }

  #place() {
    this.menu.style.setProperty('--below', `${String(this.opener.getBoundingClientRect().bottom + 8)}px`);
  }

  #folder() {
    this.menu.hidePopover();
    this.dispatchEvent(new RequestEvent('folder'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'page-toolbar': PageToolbar;
  }
}
