import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import './icon.ts';
import {incomingFiles, incomingOf} from './incoming.ts';
import {emptyText, shellText} from './messages.ts';
import {linksIn} from './links.ts';
import {IncomingEvent, PasteLinksEvent} from './shell-events.ts';
import {theme} from './theme.ts';

/** What browsers make of a link that is dragged. */
const linkList = 'text/uri-list';

/**
 * The whole window takes drops and pastes of files and of links. While something is over it: a ring, and a card with the count
 * if the browser tells it. Drags of our own rows and of plain text are left alone.
 *
 * @fires shell-incoming - {@link IncomingEvent}
 * @fires shell-paste-links - {@link PasteLinksEvent}
 */
@customElement('drop-zone')
@localized()
export class DropZone extends LitElement {
  static override styles = [
    theme,
    css`
      .ring {
        position: fixed;
        z-index: 15;
        inset: 6px;
        border: 2px solid var(--color-move-fill);
        border-radius: var(--radius-l);
        background: color-mix(in srgb, var(--color-move-soft) 45%, transparent);
        pointer-events: none;
      }
      .card {
        position: fixed;
        z-index: 20;
        inset: auto 0 calc(36px + env(safe-area-inset-bottom));
        display: flex;
        align-items: center;
        gap: 14px;
        width: max-content;
        max-width: 92vw;
        margin: auto;
        padding: 14px 20px 14px 16px;
        border-radius: var(--radius-l);
        background: var(--color-raised);
        box-shadow: var(--shadow-3);
        pointer-events: none;
      }
      carryon-icon {
        color: var(--color-move);
      }
      b {
        font-weight: var(--weight-strong);
      }
    `,
  ];

  /** Signed in: files may come. */
  @property({type: Boolean}) ready = false;
  /** How many files are over the window; 0: the browser does not say; `undefined`: none. */
  @state() private over: number | undefined;

  readonly #listeners = {
    dragenter: (event: DragEvent) => this.#enter(event),
    dragover: (event: DragEvent) => this.#enter(event),
    dragleave: (event: DragEvent) => this.#leave(event),
    drop: (event: DragEvent) => this.#drop(event),
    paste: (event: ClipboardEvent) => this.#paste(event),
  };

  override connectedCallback() {
    super.connectedCallback();
    for (const [type, listener] of Object.entries(this.#listeners)) {
      window.addEventListener(type, listener as EventListener);
    }
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    for (const [type, listener] of Object.entries(this.#listeners)) {
      window.removeEventListener(type, listener as EventListener);
    }
  }

  protected override render() {
    if (this.over === undefined) return nothing;
    const sentence = this.over > 0 ? emptyText.dropOver(this.over) : emptyText.dropAny();
    return html`
      <div class="ring"></div>
      <div class="card">
        <carryon-icon name=${this.ready ? 'add' : 'signin'} .size=${28}></carryon-icon>
        <b>${this.ready ? sentence : shellText.signInToAdd()}</b>
      </div>
    `;
  }

  #enter(event: DragEvent) {
    const {dataTransfer} = event;
    if (!dataTransfer?.types.some((type) => type === 'Files' || type === linkList)) return;
    event.preventDefault();
    dataTransfer.dropEffect = this.ready ? 'copy' : 'none';
    this.over = [...dataTransfer.items].filter(({kind}) => kind === 'file').length;
  }

  #leave(event: DragEvent) {
    // Leaving an element for another one names that one; leaving the window names none.
    if (event.relatedTarget === null) this.over = undefined;
  }

  #drop(event: DragEvent) {
    if (this.over === undefined) return;
    event.preventDefault();
    this.over = undefined;
    const {dataTransfer} = event;
    if (!this.ready || !dataTransfer) return;
    if (dataTransfer.types.includes('Files')) this.dispatchEvent(new IncomingEvent(incomingOf(dataTransfer)));
    else this.#offer(dataTransfer.getData(linkList));
  }

  #paste(event: ClipboardEvent) {
    const target = event.composedPath()[0];
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
    if (!this.ready) return;
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) this.dispatchEvent(new IncomingEvent(incomingFiles(files)));
    else if (!this.#offer(event.clipboardData?.getData('text/plain') ?? '')) return;
    event.preventDefault();
  }

  /** @returns Whether there are links in the text. */
  #offer(text: string): boolean {
    const hasLinks = linksIn(text).length > 0;
    if (hasLinks) this.dispatchEvent(new PasteLinksEvent(text));
    return hasLinks;
  }
}
