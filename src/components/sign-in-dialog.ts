import {localized} from '@lit/localize';
import {LitElement, css, html} from 'lit';
import {customElement, property, query} from 'lit/decorators.js';
import {dialogStyles} from './dialog-styles.ts';
import './icon.ts';
import {actionText} from './messages.ts';
import type {SignIn} from './sign-in.ts';
import './sign-in.ts';
import {theme} from './theme.ts';

/** Signing in again, over a list whose jobs wait where they are. */
@customElement('sign-in-dialog')
@localized()
export class SignInDialog extends LitElement {
  static override styles = [
    theme,
    dialogStyles,
    css`
      .body {
        padding-top: 16px;
      }
    `,
  ];

  @property() baseUrl = '';
  @property() failure = '';
  @property({type: Boolean}) busy = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('sign-in') private form!: SignIn;

  async open() {
    await this.updateComplete;
    this.dialog.showModal();
    // Firefox does not look for `autofocus` inside another element's shadow.
    this.form.focus();
  }

  close() {
    this.dialog.close();
  }

  protected override render() {
    return html`
      <dialog aria-labelledby="title">
        <div class="head">
          <h1 id="title">${actionText.signIn()}</h1>
          <button class="icon-button" aria-label=${actionText.close()} @click=${this.close}>
            <carryon-icon name="close"></carryon-icon>
          </button>
        </div>
        <div class="body">
          <sign-in again .baseUrl=${this.baseUrl} .failure=${this.failure} .busy=${this.busy}></sign-in>
        </div>
      </dialog>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sign-in-dialog': SignInDialog;
  }
}
