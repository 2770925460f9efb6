import {localized} from '@lit/localize';
import {LitElement, html, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import type {Playback} from '../app-api.ts';
import type {PublicJob} from '../queue/public-job.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import {type PlayFailure, playHls} from './list-hls.ts';
import {playerText} from './list-messages.ts';
import {rowIcon} from './list-pictures.ts';
import {type PlayerKey, playerKey} from './list-player-keys.ts';
import {playerStyles} from './list-player-styles.ts';
import './list-seek-bar.ts';
import type {SeekEvent} from './list-seek-bar.ts';
import {actionText} from './messages.ts';
import {formatMediaTime} from './numbers.ts';
import {addSubtitles, showSubtitles} from './subtitle-tracks.ts';
import {theme} from './theme.ts';

const paces = [0.5, 1, 1.25, 1.5, 2] as const;

/** Plays a finished transcode, from this device if it is here, and says from where. */
@customElement('player-dialog')
@localized()
export class PlayerDialog extends LitElement {
  static override styles = [theme, playerStyles];

  @property({attribute: false}) store!: JobsStore;
  @state() private job: PublicJob | undefined;
  @state() private from: Playback['from'] | undefined;
  @state() private failure: PlayFailure | undefined;
  @state() private segments: readonly number[] = [];
  @state() private loading = false;
  @state() private subtitles: readonly TextTrack[] = [];
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('.whole') private whole!: HTMLElement;
  @query('video') private video!: HTMLVideoElement;
  #letGo: (() => void) | undefined;
  /** Counts openings: what an earlier one was still waiting for is not played into the next. */
  #opening = 0;

  async open(job: PublicJob): Promise<void> {
    this.job = job;
    await this.updateComplete;
    this.dialog.showModal();
    this.renderRoot.querySelector<HTMLElement>('.line button')?.focus();
    await this.#load(0);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override render() {
    return html`
      <dialog
        aria-label=${this.job?.fileName ?? nothing}
        @close=${this.#stop}
        @keydown=${this.#key}
        @click=${this.#outside}
      >
        ${this.job ? this.#content(this.job) : nothing}
      </dialog>
    `;
  }

  #content(job: PublicJob) {
    return html`
      <div class="whole">
        <header>
          <h1>${job.fileName}</h1>
          ${this.from && !this.failure ? html`<span class="chip move">${this.from === 'device' ? playerText.fromDevice() : playerText.fromServer()}</span>` : nothing}
          ${this.#facts()}
          <span class="grow"></span>
          ${this.#button('close', actionText.close(), () => this.dialog.close())}
        </header>
        <div class="picture-box">
          <video
            playsinline
            @click=${this.#playOrPause}
            @timeupdate=${this.#redraw}
            @progress=${this.#redraw}
            @durationchange=${this.#redraw}
            @play=${this.#redraw}
            @pause=${this.#redraw}
            @volumechange=${this.#redraw}
            @loadeddata=${() => (this.loading = false)}
          ></video>
          ${this.#message()}
        </div>
        ${this.#controls()}
      </div>
    `;
  }

  #facts() {
    const height = this.video?.videoHeight ?? 0;
    return height > 0 ? html`<span class="chip what number">HLS · ${height}p</span>` : nothing;
  }

  #message() {
    if (this.failure) {
      return html`
        <div class="message" role="alert">
          <p>${playerText[this.failure]()}</p>
          ${
            this.failure === 'noAnswer'
              ? html`<button class="button" @click=${() => this.#load(this.video.currentTime)}>
                  ${playerText.again()}
                </button>`
              : nothing
          }
        </div>
      `;
    }
    return this.loading ? html`<p class="message" role="status">${playerText.loading()}</p>` : nothing;
  }

  #controls() {
    const {currentTime = 0, duration = 0, paused = true, muted = false, buffered} = this.video ?? {};
    const length = Number.isFinite(duration) ? duration : 0;
    const loaded = buffered && buffered.length > 0 ? buffered.end(buffered.length - 1) : 0;
    const segment = segmentAt(this.segments, currentTime);
    return html`
      <div class="controls" @player-seek=${this.#seek}>
        <list-seek-bar
          .duration=${length}
          .time=${currentTime}
          .loaded=${loaded}
          .segments=${this.segments}
        ></list-seek-bar>
        <div class="line">
          ${this.#button(paused ? 'play' : 'pause', paused ? actionText.play() : actionText.pause(), () => this.#playOrPause())}
          ${this.#button('volume', muted ? playerText.unmute() : playerText.mute(), () => (this.video.muted = !muted), muted)}
          <span class="number"><b>${formatMediaTime(currentTime)}</b> / ${formatMediaTime(length)}</span>
          <span class="grow"></span>
          ${segment ? html`<span class="number segment">${playerText.segment(segment, this.segments.length)}</span>` : nothing}
          ${this.#subtitleChoice()}
          <select aria-label=${playerText.pace()} @change=${this.#pace}>
            ${paces.map((pace) => html`<option value=${pace} ?selected=${pace === 1}>${pace}×</option>`)}
          </select>
          ${this.#button('full', playerText.fullScreen(), () => this.#fullScreen())}
        </div>
      </div>
    `;
  }

  #subtitleChoice() {
    if (this.subtitles.length === 0) return nothing;
    const choose = (event: Event) => {
      showSubtitles(this.subtitles, Number((event.currentTarget as HTMLSelectElement).value));
    };
    return html`
      <select aria-label=${playerText.subtitles()} @change=${choose}>
        <option value="-1">${playerText.noSubtitles()}</option>
        ${this.subtitles.map(({label}, index) => html`<option value=${index}>${label || playerText.subtitlesNumber(index + 1)}</option>`)}
      </select>
    `;
  }

  #button(icon: 'close' | 'play' | 'pause' | 'volume' | 'full', text: string, act: () => void, pressed?: boolean) {
    return html`
      <button class="icon-button" style=${pressed ? 'opacity:0.5' : ''} aria-label=${text} title=${text} @click=${act}>
        ${rowIcon(icon)}
      </button>
    `;
  }

  /** @param atSeconds Where to go on. @param failed The source that has failed already, and why. */
  async #load(atSeconds: number, failed?: {readonly url: string; readonly failure: PlayFailure}): Promise<void> {
    if (!this.job) return;
    const opening = (this.#opening += 1);
    const isCurrent = () => opening === this.#opening;
    this.#letGo?.();
    this.#letGo = undefined;
    [this.failure, this.loading, this.segments, this.subtitles] = [undefined, true, [], []];
    const playback = await this.store.playback(this.job.uuid).catch(() => undefined);
    if (!isCurrent()) return;
    if (!playback) return this.#fail('nowhere');
    if (playback.url === failed?.url) return this.#fail(failed.failure);
    this.from = playback.from;
    const letGo = await playHls(this.video, playback, {
      segments: (seconds) => (this.segments = seconds),
      failed: (failure) => {
        if (!isCurrent()) return;
        // The copy on this device may be gone or cut: the server has another.
        if (playback.from === 'device') void this.#load(this.video.currentTime, {url: playback.url, failure});
        else this.#fail(failure);
      },
    });
    if (!isCurrent()) return letGo();
    const letGoOfSubtitles = new AbortController();
    this.#letGo = () => {
      letGoOfSubtitles.abort();
      letGo();
    };
    void addSubtitles(this.video, playback, letGoOfSubtitles.signal).then((tracks) => {
      if (isCurrent()) this.subtitles = tracks;
    });
    this.video.currentTime = atSeconds;
    // Not allowed to start by itself: the play button is there.
    await this.video.play().catch(() => undefined);
  }

  #fail(failure: PlayFailure) {
    this.loading = false;
    this.failure = failure;
  }

  readonly #redraw = () => this.requestUpdate();

  #playOrPause() {
    if (this.video.paused) void this.video.play().catch(() => undefined);
    else this.video.pause();
  }

  #seek({seconds}: SeekEvent) {
    this.video.currentTime = seconds;
    this.requestUpdate();
  }

  #pace(event: Event) {
    this.video.playbackRate = Number((event.currentTarget as HTMLSelectElement).value);
  }

  /** Browsers refuse it to a dialog, so what is in it goes. */
  #fullScreen() {
    if (this.#fillsScreen) void document.exitFullscreen();
    else void this.whole.requestFullscreen?.().catch(() => undefined);
  }

  get #fillsScreen(): boolean {
    return Boolean(this.shadowRoot?.fullscreenElement);
  }

  #key(event: KeyboardEvent) {
    const inControl = event
      .composedPath()
      .some((node) => node instanceof HTMLButtonElement || node instanceof HTMLSelectElement);
    const key = playerKey(event, inControl);
    if (!key || event.composedPath()[0] instanceof HTMLSelectElement) return;
    event.preventDefault();
    this.#obey(key);
  }

  #obey(key: PlayerKey) {
    const {video} = this;
    switch (key.type) {
      case 'play':
        return this.#playOrPause();
      case 'mute':
        video.muted = !video.muted;
        return;
      case 'full':
        return this.#fullScreen();
      case 'skip':
        video.currentTime = Math.max(0, Math.min(video.duration || 0, video.currentTime + key.seconds));
        return;
      case 'louder':
        video.volume = Math.max(0, Math.min(1, video.volume + key.by));
    }
  }

  #outside(event: MouseEvent) {
    if (event.target === this.dialog && event.detail > 0) this.dialog.close();
  }

  readonly #stop = () => {
    this.#opening += 1;
    this.#letGo?.();
    this.#letGo = undefined;
    this.job = this.from = this.failure = undefined;
  };
}

/** Number of the segment at a time, from 1; undefined without segments. */
function segmentAt(segments: readonly number[], time: number): number | undefined {
  let end = 0;
  for (const [index, length] of segments.entries()) {
    end += length;
    if (time < end) return index + 1;
  }
  return segments.length || undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'player-dialog': PlayerDialog;
  }
}
