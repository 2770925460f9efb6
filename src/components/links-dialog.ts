import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, query, state} from 'lit/decorators.js';
import {askingStyles, closeOutside, dialogStyles} from './dialog-styles.ts';
import './icon.ts';
import {linksIn, type Link} from './links.ts';
import {linksText} from './links-messages.ts';
import {actionText} from './messages.ts';
import {LinksEvent} from './shell-events.ts';
import {theme} from './theme.ts';

const shownLinks = 4;

/**
 * Takes a list of links, shows which files they are, and has them downloaded.
 *
 * @fires shell-links - {@link LinksEvent}
 */
@customElement('links-dialog')
@localized()
export class LinksDialog extends LitElement {
  static override styles = [
    theme,
    dialogStyles,
    askingStyles,
    css`
      label {
        display: grid;
        gap: 6px;
        color: var(--color-ink-2);
        font-size: var(--text-s);
      }
      textarea {
        min-height: 8.5em;
        padding: 10px 12px;
        border: 1px solid var(--color-line-strong);
        border-radius: var(--radius-m);
        background: var(--color-sunken);
        color: var(--color-ink);
        font: inherit;
        line-height: var(--leading-s);
        resize: vertical;
        overflow-wrap: anywhere;
      }
      ul {
        display: grid;
        gap: 4px;
        color: var(--color-ink-2);
        font-size: var(--text-s);
      }
      li {
        display: flex;
        align-items: center;
        gap: 8px;
        min-width: 0;
      }
      li carryon-icon {
        flex: none;
        color: var(--color-ink-3);
      }
      li span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  @state() private text = '';
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('textarea') private field!: HTMLTextAreaElement;

  /** @param text What was pasted or dropped; empty: the person pastes here. */
  async open(text = '') {
    this.text = text;
    await this.updateComplete;
    this.dialog.showModal();
    this.field.focus();
  }

  protected override render() {
    const links = linksIn(this.text);
    return html`
      <dialog class="wide" aria-labelledby="title" @click=${closeOutside}>
        <form method="dialog" @submit=${() => this.dispatchEvent(new LinksEvent(links))}>
          <h1 id="title">${actionText.links()}</h1>
          <label>
            ${linksText.oneALine()}
            <textarea
              spellcheck="false"
              autocapitalize="off"
              placeholder="https://…"
              .value=${this.text}
              @input=${(event: InputEvent) => (this.text = (event.target as HTMLTextAreaElement).value)}
            ></textarea>
          </label>
          <div role="status">${this.text.trim() === '' ? nothing : found(links)}</div>
          <div class="buttons">
            <button type="button" class="button" @click=${() => this.dialog.close()}>${actionText.close()}</button>
            <button class="button main" ?disabled=${links.length === 0}>
              <carryon-icon name="download" .size=${18}></carryon-icon>${linksText.download(links.length)}
            </button>
          </div>
        </form>
      </dialog>
    `;
  }
}

function found(links: readonly Link[]) {
  if (links.length === 0) return html`<p class="muted">${linksText.none()}</p>`;
  const hidden = links.length - shownLinks;
  return html`
    <ul>
      ${links
        .slice(0, shownLinks)
        .map(
          ({url, fileName}) => html`
            <li title=${url}><carryon-icon name="link" .size=${16}></carryon-icon><span>${fileName}</span></li>
          `,
        )}
      ${hidden > 0 ? html`<li class="number">${linksText.more(hidden)}</li>` : nothing}
    </ul>
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    'links-dialog': LinksDialog;
  }
}
