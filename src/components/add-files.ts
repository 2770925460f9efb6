import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property, query} from 'lit/decorators.js';
import type {AddedKind} from './adding.ts';
import {deckText} from './deck-messages.ts';
import './icon.ts';
import {incomingFiles} from './incoming.ts';
import {actionText} from './messages.ts';
import {IncomingEvent} from './shell-events.ts';
import {presentationEndings} from './presentation-endings.ts';
import {theme} from './theme.ts';

/** Endings alone: what browsers make of their media types differs. */
const accepted = presentationEndings.map((ending) => `.${ending}`).join(',');

/**
 * A file input; its label is the button. The page has one for each of {@link AddedKind}, drawn in one place at a time: in
 * the empty page, in the toolbar, or in the phone's bottom bar.
 *
 * @fires shell-incoming - {@link IncomingEvent}
 */
@customElement('add-files')
@localized()
export class AddFiles extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: block;
      }
      .button {
        width: 100%;
        height: 100%;
      }
      label:has(:focus-visible) {
        outline: 2px solid var(--color-focus);
        outline-offset: 2px;
      }
      .joined {
        border-start-end-radius: 0;
        border-end-end-radius: 0;
      }
      .dock {
        min-height: var(--touch);
        padding: 0 18px;
      }
      .icon-button.dock {
        width: var(--touch);
        padding: 0;
      }
      .icon-button {
        position: relative;
      }
      input {
        position: absolute;
        inset: 0;
        opacity: 0;
        pointer-events: none;
      }
    `,
  ];

  /** Where it stands, and so how large it is. */
  @property() place: 'hero' | 'joined' | 'dock' = 'hero';
  /** What the files become. */
  @property() as: AddedKind = 'upload';
  @query('input') private input!: HTMLInputElement;

  /** Opens the browser's dialog. Only within a click or a key press. */
  choose() {
    this.input.click();
  }

  override focus() {
    this.input.focus();
  }

  protected override render() {
    return this.as === 'upload' ? this.#files() : this.#presentations();
  }

  #files() {
    const size = {hero: 'large', joined: 'slim joined', dock: 'dock'}[this.place];
    return html`
      <label class="button main ${size}">
        <carryon-icon name="add" .size=${18}></carryon-icon>${actionText.add()}<input
          type="file"
          multiple
          aria-keyshortcuts="U"
          @change=${this.#chosen}
        />
      </label>
    `;
  }

  /** Beside the button for files it is a picture, except where there is room. */
  #presentations() {
    const text = deckText.add();
    const isWide = this.place === 'hero';
    return html`
      <label class=${isWide ? 'button large' : `icon-button ${this.place}`} title=${isWide ? nothing : text}>
        <carryon-icon name="deck" .size=${isWide ? 18 : 20}></carryon-icon
        ><span class=${isWide ? '' : 'visually-hidden'}>${text}</span
        ><input type="file" multiple accept=${accepted} @change=${this.#chosen} />
      </label>
    `;
  }

  #chosen() {
    const files = [...(this.input.files ?? [])];
    // Emptied, so that choosing the same file again is a change again.
    this.input.value = '';
    if (files.length > 0) this.dispatchEvent(new IncomingEvent(incomingFiles(files), this.as));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'add-files': AddFiles;
  }
}
