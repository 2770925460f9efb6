import {localized} from '@lit/localize';
import {LitElement, css, html} from 'lit';
import {customElement, query, state} from 'lit/decorators.js';
import {selectionText} from './list-messages.ts';
import {formatBytes} from './numbers.ts';
import {theme} from './theme.ts';

/** Asks before a cancel that would throw away something sent. */
@customElement('list-cancel-dialog')
@localized()
export class ListCancelDialog extends LitElement {
  static override styles = [
    theme,
    css`
      dialog {
        width: min(420px, calc(100vw - 32px));
        margin: auto;
        padding: 24px;
        border: 0;
        border-radius: var(--radius-xl);
        background: var(--color-surface);
        color: var(--color-ink);
        box-shadow: var(--shadow-3);
      }
      dialog::backdrop {
        background: var(--color-scrim);
      }
      h1 {
        font-size: var(--text-xl);
        line-height: var(--leading-xl);
        font-weight: var(--weight-strong);
      }
      p {
        margin: 8px 0 24px;
        color: var(--color-ink-2);
      }
      div {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: 8px;
      }
    `,
  ];

  @state() private jobs = 0;
  @state() private sentBytes = 0;
  @query('dialog') private dialog!: HTMLDialogElement;

  /** @returns Whether to cancel. */
  async ask(jobs: number, sentBytes: number): Promise<boolean> {
    this.jobs = jobs;
    this.sentBytes = sentBytes;
    await this.updateComplete;
    this.dialog.returnValue = '';
    this.dialog.showModal();
    await new Promise((resolve) => this.dialog.addEventListener('close', resolve, {once: true}));
    return this.dialog.returnValue === 'cancel';
  }

  protected override render() {
    return html`
      <dialog aria-labelledby="title" aria-describedby="loss" @click=${this.#outside}>
        <form method="dialog">
          <h1 id="title">${selectionText.cancelTitle(this.jobs)}</h1>
          <p id="loss">${selectionText.cancelLoss(formatBytes(this.sentBytes))}</p>
          <div>
            <button class="button" value="" autofocus>${selectionText.keep()}</button>
            <button class="button need" value="cancel">${selectionText.cancelNow(this.jobs)}</button>
          </div>
        </form>
      </dialog>
    `;
  }

  #outside(event: MouseEvent) {
    if (event.target === this.dialog) this.dialog.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'list-cancel-dialog': ListCancelDialog;
  }
}
