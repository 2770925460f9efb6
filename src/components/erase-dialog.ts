import {localized} from '@lit/localize';
import {LitElement, css, html} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import {accountText} from './account-messages.ts';
import {askingStyles, dialogStyles} from './dialog-styles.ts';
import './icon.ts';
import {theme} from './theme.ts';

/**
 * Asks before everything on this device is erased: the number of jobs that have not arrived must be typed.
 *
 * @fires erase - the user meant it
 */
@customElement('erase-dialog')
@localized()
export class EraseDialog extends LitElement {
  static override styles = [
    theme,
    dialogStyles,
    askingStyles,
    css`
      .count {
        color: var(--color-need);
        font-weight: var(--weight-medium);
      }
      label {
        display: grid;
        gap: 4px;
        color: var(--color-ink-2);
        font-size: var(--text-s);
      }
      input {
        width: 12ch;
        height: max(38px, var(--control));
        padding: 0 10px;
        border: 1px solid var(--color-line-strong);
        border-radius: var(--radius-m);
        background: var(--color-surface);
        color: var(--color-ink);
        font-size: var(--text-l);
      }
    `,
  ];

  /** Jobs that have not arrived. */
  @property({type: Number}) unfinished = 0;
  @state() private typed = '';
  @query('dialog') private dialog!: HTMLDialogElement;

  async open() {
    this.typed = '';
    await this.updateComplete;
    this.dialog.showModal();
  }

  protected override render() {
    const wanted = String(this.unfinished);
    return html`
      <dialog aria-labelledby="title" aria-describedby="what">
        <form method="dialog" @submit=${this.#erase}>
          <h1 id="title">${accountText.erase()}</h1>
          <p id="what" class="muted">${accountText.eraseWhat()}</p>
          <p class="count">${accountText.notArrived(this.unfinished)}</p>
          <label>
            ${accountText.eraseType(wanted)}
            <input
              inputmode="numeric"
              autocomplete="off"
              .value=${this.typed}
              @input=${(event: InputEvent) => (this.typed = (event.target as HTMLInputElement).value)}
            />
          </label>
          <div class="buttons">
            <button type="button" class="button" autofocus @click=${() => this.dialog.close()}>
              ${accountText.keep()}
            </button>
            <button class="button need" ?disabled=${this.typed.trim() !== wanted}>${accountText.eraseNow()}</button>
          </div>
        </form>
      </dialog>
    `;
  }

  #erase() {
    this.dispatchEvent(new Event('erase'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'erase-dialog': EraseDialog;
  }
}
