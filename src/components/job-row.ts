import {localized} from '@lit/localize';
import {LitElement, type PropertyValues, html, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import type {StateEvent} from '../app-api.ts';
import type {PublicJob} from '../queue/public-job.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import type {Move} from '../store/meter.ts';
import {StoreController} from '../store/store-controller.ts';
import {actions, asks, mainAction} from './job-actions.ts';
import {type Sentence, sentenceOf} from './job-sentence.ts';
import {jobTrack, jobTrackStyles, piecesOf, trackLook} from './job-track.ts';
import {ActionEvent, MenuEvent, SelectEvent} from './list-events.ts';
import {kindText, listText} from './list-messages.ts';
import {numbersOf, shownPercent, spokenProgress, sizeOf} from './list-numbers.ts';
import {kindIcon, picture, rowIcon} from './list-pictures.ts';
import {rowStyles, thumbStyles} from './list-row-styles.ts';
import type {Seconds} from './list-seconds.ts';
import {actionText} from './messages.ts';
import {formatMediaTime} from './numbers.ts';
import {PosterController} from './poster-controller.ts';
import {theme} from './theme.ts';

/**
 * One line of the list: what it is, how far it got, what happens next, and the one thing to do about it.
 *
 * @fires list-action - {@link ActionEvent}
 * @fires list-menu - {@link MenuEvent}
 * @fires list-select - {@link SelectEvent}
 */
@customElement('job-row')
@localized()
export class JobRow extends LitElement {
  static override styles = [theme, rowStyles, thumbStyles, jobTrackStyles];

  @property({attribute: false}) store!: JobsStore;
  @property({attribute: false}) uuid!: string;
  @property({attribute: false}) seconds!: Seconds;
  @property({type: Boolean}) selected = false;
  /** Shown with a check box, because rows are being chosen. */
  @property({type: Boolean, reflect: true}) choosing = false;
  /** Two lines, the track across: for narrow lists. */
  @property({type: Boolean, reflect: true, attribute: 'two-lines'}) twoLines = false;
  /** The button has words, since a person has to decide. */
  @property({type: Boolean, reflect: true}) asks = false;

  readonly #job = new StoreController<PublicJob | undefined>(
    this,
    () => this.store,
    ({byUuid}) => byUuid.get(this.uuid),
  );
  readonly #move = new StoreController<Move | undefined>(
    this,
    () => this.store,
    ({moves}) => moves.get(this.uuid),
  );
  readonly #ahead = new StoreController<number>(
    this,
    () => this.store,
    ({arrangement}) => arrangement.ahead.get(this.uuid) ?? 0,
  );
  readonly #usualSeconds = new StoreController<number | undefined>(
    this,
    () => this.store,
    ({arrangement}) => arrangement.usualDeckSeconds,
  );
  readonly #state = new StoreController<StateEvent | undefined>(
    this,
    () => this.store,
    ({state}) => state,
  );
  readonly #poster = new PosterController(
    this,
    () => this.store,
    () => this.#shown,
  );
  #stopTicking: (() => void) | undefined;
  /** Kept when the job goes before its row does. */
  #shown: PublicJob | undefined;

  get job(): PublicJob | undefined {
    return this.#shown;
  }

  /** The focus goes along the row's buttons, and back to the row. */
  step(way: 'into' | 'back'): boolean {
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>('.actions button')].filter(isShown);
    const now = buttons.findIndex((button) => button.matches(':focus'));
    const next = way === 'into' ? buttons[now + 1] : now > 0 ? buttons[now - 1] : this;
    if (!next || (way === 'back' && now < 0)) return false;
    next.focus();
    return true;
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#tick(false);
  }

  protected override willUpdate(changed: PropertyValues<this>) {
    if (changed.has('uuid')) this.#shown = undefined;
    const job = (this.#shown = this.#job.value ?? this.#shown);
    if (!job) return;
    this.asks = asks(job);
    this.ariaSelected = String(this.selected);
    this.dataset['uuid'] = job.uuid;
    this.dataset['kind'] = job.kind;
    this.dataset['state'] = job.state;
    this.#tick(job.state === 'retrying');
  }

  protected override render() {
    const job = this.#shown;
    if (!job) return nothing;
    const sentence = sentenceOf(job, {
      ahead: this.#ahead.value ?? 0,
      state: this.#state.value,
      nowMs: Date.now(),
    });
    this.ariaLabel = [job.fileName, kindText[job.kind](), sentence.text, shownPercent(job, this.#move.value)]
      .filter(Boolean)
      .join(', ');
    return html`
      ${this.#thumb(job)}
      <div class="who" role="gridcell">${fileName(job.fileName)} ${say(sentence)}</div>
      ${this.#progress(job, sentence)}
      <div class="size number" role="gridcell">
        ${sizeOf(job)}
        ${job.durationSeconds === undefined ? nothing : html`<span class="length">${formatMediaTime(job.durationSeconds)}</span>`}
      </div>
      ${this.#actions(job)}
    `;
  }

  #thumb(job: PublicJob) {
    return html`
      <div class="thumb" role="gridcell">
        ${picture(job, this.#poster.url)}
        <span class="badge">${rowIcon(kindIcon[job.kind], 13)}</span>
        <button
          class="check"
          role="checkbox"
          tabindex="-1"
          aria-checked=${this.selected ? 'true' : 'false'}
          aria-label=${listText.select(job.fileName)}
          @click=${this.#select}
        >
          ${rowIcon('check', 16)}
        </button>
      </div>
    `;
  }

  #progress(job: PublicJob, {text}: Sentence) {
    const move = job.state === 'running' ? this.#move.value : undefined;
    const percent = move?.percent ?? job.percent;
    const look = trackLook(job);
    const usual = this.#usualSeconds.value;
    const bar = html`
      <div
        class=${look ? 'bar' : 'visually-hidden'}
        role="progressbar"
        aria-label=${job.fileName}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${job.state === 'done' ? 100 : percent}
        aria-valuetext=${spokenProgress(job, move, text, usual)}
      >
        ${look ? jobTrack(look, piecesOf(job, percent)) : nothing}
      </div>
    `;
    return html`
      <div class="progress ${look ? '' : 'bare'}" role="gridcell">
        ${look ? numbersOf(job, move, usual) : nothing}${bar}
      </div>
    `;
  }

  #actions(job: PublicJob) {
    const name = mainAction(job);
    const action = name && actions[name];
    const button =
      action &&
      (this.asks
        ? html`
            <button
              class="button slim ${name === 'allow' ? 'main' : ''}"
              tabindex="-1"
              data-action=${name}
              @click=${this.#act}
            >
              ${action.text()}
            </button>
          `
        : html`
            <button
              class="icon-button"
              tabindex="-1"
              data-action=${name}
              aria-label=${listText.named(action.text(), job.fileName)}
              title=${action.text()}
              @click=${this.#act}
            >
              ${rowIcon(action.icon)}
            </button>
          `);
    return html`
      <div class="actions" role="gridcell">
        ${this.asks ? button : nothing}
        <button
          class="icon-button faint more"
          tabindex="-1"
          aria-haspopup="menu"
          aria-label=${listText.named(actionText.more(), job.fileName)}
          title=${actionText.more()}
          @click=${this.#menu}
        >
          ${rowIcon('more')}
        </button>
        ${this.asks ? nothing : (button ?? nothing)}
      </div>
    `;
  }

  #act(event: Event) {
    const name = this.#shown && mainAction(this.#shown);
    event.stopPropagation();
    if (name) this.dispatchEvent(new ActionEvent(name, [this.uuid]));
  }

  #menu(event: Event) {
    event.stopPropagation();
    this.dispatchEvent(new MenuEvent(this.uuid, event.currentTarget as HTMLElement));
  }

  #select(event: MouseEvent) {
    event.stopPropagation();
    this.dispatchEvent(new SelectEvent(this.uuid, event.shiftKey ? 'up-to-this' : 'this'));
  }

  /** A countdown runs: once a second there is a new text. */
  #tick(on: boolean) {
    if (on) this.#stopTicking ??= this.seconds.listen(() => this.requestUpdate());
    else {
      this.#stopTicking?.();
      this.#stopTicking = undefined;
    }
  }
}

/** The name, cut in the middle when it is too long: its ending says what it is. */
export function fileName(name: string) {
  const tail = Math.min(8, Math.floor(name.length / 2));
  const split = name.length - tail;
  return html`
    <div class="name" title=${name}>
      <span class="head">${name.slice(0, split)}</span><span class="tail">${name.slice(split)}</span>
    </div>
  `;
}

function isShown(element: HTMLElement): boolean {
  return element.offsetParent !== null;
}

function say({text, tone, icon}: Sentence) {
  return html`<div class="say ${tone}">${icon ? rowIcon(icon, 15) : nothing}<span>${text}</span></div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'job-row': JobRow;
  }
}
