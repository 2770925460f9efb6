import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property, query} from 'lit/decorators.js';
import type {JobsStore} from '../store/jobs-store.ts';
import './add-files.ts';
import type {AddFiles} from './add-files.ts';
import {deckText} from './deck-messages.ts';
import './icon.ts';
import type {ActionName} from './job-actions.ts';
import './kind-tabs.ts';
import type {TabCounts} from './kind-tabs.ts';
import {jobsOfTab, tabMenu} from './list-menus.ts';
import {ActionEvent} from './list-events.ts';
import {listText} from './list-messages.ts';
import './menu-popup.ts';
import type {MenuItem, MenuPopup} from './menu-popup.ts';
import {actionText, allText, emptyText, shellText, tabText} from './messages.ts';
import {RequestEvent, type Tab} from './shell-events.ts';
import {theme} from './theme.ts';

/**
 * Under the header: tabs, what can be done with all jobs of the tab, and the capsule with the page's file input.
 *
 * @fires list-action - {@link ActionEvent}
 * @fires shell-request - {@link RequestEvent} `folder`, `links`
 */
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
      .all {
        margin-left: calc(-1 * var(--space-2));
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
        .all {
          width: var(--touch);
          height: var(--touch);
          margin-left: 0;
        }
      }
    `,
  ];

  @property({attribute: false}) store!: JobsStore;
  @property() tab: Tab = 'all';
  @property({attribute: false}) counts!: TabCounts;
  /** Some job of the tab could be paused. */
  @property({type: Boolean}) canPause = false;
  /** All of the tab that could be paused is. */
  @property({type: Boolean}) canResume = false;
  /** The file input stands here. */
  @property({type: Boolean}) withAdd = false;
  @query('add-files[as="upload"]') readonly addFiles!: AddFiles | null;
  @query('menu-popup') private menu!: MenuPopup;

  protected override render() {
    return html`
      <kind-tabs .selected=${this.tab} .counts=${this.counts}></kind-tabs>
      ${this.canPause ? this.#all('pause', 'pause') : this.canResume ? this.#all('resume', 'play') : nothing}
      ${this.counts[this.tab].count > 0 ? this.#more() : nothing} ${this.withAdd ? this.#capsule() : nothing}
      <menu-popup></menu-popup>
    `;
  }

  #all(command: 'pause' | 'resume', icon: 'pause' | 'play') {
    const text = allText[command]();
    return html`
      <button class="button bare pause" aria-label=${this.#named(text)} @click=${() => this.#act(command, this.#uuids)}>
        <carryon-icon name=${icon} .size=${18}></carryon-icon>${text}
      </button>
    `;
  }

  #more() {
    const text = this.#named(allText.more());
    return html`
      <button class="icon-button all" aria-haspopup="menu" aria-label=${text} title=${text} @click=${this.#openMenu}>
        <carryon-icon name="more"></carryon-icon>
      </button>
    `;
  }

  /** On the tab of one kind that kind is named, since nothing else is meant. */
  #named(text: string): string {
    return this.tab === 'all' ? text : listText.named(text, tabText[this.tab]());
  }

  get #uuids(): readonly string[] {
    return jobsOfTab(this.store, this.tab).map(({uuid}) => uuid);
  }

  #openMenu(event: Event) {
    // The button that was pressed.
    const menu = tabMenu(this.store, this.tab, this.#act);
    // A phone's bar has no room for them.
    const ways = this.withAdd ? [] : this.#ways();
    void this.menu.open({...menu, items: [...ways, ...menu.items]}, event.currentTarget as HTMLElement);
  }

  readonly #act = (action: ActionName, uuids: readonly string[]) => {
    this.dispatchEvent(new ActionEvent(action, uuids));
  };

  #capsule() {
    return html`
      <div class="capsule">
        <span class="hint">${emptyText.dropAnywhere()}</span>
        <add-files place="joined" as="convert"></add-files>
        <div class="split">
          <add-files place="joined" as="upload"></add-files>
          <button
            class="button main slim more"
            aria-haspopup="menu"
            aria-label=${shellText.addMore()}
            title=${shellText.addMore()}
            @click=${this.#openWays}
          >
            <carryon-icon name="down" .size=${16}></carryon-icon>
          </button>
        </div>
      </div>
    `;
  }

  #openWays(event: Event) {
    void this.menu.open({name: shellText.addMore(), items: this.#ways()}, event.currentTarget as HTMLElement);
  }

  #ways(): readonly MenuItem[] {
    return [
      {icon: 'folder', text: actionText.folder(), choose: () => this.#ask('folder')},
      {icon: 'link', text: actionText.links(), choose: () => this.#ask('links')},
      {icon: 'deck', text: deckText.onServer(), choose: () => this.#ask('remote-decks')},
    ];
  }

  #ask(request: 'folder' | 'links' | 'remote-decks') {
    this.dispatchEvent(new RequestEvent(request));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'page-toolbar': PageToolbar;
  }
}
