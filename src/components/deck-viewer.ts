import {localized} from '@lit/localize';
import {LitElement, html, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import type {OpenedDeck} from '../app-api.ts';
import type {PublicJob} from '../queue/public-job.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import {type DeckCommand, DeckPort, type DeckWish} from './deck-frame.ts';
import {viewerText} from './deck-viewer-messages.ts';
import {deckViewerStyles} from './deck-viewer-styles.ts';
import './icon.ts';
import type {IconName} from './icon.ts';
import {playerText} from './list-messages.ts';
import {actionText} from './messages.ts';
import {takeDownload} from './take-download.ts';
import {theme} from './theme.ts';

/**
 * Shows a deck over the whole page: the slides in a sandboxed frame, whose page asks for its files through a port; the
 * bar above is ours. The focus returns to where it came from.
 *
 * @fires deck-closed - The focus has gone back, if there was anything for it to go back to
 */
@customElement('deck-viewer')
@localized()
export class DeckViewer extends LitElement {
  static override styles = [theme, deckViewerStyles];

  @property({attribute: false}) store!: JobsStore;
  @state() private fileName = '';
  @state() private deck: OpenedDeck | undefined;
  @state() private failure: string | undefined;
  @state() private busy = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('.whole') private whole!: HTMLElement;
  @query('iframe') private frame!: HTMLIFrameElement | null;
  #port: DeckPort | undefined;
  /** Counts openings: what an earlier one was still waiting for is not shown in the next. */
  #opening = 0;
  #isFullScreen = false;

  /** Shows the deck of a finished convert. */
  async openDeck({uuid, fileName}: Pick<PublicJob, 'uuid' | 'fileName'>): Promise<void> {
    await this.#open(fileName, () => this.store.openDeck(uuid));
  }

  /** Shows a presentation as it is: a `.pptx`, or the one of a job. */
  async openPreview(deck: File | Pick<PublicJob, 'uuid' | 'fileName'>): Promise<void> {
    const fileName = deck instanceof File ? deck.name : deck.fileName;
    await this.#open(fileName, () => this.store.previewDeck(deck instanceof File ? deck : deck.uuid));
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#letGo();
  }

  protected override render() {
    return html`
      <dialog aria-label=${this.fileName || nothing} @close=${this.#closed}>
        <div class="whole" @fullscreenchange=${() => this.#setFullScreen(this.#fillsScreen)}>
          <header>
            <h1>${this.fileName}</h1>
            ${this.#chip()}
            <span class="grow"></span>
            ${this.#buttons()}
          </header>
          <div class="screen">${this.#screen()}</div>
        </div>
      </dialog>
    `;
  }

  #chip() {
    if (!this.deck || !('url' in this.deck)) return nothing;
    const words = this.deck.from === 'device' ? viewerText.preview() : viewerText.kept();
    const look = this.deck.from === 'device' ? 'chip' : 'chip move';
    return html`
      <span class=${look} title=${words}>
        <carryon-icon name=${this.deck.from === 'device' ? 'deck' : 'check'} size="14"></carryon-icon>
        <span class="words">${words}</span>
      </span>
    `;
  }

  #buttons() {
    const isShown = this.deck && 'url' in this.deck && this.failure === undefined;
    const save = this.deck?.from === 'device' ? viewerText.saveAsH5() : actionText.save();
    return html`
      ${
        isShown
          ? html`
              ${this.#button('search', viewerText.search(), () => this.#do('search'))}
              ${this.#button('notes', viewerText.notes(), () => this.#do('notes'))}
              ${this.#button('overview', viewerText.overview(), () => this.#do('overview'))}
            `
          : nothing
      }
      ${this.deck ? this.#button('download', save, () => void this.#save()) : nothing}
      ${isShown && document.fullscreenEnabled ? this.#button('full', playerText.fullScreen(), () => void this.#toggleFullScreen()) : nothing}
      ${this.#button('close', actionText.close(), () => this.dialog.close())}
    `;
  }

  #screen() {
    if (this.failure !== undefined) {
      return html`<div class="message" role="alert"><p>${viewerText.failed(this.failure)}</p></div>`;
    }
    if (!this.deck) return html`<p class="message" role="status">${viewerText.opening()}</p>`;
    if ('url' in this.deck) {
      return html`<iframe src=${this.deck.url} title=${viewerText.slides()} @load=${this.#connect}></iframe>`;
    }
    const reason = this.deck.hidden === 'foreign' ? viewerText.foreign() : viewerText.noServiceWorker();
    return html`
      <div class="message" role="status">
        <p>${reason}</p>
        <button class="button" @click=${this.#save}>${actionText.save()}</button>
      </div>
    `;
  }

  #button(icon: IconName, text: string, act: () => void) {
    return html`
      <button class="icon-button" aria-label=${text} title=${text} ?disabled=${this.busy} @click=${act}>
        <carryon-icon name=${icon}></carryon-icon>
      </button>
    `;
  }

  async #open(fileName: string, find: () => Promise<OpenedDeck>): Promise<void> {
    this.#letGo();
    const opening = this.#opening;
    this.fileName = fileName;
    await this.updateComplete;
    this.dialog.showModal();
    try {
      const deck = await find();
      if (opening === this.#opening) this.deck = deck;
    } catch (error) {
      if (opening === this.#opening) this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  readonly #connect = () => {
    const page = this.frame?.contentWindow;
    if (!page || !this.deck || !('url' in this.deck)) return;
    this.#port?.close();
    this.#port = new DeckPort(page, this.deck, document.documentElement.lang, (wish) => this.#grant(wish));
    this.frame?.focus();
  };

  #grant(wish: DeckWish) {
    switch (wish.type) {
      case 'close':
        return this.dialog.close();
      case 'full-screen':
        return void this.#toggleFullScreen();
      case 'open':
        if (/^(?:https?|mailto):/i.test(wish.href)) window.open(wish.href, '_blank', 'noopener,noreferrer');
    }
  }

  #do(command: DeckCommand) {
    this.frame?.focus();
    this.#port?.do(command);
  }

  /** Browsers refuse it to a dialog, so what is in it goes. */
  async #toggleFullScreen(): Promise<void> {
    this.frame?.focus();
    if (this.#fillsScreen) return await document.exitFullscreen();
    if (this.#isFullScreen) return this.#setFullScreen(false);
    try {
      await this.whole.requestFullscreen();
    } catch {
      // Refused, or not to be had: at least the player's own bars go.
      this.#setFullScreen(true);
    }
  }

  get #fillsScreen(): boolean {
    return Boolean(this.shadowRoot?.fullscreenElement);
  }

  #setFullScreen(on: boolean) {
    this.#isFullScreen = on;
    this.#port?.tellFullScreen(on);
  }

  readonly #save = async () => {
    if (!this.deck || this.busy) return;
    this.busy = true;
    try {
      takeDownload(await this.deck.save());
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.busy = false;
    }
  };

  readonly #closed = async () => {
    this.#letGo();
    // Until then the focus may be in the frame.
    await this.updateComplete;
    this.dispatchEvent(new Event('deck-closed'));
  };

  readonly #letGo = () => {
    if (this.#fillsScreen) void document.exitFullscreen();
    this.#isFullScreen = false;
    this.#opening += 1;
    this.#port?.close();
    this.#port = undefined;
    this.deck = this.failure = undefined;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'deck-viewer': DeckViewer;
  }
}
