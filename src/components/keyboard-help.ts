import {localized} from '@lit/localize';
import {LitElement, css, html} from 'lit';
import {customElement, query} from 'lit/decorators.js';
import {closeOutside, dialogStyles} from './dialog-styles.ts';
import './icon.ts';
import {actionText} from './messages.ts';
import {keyText} from './settings-messages.ts';
import {theme} from './theme.ts';

const command = /mac|iphone|ipad/i.test(navigator.userAgent) ? '⌘' : 'Ctrl';

// prettier-ignore
const anywhere = [
  [['/', `${command} K`], keyText.search],
  [['1', '…', '5'], keyText.tabs],
  [['U'], keyText.add],
  [[`${command} V`], keyText.paste],
  [[`${command} Z`], keyText.undo],
  [['?'], keyText.table],
] as const;

// prettier-ignore
const inList = [
  [['↑', '↓', 'Home', 'End', 'PgUp', 'PgDn'], keyText.move],
  [['Space'], keyText.select],
  [[`${command} A`], keyText.all],
  [['Esc'], keyText.clear],
  [['Enter'], keyText.open],
  [['→', '←'], keyText.actions],
  [['P'], keyText.pause],
  [['R'], keyText.retry],
  [['F'], keyText.front],
  [['Delete'], keyText.remove],
] as const;

type Keys = readonly (readonly [readonly string[], () => string])[];

/** What each key does. */
@customElement('keyboard-help')
@localized()
export class KeyboardHelp extends LitElement {
  static override styles = [
    theme,
    dialogStyles,
    css`
      .body {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr));
        gap: 0 32px;
        padding-top: 12px;
      }
      h2 {
        padding: 8px 0 4px;
        color: var(--color-ink-3);
        font-size: var(--text-xs);
        font-weight: var(--weight-strong);
      }
      dl div {
        display: flex;
        align-items: baseline;
        gap: 12px;
        padding: 5px 0;
      }
      dt {
        display: flex;
        flex: none;
        flex-wrap: wrap;
        gap: 4px;
        min-width: 76px;
        max-width: 120px;
      }
      dd {
        margin: 0;
        font-size: var(--text-s);
        line-height: var(--leading-s);
        color: var(--color-ink-2);
      }
    `,
  ];

  @query('dialog') private dialog!: HTMLDialogElement;

  async open() {
    await this.updateComplete;
    this.dialog.showModal();
  }

  protected override render() {
    return html`
      <dialog class="wide" aria-labelledby="title" @click=${closeOutside}>
        <div class="head">
          <h1 id="title">${keyText.title()}</h1>
          <button class="icon-button" aria-label=${actionText.close()} autofocus @click=${() => this.dialog.close()}>
            <carryon-icon name="close"></carryon-icon>
          </button>
        </div>
        <div class="body">${table(keyText.anywhere(), anywhere)} ${table(keyText.inList(), inList)}</div>
      </dialog>
    `;
  }
}

function table(title: string, keys: Keys) {
  return html`
    <section>
      <h2>${title}</h2>
      <dl>
        ${keys.map(
          ([names, what]) =>
            html`<div>
              <dt>${names.map((name) => html`<kbd>${name}</kbd>`)}</dt>
              <dd>${what()}</dd>
            </div>`,
        )}
      </dl>
    </section>
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    'keyboard-help': KeyboardHelp;
  }
}
