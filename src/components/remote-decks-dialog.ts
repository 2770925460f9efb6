import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import type {RemoteDeck, RemoteDecks} from '../app-api.ts';
import {toJobError} from '../queue/failure.ts';
import type {PublicJob} from '../queue/public-job.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import {StoreController} from '../store/store-controller.ts';
import {deckStateText, deckText} from './deck-messages.ts';
import {closeOutside, dialogStyles} from './dialog-styles.ts';
import {describeFailure} from './messages.ts';
import './icon.ts';
import {ActionEvent} from './list-events.ts';
import {actionText} from './messages.ts';
import {formatBytes, formatClock} from './numbers.ts';
import {theme} from './theme.ts';

const dayMs = 86_400_000;
/** What is shown first: a month. */
const firstDays = 30;

/** What the service that converts has for this user, also what was made elsewhere: by date, to be fetched and opened. */
@customElement('remote-decks-dialog')
@localized()
export class RemoteDecksDialog extends LitElement {
  static override styles = [
    theme,
    dialogStyles,
    css`
      .dates {
        display: flex;
        flex-wrap: wrap;
        gap: 12px;
        padding: 16px 0 12px;
      }
      label {
        display: grid;
        flex: 1 1 9em;
        gap: 4px;
        color: var(--color-ink-2);
        font-size: var(--text-s);
      }
      input {
        min-height: 36px;
        padding: 0 10px;
        border: 1px solid var(--color-line-strong);
        border-radius: var(--radius-m);
        background: var(--color-sunken);
        color: var(--color-ink);
        font: inherit;
        color-scheme: inherit;
      }
      .muted {
        padding: 12px 0;
        color: var(--color-ink-2);
      }
      li {
        display: flex;
        align-items: center;
        gap: 12px;
        min-height: 60px;
        padding: 8px 0;
        border-top: 1px solid var(--color-line);
      }
      .about {
        flex: 1;
        min-width: 0;
      }
      .name {
        overflow: hidden;
        font-weight: var(--weight-medium);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .sentence {
        color: var(--color-ink-2);
        font-size: var(--text-s);
        line-height: var(--leading-s);
      }
      .need {
        color: var(--color-need);
      }
      .button {
        flex: none;
      }
    `,
  ];

  @property({attribute: false}) store!: JobsStore;
  @state() private answer: RemoteDecks | 'asking' | {readonly reason: string} = 'asking';
  /** Why a deck could not be fetched. */
  @state() private refused: {readonly token: string; readonly reason: string} | undefined;
  @state() private from = dayOf(Date.now() - firstDays * dayMs);
  @state() private until = '';
  @query('dialog') private dialog!: HTMLDialogElement;
  readonly #jobs = new StoreController(
    this,
    () => this.store,
    ({byUuid}) => byUuid,
    () => false,
  );
  #asked = 0;

  async open() {
    await this.updateComplete;
    this.dialog.showModal();
    await this.#ask();
  }

  protected override render() {
    return html`
      <dialog class="sheet" aria-labelledby="title" @click=${closeOutside}>
        <div class="head">
          <h1 id="title">${deckText.onServer()}</h1>
          <button class="icon-button" aria-label=${actionText.close()} @click=${() => this.dialog.close()}>
            <carryon-icon name="close"></carryon-icon>
          </button>
        </div>
        <div class="body">
          <div class="dates">
            ${this.#date(deckText.from(), this.from, (day) => (this.from = day))}
            ${this.#date(deckText.until(), this.until, (day) => (this.until = day))}
          </div>
          <div role="status">${this.#status()}</div>
          <ul>
            ${'decks' in Object(this.answer) ? (this.answer as RemoteDecks).decks.map((deck) => this.#row(deck)) : nothing}
          </ul>
        </div>
      </dialog>
    `;
  }

  #date(name: string, value: string, set: (day: string) => void) {
    return html`
      <label
        >${name}<input
          type="date"
          .value=${value}
          @change=${(event: Event) => {
            set((event.target as HTMLInputElement).value);
            void this.#ask();
          }}
      /></label>
    `;
  }

  #status() {
    const {answer} = this;
    if (answer === 'asking') return html`<p class="muted">${deckText.asking()}</p>`;
    if ('reason' in answer) return html`<p class="muted need">${answer.reason}</p>`;
    if (answer.count === 0) return html`<p class="muted">${deckText.none()}</p>`;
    const shown = answer.decks.length;
    return shown < answer.count ? html`<p class="muted">${deckText.newest(shown, answer.count)}</p>` : nothing;
  }

  #row(deck: RemoteDeck) {
    const {fileName, fileSize, state, createdAt, totalPages, lastError} = deck;
    const facts = [
      createdAt === undefined ? '' : formatClock(createdAt, {now: Date.now()}),
      totalPages === undefined ? '' : deckText.pages(totalPages),
      formatBytes(fileSize),
    ].filter((fact) => fact !== '');
    const reason = this.refused?.token === deck.token ? this.refused.reason : undefined;
    return html`
      <li tabindex="-1">
        <div class="about">
          <p class="name" title=${fileName}>${fileName}</p>
          <p class="sentence ${state === 'halted' ? 'need' : ''}">
            ${state === 'halted' && lastError ? lastError : deckStateText[state]()} · ${facts.join(' · ')}
          </p>
          <p class="sentence need" role="alert">${reason}</p>
        </div>
        ${this.#button(deck)}
      </li>
    `;
  }

  #button(deck: RemoteDeck) {
    const job = this.#jobOf(deck.token);
    if (job?.openable) {
      return html`<button class="button main" @click=${() => this.#open(job)}>${actionText.open()}</button>`;
    }
    if (job) return html`<span class="sentence">${deckText.here()}</span>`;
    const isThere = deck.state === 'completed' || deck.state === 'notifying';
    return isThere
      ? html`<button class="button" @click=${(event: Event) => void this.#fetch(deck, event)}>
          <carryon-icon name="download" .size=${18}></carryon-icon>${deckText.fetch()}
        </button>`
      : nothing;
  }

  #jobOf(token: string): PublicJob | undefined {
    return [...(this.#jobs.value?.values() ?? [])].find((job) => job.token === token);
  }

  #open(job: PublicJob) {
    this.dialog.close();
    this.dispatchEvent(new ActionEvent('open', [job.uuid]));
  }

  /** The button goes once the deck is on the list: its row takes the focus. */
  async #fetch(deck: RemoteDeck, {currentTarget}: Event) {
    if (currentTarget instanceof HTMLElement) currentTarget.closest('li')?.focus();
    this.refused = undefined;
    try {
      await this.store.fetchDecks([deck]);
    } catch (thrown) {
      this.refused = {token: deck.token, reason: reasonOf(thrown)};
    }
  }

  /** The last question counts, whichever answer comes last. */
  async #ask() {
    const asked = (this.#asked += 1);
    this.answer = 'asking';
    this.refused = undefined;
    const [from, until] = [startOf(this.from), startOf(this.until)];
    const range = {
      ...(from !== undefined && {since: new Date(from).toISOString()}),
      ...(until !== undefined && {until: new Date(until + dayMs).toISOString()}),
    };
    const answer = await this.store.remoteDecks(range).catch((thrown: unknown) => ({reason: reasonOf(thrown)}));
    if (asked === this.#asked) this.answer = answer;
  }
}

/** As date inputs say it, in this device's own time. */
function dayOf(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** @returns `undefined` for no date, and for a year of more than four digits, which date inputs let pass. */
function startOf(day: string): number | undefined {
  const ms = Date.parse(`${day}T00:00`);
  return Number.isNaN(ms) ? undefined : ms;
}

function reasonOf(thrown: unknown): string {
  const {code, values} = toJobError(thrown);
  // Nothing here goes on by itself.
  return code === 'network-lost' ? describeFailure('server-silent') : describeFailure(code, values);
}

declare global {
  interface HTMLElementTagNameMap {
    'remote-decks-dialog': RemoteDecksDialog;
  }
}
