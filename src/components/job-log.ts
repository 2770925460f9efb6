import {localized} from '@lit/localize';
import {LitElement, type PropertyValues, css, html, nothing} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import type {JobLogEntry} from '../app-api.ts';
import type {PublicJob} from '../queue/public-job.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import {jobText, listText} from './list-messages.ts';
import {logSentence} from './log-sentence.ts';
import {formatClock} from './numbers.ts';
import {theme} from './theme.ts';

/** So many of the latest entries are shown at first. */
const shownAtFirst = 8;

/** What happened to a job, in sentences, the newest first. */
@customElement('job-log')
@localized()
export class JobLog extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: block;
      }
      h3 {
        margin-bottom: 10px;
        color: var(--color-ink-2);
        font-size: var(--text-xs);
        line-height: 1rem;
        font-weight: var(--weight-strong);
      }
      ol {
        padding: 10px 12px;
        border-radius: var(--radius-m);
        background: var(--color-sunken);
        color: var(--color-ink-2);
        font-size: var(--text-s);
        line-height: var(--leading-s);
      }
      li {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: 12px;
        padding: 2px 0;
      }
      time {
        color: var(--color-ink-3);
      }
      span {
        overflow-wrap: anywhere;
      }
      .wait span {
        color: var(--color-wait);
      }
      .need span {
        color: var(--color-need);
      }
      button {
        margin-top: 4px;
      }
    `,
  ];

  @property({attribute: false}) store!: JobsStore;
  @property({attribute: false}) job!: PublicJob;
  @state() private entries: readonly JobLogEntry[] = [];
  @state() private whole = false;

  #read = '';

  protected override willUpdate(changed: PropertyValues<this>) {
    const before: unknown = changed.get('job');
    if (before !== undefined && (before as PublicJob).uuid !== this.job.uuid) {
      this.entries = [];
      this.whole = false;
    }
    const key = changeKey(this.job);
    if (key === this.#read) return;
    this.#read = key;
    void this.#readLog(key);
  }

  protected override render() {
    const {entries} = this;
    const shown = this.whole ? entries : entries.slice(-shownAtFirst);
    return html`
      <h3>${jobText.whatHappened()}</h3>
      <ol>
        ${shown.toReversed().map((entry) => this.#entry(entry))}
      </ol>
      ${
        entries.length > shownAtFirst
          ? html`<button class="button slim bare" aria-expanded=${String(this.whole)} @click=${this.#fold}>
              ${this.whole ? listText.showFewer() : listText.showAll(entries.length)}
            </button>`
          : nothing
      }
    `;
  }

  #entry(entry: JobLogEntry) {
    const {text, tone} = logSentence(entry, this.job.kind);
    return html`
      <li class=${tone}>
        <time class="number" datetime=${entry.at}>${formatClock(entry.at, {seconds: true})}</time><span>${text}</span>
      </li>
    `;
  }

  #fold() {
    this.whole = !this.whole;
  }

  /** A later change may have been read before this one: the latest counts. */
  async #readLog(key: string) {
    const entries = await this.store.jobLog(this.job.uuid);
    if (key === this.#read) this.entries = entries;
  }
}

/** What of a job changes whenever its log has grown; progress is not logged. */
function changeKey({uuid, state, step, attempts, flowRoute, way, blocked, place, error}: PublicJob): string {
  return [uuid, state, step, attempts, flowRoute, way, blocked, place, error?.at].join(' ');
}

declare global {
  interface HTMLElementTagNameMap {
    'job-log': JobLog;
  }
}
