import {localized} from '@lit/localize';
import {LitElement, html, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import type {Settings} from '../app-api.ts';
import {currentLocale, localeNames, locales} from '../locales/locales.ts';
import type {JobKind} from '../queue/job.ts';
import type {StorageUse} from '../storage-estimate.ts';
import {accountText} from './account-messages.ts';
import {closeOutside, dialogStyles} from './dialog-styles.ts';
import './icon.ts';
import {actionText, shellText} from './messages.ts';
import {formatBytes, formatSpeed} from './numbers.ts';
import './number-stepper.ts';
import type {StepEvent} from './number-stepper.ts';
import {type Preferences, densities, sendRoutes, themes} from './preferences.ts';
import './segmented-choice.ts';
import type {Choice, ChoiceEvent} from './segmented-choice.ts';
import {settingsText} from './settings-messages.ts';
import {settingsStyles} from './settings-styles.ts';
import {PreferenceEvent, RequestEvent, SettingsEvent} from './shell-events.ts';
import {usedOf, usedPercent} from './space-meter.ts';
import {theme} from './theme.ts';

/** Lanes whose jobs this version can make. */
const lanes = ['upload', 'download', 'transcode'] as const satisfies readonly JobKind[];

/** What uploads may take of the line, in bytes per second; 0: all of it. */
const uploadLimits: readonly number[] = [0, 1e6, 5e6, 20e6];

/**
 * Everything that can be set, on a sheet at the right. Every change is at once.
 *
 * @fires shell-preference - {@link PreferenceEvent}
 * @fires shell-settings - {@link SettingsEvent}
 * @fires shell-request - {@link RequestEvent} `sign-out`, `erase`, `keyboard`
 */
@customElement('settings-sheet')
@localized()
export class SettingsSheet extends LitElement {
  static override styles = [theme, dialogStyles, settingsStyles];

  @property({attribute: false}) settings: Settings | undefined;
  @property({attribute: false}) preferences!: Preferences;
  @property({attribute: false}) space: StorageUse | undefined;
  @property() user: string | undefined;
  /** Jobs that have not arrived. */
  @property({type: Number}) unfinished = 0;
  /** Whether the browser promised to keep our space; `undefined`: it cannot promise. */
  @state() private persisted: boolean | undefined;
  @query('dialog') private dialog!: HTMLDialogElement;

  async open() {
    await this.updateComplete;
    this.dialog.showModal();
    this.persisted = await navigator.storage?.persisted?.();
  }

  close() {
    this.dialog.close();
  }

  protected override render() {
    return html`
      <dialog class="sheet" aria-labelledby="title" @click=${closeOutside}>
        <div class="head">
          <h1 id="title">${shellText.settings()}</h1>
          <button class="icon-button" aria-label=${actionText.close()} autofocus @click=${() => this.dialog.close()}>
            <carryon-icon name="close"></carryon-icon>
          </button>
        </div>
        <div class="body">
          ${this.#route(this.settings)} ${this.settings ? this.#sameTime(this.settings) : nothing}
          ${this.space ? this.#space(this.space) : nothing} ${this.#look()} ${this.#keyboard()}
          ${this.user === undefined ? nothing : this.#account(this.user)}
          <h2>${settingsText.about()}</h2>
          <p class="set">
            <span class="grow">Carryon<span class="below">${settingsText.aboutText()}</span></span>
          </p>
        </div>
      </dialog>
    `;
  }

  #route(settings: Settings | undefined) {
    const {route} = this.preferences;
    return html`
      <h2>${settingsText.route()}</h2>
      ${this.#choice(
        settingsText.sendBy(),
        route,
        named(sendRoutes, settingsText.routes),
        (value) => ({route: value}),
        settingsText.sendByMore(),
      )}
      ${this.#choice(
        settingsText.presentations(),
        this.preferences.presentationsAs,
        [
          {value: 'convert', name: settingsText.presentationsAs.convert()},
          {value: 'upload', name: settingsText.presentationsAs.upload()},
        ],
        (value) => ({presentationsAs: value}),
        settingsText.presentationsMore(),
      )}
      ${settings && (settings.onlyOnWifi || tellsNetwork()) ? this.#wifi(settings.onlyOnWifi) : nothing}
      ${settings ? this.#limit(settings.uploadBytesPerSecond) : nothing}
    `;
  }

  #sameTime({concurrency, saver, severalSizes}: Settings) {
    return html`
      <h2>${settingsText.sameTime()}</h2>
      ${lanes.map((lane) =>
        setting(
          settingsText.lanes[lane](),
          lane === 'transcode' ? settingsText.oneIsBest() : '',
          html`<number-stepper
            .name=${settingsText.lanes[lane]()}
            .value=${concurrency[lane]}
            .max=${lane === 'transcode' ? 4 : 9}
            @step=${({value}: StepEvent) =>
              this.dispatchEvent(new SettingsEvent({concurrency: {...concurrency, [lane]: value}}))}
          ></number-stepper>`,
        ),
      )}
      ${tellsPower() ? this.#saver(saver) : nothing} ${this.#sizes(severalSizes)}
    `;
  }

  #limit(bytesPerSecond: number) {
    // One that a host page has set stands beside ours.
    const limits = [...new Set([...uploadLimits, bytesPerSecond])].sort((a, b) => a - b);
    const nameOf = (limit: number) => (limit === 0 ? settingsText.noLimit() : formatSpeed(limit));
    return setting(
      settingsText.limit(),
      settingsText.limitMore(),
      html`<segmented-choice
        .name=${settingsText.limit()}
        .value=${String(bytesPerSecond)}
        .choices=${limits.map((limit) => ({value: String(limit), name: nameOf(limit)}))}
        @choice=${({value}: ChoiceEvent) => this.dispatchEvent(new SettingsEvent({uploadBytesPerSecond: Number(value)}))}
      ></segmented-choice>`,
    );
  }

  #wifi(onlyOnWifi: boolean) {
    return setting(
      settingsText.onlyOnWifi(),
      tellsNetwork() ? settingsText.onlyOnWifiMore() : settingsText.onlyOnWifiUntold(),
      switchOf(settingsText.onlyOnWifi(), onlyOnWifi, () =>
        this.dispatchEvent(new SettingsEvent({onlyOnWifi: !onlyOnWifi})),
      ),
    );
  }

  #sizes(severalSizes: boolean) {
    return setting(
      settingsText.severalSizes(),
      settingsText.severalSizesMore(),
      switchOf(settingsText.severalSizes(), severalSizes, () =>
        this.dispatchEvent(new SettingsEvent({severalSizes: !severalSizes})),
      ),
    );
  }

  #saver(saver: boolean) {
    return setting(
      settingsText.saver(),
      settingsText.saverMore(),
      switchOf(settingsText.saver(), saver, () => this.dispatchEvent(new SettingsEvent({saver: !saver}))),
    );
  }

  #space(space: StorageUse) {
    return html`
      <h2>${settingsText.space()} · <span class="number">${usedOf(space)}</span></h2>
      ${space.quotaBytes === undefined ? nothing : meter(space.usedBytes, space.quotaBytes)}
      ${
        this.persisted === undefined
          ? nothing
          : setting(
              this.persisted ? settingsText.protected() : settingsText.unprotected(),
              this.persisted ? settingsText.protectedMore() : settingsText.unprotectedMore(),
              this.persisted
                ? html`<span class="chip move"
                    ><carryon-icon name="shield" .size=${14}></carryon-icon>${settingsText.on()}</span
                  >`
                : html`<button class="button slim" @click=${this.#protect}>${settingsText.protect()}</button>`,
            )
      }
    `;
  }

  #look() {
    const {theme: shade, density} = this.preferences;
    return html`
      <h2>${settingsText.look()}</h2>
      ${this.#choice(settingsText.theme(), shade, named(themes, settingsText.themes), (value) => ({theme: value}))}
      ${this.#choice(
        settingsText.language(),
        currentLocale(),
        locales.map((value) => ({value, name: localeNames[value], lang: value})),
        (value) => ({locale: value}),
      )}
      ${this.#choice(settingsText.rows(), density, named(densities, settingsText.densities), (value) => ({density: value}))}
    `;
  }

  #choice<T extends string>(
    name: string,
    value: T,
    choices: readonly (Choice & {readonly value: T})[],
    change: (value: T) => Partial<Preferences>,
    below = '',
  ) {
    const chosen = (event: ChoiceEvent) => {
      const choice = choices.find((one) => one.value === event.value);
      if (choice) this.dispatchEvent(new PreferenceEvent(change(choice.value)));
    };
    return setting(
      name,
      below,
      html`<segmented-choice .name=${name} .value=${value} .choices=${choices} @choice=${chosen}></segmented-choice>`,
    );
  }

  #keyboard() {
    const {letters} = this.preferences;
    return html`
      <h2>${settingsText.keyboard()}</h2>
      ${setting(
        settingsText.letters(),
        settingsText.lettersMore(),
        switchOf(settingsText.letters(), letters, () => this.dispatchEvent(new PreferenceEvent({letters: !letters}))),
      )}
      ${setting(settingsText.table(), '', this.#button(settingsText.show(), 'keyboard', `${settingsText.show()} ${settingsText.table()}`))}
    `;
  }

  #account(user: string) {
    return html`
      <h2>${user}</h2>
      ${setting(accountText.signOut(), accountText.signOutMore(), this.#button(accountText.signOut(), 'sign-out'))}
      ${setting(
        accountText.erase(),
        accountText.notArrived(this.unfinished),
        this.#button(accountText.eraseButton(), 'erase', accountText.erase(), 'danger'),
      )}
    `;
  }

  #button(text: string, request: 'keyboard' | 'sign-out' | 'erase', name = text, tone = '') {
    return html`
      <button class="button slim ${tone}" aria-label=${name} @click=${() => this.#ask(request)}>${text}</button>
    `;
  }

  #ask(request: 'keyboard' | 'sign-out' | 'erase') {
    this.dialog.close();
    this.dispatchEvent(new RequestEvent(request));
  }

  async #protect() {
    this.persisted = await navigator.storage.persist();
  }
}

function meter(usedBytes: number, quotaBytes: number) {
  const name = `${formatBytes(usedBytes)} / ${formatBytes(quotaBytes)}`;
  return html`<div class="meter" role="img" aria-label=${name}>
    <i style="width:${usedPercent(usedBytes, quotaBytes).toFixed(1)}%"></i>
  </div>`;
}

function setting(name: string, below: string, control: unknown) {
  return html`
    <div class="set">
      <span class="grow">${name}${below ? html`<span class="below">${below}</span>` : nothing}</span>${control}
    </div>
  `;
}

function switchOf(name: string, on: boolean, turn: () => void) {
  return html`
    <button class="switch" role="switch" aria-checked=${String(on)} aria-label=${name} @click=${turn}></button>
  `;
}

/** Whether this browser says what kind of network it is on: Chrome on Android and ChromeOS do. */
function tellsNetwork(): boolean {
  return tellsConnection('type');
}

function tellsConnection(what: string): boolean {
  return 'connection' in navigator && typeof navigator.connection === 'object' && what in (navigator.connection ?? {});
}

/** Whether this browser says how the battery is, or that data is to be saved: Chromium does. */
function tellsPower(): boolean {
  return 'getBattery' in navigator || tellsConnection('saveData');
}

function named<T extends string>(values: readonly T[], names: Readonly<Record<T, () => string>>) {
  return values.map((value) => ({value, name: names[value]()}));
}

declare global {
  interface HTMLElementTagNameMap {
    'settings-sheet': SettingsSheet;
  }
}
