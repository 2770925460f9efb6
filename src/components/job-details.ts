import {localized} from '@lit/localize';
import {LitElement, type PropertyValues, html, nothing} from 'lit';
import {customElement, property, query} from 'lit/decorators.js';
import type {PublicJob} from '../queue/public-job.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import type {Move} from '../store/meter.ts';
import {isPossible} from '../store/possible.ts';
import {StoreController} from '../store/store-controller.ts';
import {type ActionName, actions, mainAction} from './job-actions.ts';
import {sentenceOf} from './job-sentence.ts';
import './job-log.ts';
import {jobSteps, jobStepsStyles} from './job-steps.ts';
import {detailsStyles} from './list-details-styles.ts';
import {ActionEvent, OpenEvent} from './list-events.ts';
import {jobText, kindText, listText} from './list-messages.ts';
import {sizeOf} from './list-numbers.ts';
import {kindIcon, picture, rowIcon} from './list-pictures.ts';
import {thumbStyles} from './list-row-styles.ts';
import type {Seconds} from './list-seconds.ts';
import {actionText} from './messages.ts';
import {formatBytes, formatBytesOf, formatMediaTime} from './numbers.ts';
import {PosterController} from './poster-controller.ts';
import {theme} from './theme.ts';
import {planText} from './way-messages.ts';

/**
 * Everything known about one job: why it stands still, its steps, what happened, facts, and what can be done.
 *
 * @fires list-action - {@link ActionEvent}
 * @fires list-open - {@link OpenEvent} of the upload it comes from
 * @fires details-close - It is to be closed.
 */
@customElement('job-details')
@localized()
export class JobDetails extends LitElement {
  static override styles = [theme, thumbStyles, detailsStyles, jobStepsStyles];

  @property({attribute: false}) store!: JobsStore;
  @property({attribute: false}) uuid!: string;
  @property({attribute: false}) seconds!: Seconds;
  @query('.back, .close') private closer!: HTMLElement | null;

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
  readonly #origin = new StoreController<PublicJob | undefined>(
    this,
    () => this.store,
    ({byUuid}) => byUuid.get(this.#job.value?.of ?? ''),
  );
  readonly #poster = new PosterController(
    this,
    () => this.store,
    () => this.#job.value,
  );
  #stopTicking: (() => void) | undefined;

  override focus() {
    const closers = [...this.renderRoot.querySelectorAll<HTMLElement>('.back, .close')];
    (closers.find(({offsetParent}) => offsetParent !== null) ?? this.closer)?.focus();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#stopTicking?.();
    this.#stopTicking = undefined;
  }

  protected override updated(_changed: PropertyValues<this>) {
    const ticks = this.#job.value?.state === 'retrying';
    if (ticks) this.#stopTicking ??= this.seconds.listen(() => this.requestUpdate());
    else {
      this.#stopTicking?.();
      this.#stopTicking = undefined;
    }
  }

  protected override render() {
    const job = this.#job.value;
    if (!job) return nothing;
    return html`
      <aside aria-label=${jobText.details(job.fileName)} @keydown=${this.#key}>
        ${this.#head(job)} ${this.#reason(job)} ${jobSteps(job, this.#move.value)}
        <section><job-log .store=${this.store} .job=${job}></job-log></section>
        ${this.#facts(job)} ${this.#actions(job)}
      </aside>
    `;
  }

  #head(job: PublicJob) {
    const route = job.flowRoute === 'intranet' ? jobText.intranet() : jobText.internet();
    return html`
      <header>
        ${this.#closeButton('back', jobText.back())}
        <div class="thumb">${picture(job, this.#poster.url)}</div>
        <div class="grow">
          <h2>${job.fileName}</h2>
          <div class="chips">
            <span class="chip">${rowIcon(kindIcon[job.kind], 13)}${kindText[job.kind]()}</span>
            <span class="chip">
              ${rowIcon(job.flowRoute, 13)}${job.route === 'auto' ? jobText.automatic(route) : route}
            </span>
            <span class="chip number">${sizeOf(job)}</span>
          </div>
        </div>
        ${this.#closeButton('close', actionText.close())}
      </header>
    `;
  }

  #closeButton(icon: 'back' | 'close', text: string) {
    return html`
      <button
        class="icon-button ${icon}"
        aria-label=${text}
        title=${text}
        @click=${() => this.dispatchEvent(new Event('details-close'))}
      >
        ${rowIcon(icon)}
      </button>
    `;
  }

  /** Why it stands still, if it does. */
  #reason(job: PublicJob) {
    if (job.state === 'running' || job.state === 'done') return nothing;
    const {arrangement, state} = this.store.snapshot;
    const {text, tone} = sentenceOf(job, {
      ahead: arrangement.ahead.get(job.uuid) ?? 0,
      state,
      nowMs: Date.now(),
    });
    const goesOn =
      job.state === 'retrying' || (job.state === 'waiting' && tone !== 'need' && job.blocked !== 'session');
    return html`
      <div class="reason ${tone}">
        <b class="number">${text}</b>
        ${goesOn ? html`<div class="muted">${jobText.nothingNeeded()}</div>` : nothing}
      </div>
    `;
  }

  #facts(job: PublicJob) {
    const origin = this.#origin.value;
    return html`
      <section>
        <h3 class="visually-hidden">${jobText.facts()}</h3>
        <dl>
          ${fact(jobText.sent(), this.#sent(job))} ${filmFact(job)}
          ${job.plan && job.way === undefined ? fact(jobText.stream(), planText(job.plan)) : nothing}
          ${origin ? fact(jobText.fromUpload(), this.#link(origin)) : nothing}
          ${job.projectId === undefined ? nothing : fact(jobText.project(), job.projectId)}
          ${
            job.state === 'done' || job.state === 'cancelled'
              ? nothing
              : fact(jobText.restart(), job.kept ? jobText.restartGoesOn() : jobText.restartAsks())
          }
          ${job.fileUrl === undefined ? nothing : fact(jobText.onServer(), html`<code title=${job.fileUrl}>${job.fileUrl}</code>`)}
          ${fact(jobText.id(), html`<code title=${job.uuid}>${shortId(job.uuid)}</code>`)}
        </dl>
      </section>
    `;
  }

  #sent(job: PublicJob) {
    const move = this.#move.value;
    if (job.state === 'done') return formatBytes(job.fileSize);
    const whole = move?.totalBytes ?? job.fileSize;
    const sent = move?.totalBytes === undefined ? (job.fileSize * job.percent) / 100 : (move.sentBytes ?? 0);
    return job.kind === 'transcode' && move?.totalBytes === undefined ? '–' : formatBytesOf(sent, whole);
  }

  #link(origin: PublicJob) {
    return html`
      <button class="link" @click=${() => this.dispatchEvent(new OpenEvent(origin.uuid))}>${origin.fileName}</button>
    `;
  }

  #actions(job: PublicJob) {
    const main = mainAction(job);
    const second = (['pause', 'resume', 'continue'] as const).find((name) => name !== main && isPossible(name, job));
    return html`
      <footer>
        ${main ? this.#button(main, 'main') : nothing} ${second ? this.#button(second, '') : nothing}
        <span class="grow"></span>
        ${this.#iconButton('report', job)} ${isPossible('cancel', job) ? this.#iconButton('cancel', job) : nothing}
        ${this.#iconButton('remove', job)}
      </footer>
    `;
  }

  #button(name: ActionName, look: 'main' | '') {
    const {icon, text} = actions[name];
    return html`
      <button class="button ${look}" @click=${() => this.#act(name)}>${rowIcon(icon, 18)}${text()}</button>
    `;
  }

  #iconButton(name: ActionName, {fileName}: PublicJob) {
    const {icon, text} = actions[name];
    return html`
      <button
        class="icon-button"
        aria-label=${listText.named(text(), fileName)}
        title=${text()}
        @click=${() => this.#act(name)}
      >
        ${rowIcon(icon)}
      </button>
    `;
  }

  #act(name: ActionName) {
    this.dispatchEvent(new ActionEvent(name, [this.uuid]));
  }

  #key(event: KeyboardEvent) {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    this.dispatchEvent(new Event('details-close'));
  }
}

/** "12:41 · 1920 × 1080", as far as it is known. */
function filmFact({durationSeconds, width, height}: PublicJob) {
  const parts = [
    ...(durationSeconds === undefined ? [] : [formatMediaTime(durationSeconds)]),
    ...(width === undefined || height === undefined ? [] : [`${String(width)} × ${String(height)}`]),
  ];
  return parts.length === 0 ? nothing : fact(jobText.film(), parts.join(' · '));
}

function fact(name: string, value: unknown) {
  return html`<dt>${name}</dt>
    <dd class="number">${value}</dd>`;
}

function shortId(uuid: string): string {
  return uuid.length > 12 ? `${uuid.slice(0, 4)}…${uuid.slice(-4)}` : uuid;
}

declare global {
  interface HTMLElementTagNameMap {
    'job-details': JobDetails;
  }
}
