import {localized} from '@lit/localize';
import {LitElement, css, html} from 'lit';
import {customElement, query} from 'lit/decorators.js';
import './add-files.ts';
import type {AddFiles} from './add-files.ts';
import './icon.ts';
import {actionText, emptyText, shellText} from './messages.ts';
import {RequestEvent} from './shell-events.ts';
import './story-line.ts';
import {theme} from './theme.ts';

/** Nothing here yet: a full page to drop files on, which says what will happen to them. */
@customElement('empty-page')
@localized()
export class EmptyPage extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        flex: 1;
        display: flex;
        flex-direction: column;
        align-items: center;
        justify-content: center;
        margin: 4px var(--space-4) var(--space-4);
        padding: var(--space-6) var(--space-5);
        border: 1.5px dashed var(--color-line-strong);
        border-radius: var(--radius-xl);
        background: var(--color-surface);
        text-align: center;
      }
      h1 {
        margin: 28px 0 8px;
        font-size: var(--text-xxl);
        line-height: var(--leading-xxl);
        font-weight: var(--weight-strong);
        letter-spacing: -0.015em;
        text-wrap: balance;
      }
      h1:lang(zh) {
        letter-spacing: 0;
      }
      p {
        max-width: 34em;
        color: var(--color-ink-2);
        font-size: var(--text-l);
        line-height: var(--leading-l);
        text-wrap: balance;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: 10px;
        margin: 26px 0 34px;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: 10px 30px;
        color: var(--color-ink-2);
        font-size: var(--text-s);
        line-height: var(--leading-s);
      }
      li {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      li carryon-icon {
        color: var(--color-move);
      }
      @media (max-width: 720px) {
        :host {
          margin: 4px 10px calc(10px + env(safe-area-inset-bottom));
          padding: 28px 18px;
        }
        h1 {
          margin-top: 22px;
          font-size: 1.5rem;
          line-height: 2rem;
        }
        p {
          font-size: var(--text-m);
          line-height: var(--leading-m);
        }
        .ways {
          flex-direction: column;
          align-self: stretch;
        }
        .ways > * {
          min-height: 46px;
        }
        .facts {
          flex-direction: column;
          align-items: flex-start;
        }
      }
    `,
  ];

  @query('add-files:not([as])') readonly addFiles!: AddFiles;

  protected override render() {
    return html`
      <story-line></story-line>
      <h1>${emptyText.title()}</h1>
      <p>${emptyText.text()}</p>
      <div class="ways">
        <add-files></add-files>
        <add-files as="convert"></add-files>
        <button class="button large" @click=${() => this.dispatchEvent(new RequestEvent('folder'))}>
          <carryon-icon name="folder" .size=${18}></carryon-icon>${actionText.folder()}
        </button>
        <button class="button large" @click=${() => this.dispatchEvent(new RequestEvent('links'))}>
          <carryon-icon name="link" .size=${18}></carryon-icon>${actionText.links()}
        </button>
      </div>
      <ul class="facts">
        <li><carryon-icon name="upload"></carryon-icon>${shellText.factUpload()}</li>
        <li><carryon-icon name="transcode"></carryon-icon>${shellText.factTranscode()}</li>
        <li><carryon-icon name="undo"></carryon-icon>${shellText.factKeep()}</li>
      </ul>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'empty-page': EmptyPage;
  }
}
