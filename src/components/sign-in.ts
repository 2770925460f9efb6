import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property, query} from 'lit/decorators.js';
import './carryon-mark.ts';
import './icon.ts';
import {actionText, shellText} from './messages.ts';
import {SignInEvent} from './shell-events.ts';
import './story-line.ts';
import {theme} from './theme.ts';

/**
 * Server and token. On a first run with the story line above it; in a dialog when a sign-in has ended.
 *
 * @fires shell-sign-in - {@link SignInEvent}
 */
@customElement('sign-in')
@localized()
export class SignIn extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        flex: 1;
        display: flex;
        flex-direction: column;
        align-items: center;
        justify-content: center;
        gap: 40px;
        padding: var(--space-6) var(--space-4);
      }
      :host([again]) {
        display: block;
        padding: 0;
      }
      form {
        display: grid;
        gap: 14px;
        width: min(400px, 100%);
        padding: 28px 30px 32px;
        border-radius: var(--radius-xl);
        background: var(--color-surface);
        box-shadow: var(--shadow-1);
      }
      :host([again]) form {
        width: auto;
        padding: 0;
        box-shadow: none;
        background: none;
      }
      .brand {
        display: flex;
        align-items: center;
        gap: 8px;
        font-size: var(--text-l);
        line-height: var(--leading-l);
        font-weight: var(--weight-strong);
        letter-spacing: -0.01em;
      }
      label {
        display: grid;
        gap: 4px;
        color: var(--color-ink-2);
        font-size: var(--text-s);
        line-height: var(--leading-s);
      }
      input {
        height: max(38px, var(--control));
        padding: 0 10px;
        border: 1px solid var(--color-line-strong);
        border-radius: var(--radius-m);
        background: var(--color-surface);
        color: var(--color-ink);
        font-size: max(var(--text-m), 0.875rem);
      }
      .wrong {
        display: flex;
        gap: 8px;
        color: var(--color-need);
        font-size: var(--text-s);
        line-height: var(--leading-s);
        overflow-wrap: anywhere;
      }
      .button {
        margin-top: 4px;
      }
      @media (pointer: coarse) {
        input {
          font-size: var(--text-l);
        }
      }
    `,
  ];

  /** Shown in a dialog: somebody was signed in here. */
  @property({type: Boolean, reflect: true}) again = false;
  @property() baseUrl = '';
  /** Jobs that wait on this device. */
  @property({type: Number}) waiting = 0;
  /** Why the last try failed, as a sentence; empty: it did not. */
  @property() failure = '';
  @property({type: Boolean}) busy = false;
  @query('[name=server]') private server!: HTMLInputElement;
  @query('[name=token]') private token!: HTMLInputElement;

  /** Puts the focus into the token's field. */
  override focus() {
    this.token.focus();
  }

  protected override render() {
    return html`
      ${this.again ? nothing : html`<story-line></story-line>`}
      <form @submit=${this.#submit}>
        ${
          this.again
            ? nothing
            : html`<h1 class="brand"><carryon-mark></carryon-mark>Carryon</h1>
                <p class="muted">${this.waiting > 0 ? shellText.waitHere(this.waiting) : shellText.welcome()}</p>`
        }
        <label>
          ${shellText.server()}
          <input name="server" type="url" required autocomplete="url" .value=${this.baseUrl} />
        </label>
        <label>
          ${shellText.token()}
          <input
            name="token"
            type="password"
            required
            autocomplete="current-password"
            aria-describedby="hint ${this.failure ? 'wrong' : ''}"
            aria-invalid=${this.failure ? 'true' : 'false'}
          />
        </label>
        <p id="hint" class="quiet small">${shellText.tokenHint()}</p>
        <p id="wrong" class="wrong" role="alert" ?hidden=${!this.failure}>
          <carryon-icon name="alert" .size=${16}></carryon-icon>${this.failure}
        </p>
        <button class="button main large" ?disabled=${this.busy}>
          ${this.busy ? shellText.signingIn() : actionText.signIn()}
        </button>
      </form>
    `;
  }

  #submit(event: SubmitEvent) {
    event.preventDefault();
    this.dispatchEvent(new SignInEvent(this.server.value.trim().replace(/\/+$/, ''), this.token.value.trim()));
  }
}
