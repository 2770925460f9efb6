import {localized} from '@lit/localize';
import {LitElement, html, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import type {JobsStore} from '../store/jobs-store.ts';
import type {Snapshot} from '../store/snapshot.ts';
import {StoreController} from '../store/store-controller.ts';
import {AddingController} from './adding-controller.ts';
import './app-dialogs.ts';
import type {AppDialogs} from './app-dialogs.ts';
import {appStyles} from './app-styles.ts';
import './drop-zone.ts';
import './empty-page.ts';
import type {EmptyPage} from './empty-page.ts';
import type {ActionName} from './job-actions.ts';
import './job-list.ts';
import type {JobList} from './job-list.ts';
import {type KeyCommand, KeyboardController} from './keyboard-controller.ts';
import {type Line, lineOf} from './line.ts';
import {reportText} from './log-messages.ts';
import {MediaQuery, phoneQuery} from './media-query.ts';
import {shellText, tabText, toastText} from './messages.ts';
import './notice-bar.ts';
import {NoticeController} from './notice-controller.ts';
import type {Notice} from './notices.ts';
import './page-header.ts';
import type {PageHeader} from './page-header.ts';
import {PageStatus} from './page-status.ts';
import './page-toolbar.ts';
import type {PageToolbar} from './page-toolbar.ts';
import './phone-dock.ts';
import type {PhoneDock} from './phone-dock.ts';
import {type Preferences, defaultPreferences, forgetPreferences} from './preferences.ts';
import {SessionController, type SignInOutcome} from './session-controller.ts';
import {type IncomingEvent, PreferenceEvent, type Tab} from './shell-events.ts';
import {type ShellFacts, factsOf, looksSame, tabCountsOf} from './shell-facts.ts';
import {shellRequests} from './shell-requests.ts';
import {toastOf} from './shell-toast.ts';
import './sign-in.ts';
import {SpaceController} from './space-controller.ts';
import './toast-bar.ts';
import type {Toast} from './toast-bar.ts';

/**
 * The page: header, notice, tabs, list, and everything over them.
 *
 * @fires shell-preference - {@link PreferenceEvent} for whoever keeps the preferences
 * @fires shell-request - {@link RequestEvent} `update`, for whoever looks after the service worker
 */
@customElement('carryon-app')
@localized()
export class CarryonPage extends LitElement {
  static override styles = appStyles;

  @property({attribute: false}) store!: JobsStore;
  @property({attribute: false}) preferences!: Preferences;
  /** The server to propose before anybody has signed in. */
  @property() homeUrl = '';
  /** A newer version of the page has been fetched and waits. */
  @property({type: Boolean}) updateReady = false;
  @state() private tab: Tab = 'all';
  @state() private query = '';
  @state() private toast: Toast | undefined;
  /** Jobs that were left behind by whoever has just signed out. */
  @state() private waiting = 0;

  @query('page-header') private header!: PageHeader;
  @query('empty-page') private emptyPage!: EmptyPage | null;
  @query('page-toolbar') private toolbar!: PageToolbar | null;
  @query('phone-dock') private dock!: PhoneDock | null;
  @query('job-list') private list!: JobList | null;
  @query('app-dialogs') private dialogs!: AppDialogs;

  readonly #snapshot = new StoreController<Snapshot>(
    this,
    () => this.store,
    (snapshot) => snapshot,
    looksSame,
  );
  readonly #status = new PageStatus(this, () => this.store);
  readonly #session = new SessionController(this, () => this.store);
  readonly #space = new SpaceController(this);
  readonly #notices = new NoticeController(this, this.#session, this.#space);
  readonly #phone = new MediaQuery(this, phoneQuery);
  readonly #adding = new AddingController(this, {
    route: () => this.preferences.route,
    presentationsAs: () => this.preferences.presentationsAs,
    store: () => this.store,
    show: (toast) => (this.toast = toast),
    announce: (text) => this.#status.announcer.announce('added', text),
  });

  constructor() {
    super();
    new KeyboardController(
      this,
      () => this.preferences.letters,
      (command) => this.#key(command),
    );
    this.addEventListener('shell-search', (event) => (this.query = event.query));
    this.addEventListener('shell-tab', (event) => (this.tab = event.tab));
    this.addEventListener('shell-incoming', (event) => void this.#take(event));
    this.addEventListener('shell-paste-links', ({text}) => void this.dialogs.open('links', text));
    this.addEventListener('shell-links', ({links}) => void this.#adding.addLinks(links));
    this.addEventListener('shell-request', ({request}) => void this.#requests[request]?.());
    this.addEventListener('shell-later', ({kind}) => this.#notices.later(kind));
    this.addEventListener('shell-sign-in', ({baseUrl, token}) => void this.signIn(baseUrl, token));
    this.addEventListener('list-focus-add', () => this.#addFiles()?.focus());
    this.addEventListener('list-copied', () => (this.toast = {sentence: toastText.copied()}));
    this.addEventListener('list-saved', ({jobs}) => (this.toast = {sentence: reportText.saved(jobs)}));
    this.addEventListener('shell-settings', (event) => void this.store.setSettings(event.change));
  }

  /** Signs in as a link with a token asks for; why it failed is said where one signs in. */
  async signIn(baseUrl: string, token: string): Promise<SignInOutcome> {
    const outcome = await this.#session.signIn({baseUrl, token});
    if (outcome === 'signed-in') this.dialogs.close();
    else if (this.store.snapshot.state?.user !== undefined) await this.dialogs.open('sign-in');
    return outcome;
  }

  protected override willUpdate() {
    this.#session.see(this.#snapshot.value?.state);
  }

  protected override render() {
    const snapshot = this.#snapshot.value ?? this.store.snapshot;
    const facts = factsOf(snapshot.tallies.all);
    const line = this.#line(snapshot, facts);
    const signedIn = snapshot.state?.user !== undefined;
    return html`
      <button class="button main skip" @click=${() => this.#focusList()}>${shellText.skip()}</button>
      <page-header
        .line=${line}
        .state=${snapshot.state}
        .sum=${facts.percent === undefined ? undefined : {percent: facts.percent, interrupted: line.shape === 'offline'}}
        .space=${this.#space.space}
        .query=${this.query}
        .full=${signedIn}
      ></page-header>
      <main>
        ${noticeBar(this.#notices.notice(snapshot, facts, this.updateReady))} ${this.#content(snapshot, facts, line)}
      </main>
      <toast-bar
        .toast=${toastOf(snapshot, this.store) ?? this.toast}
        @toast-end=${() => (this.toast = undefined)}
      ></toast-bar>
      <drop-zone .ready=${signedIn}></drop-zone>
      <app-dialogs
        .store=${this.store}
        @list-action=${this.#onAction}
        .settings=${snapshot.settings}
        .preferences=${this.preferences}
        .space=${this.#space.space}
        .user=${snapshot.state?.user}
        .baseUrl=${snapshot.state?.baseUrl ?? this.homeUrl}
        .unfinished=${facts.unfinished}
        .failure=${this.#session.failure}
        .busy=${this.#session.busy}
        @erase=${() => void this.#erase()}
      ></app-dialogs>
      <p class="visually-hidden" role="status" aria-live="polite">${this.#status.polite}</p>
      <p class="visually-hidden" role="alert" aria-live="assertive">${this.#status.assertive}</p>
    `;
  }

  #content(snapshot: Snapshot, facts: ShellFacts, line: Line) {
    if (!snapshot.state) return nothing;
    if (snapshot.state.user === undefined) {
      const {failure, busy} = this.#session;
      return html`<sign-in
        .baseUrl=${this.homeUrl}
        .waiting=${this.waiting}
        .failure=${failure}
        .busy=${busy}
      ></sign-in>`;
    }
    if (!snapshot.loaded) return nothing;
    const empty = facts.all === 0;
    const phone = this.#phone.matches;
    const here = factsOf(snapshot.tallies[this.tab]);
    return html`
      <page-toolbar
        .store=${this.store}
        .tab=${this.tab}
        .counts=${tabCountsOf(snapshot.tallies)}
        .canPause=${here.goOn > 0}
        .canResume=${here.goOn === 0 && here.paused > 0}
        .withAdd=${!empty && !phone}
        @list-action=${this.#onAction}
      ></page-toolbar>
      ${
        empty
          ? html`<empty-page></empty-page>`
          : html`<div class="columns">
              <h1 class="visually-hidden">${tabText[this.tab]()}</h1>
              <job-list
                .store=${this.store}
                .tab=${this.tab}
                .query=${this.query}
                .letters=${this.preferences.letters}
              ></job-list>
            </div>`
      }
      ${
        phone && !empty
          ? html`<phone-dock
              .facts=${facts}
              .line=${line}
              .bytesPerSecond=${snapshot.bytesPerSecond}
              .secondsLeft=${snapshot.secondsLeft}
            ></phone-dock>`
          : nothing
      }
    `;
  }

  /** What is asked for outside of the list, done by the list. */
  #onAction({action, uuids}: {readonly action: ActionName; readonly uuids: readonly string[]}) {
    this.list?.act(action, uuids);
  }

  #line({state, bytesPerSecond}: Snapshot, {goOn, paused}: ShellFacts): Line {
    return lineOf({state, unfinished: goOn, allPaused: goOn === 0 && paused > 0, bytesPerSecond});
  }

  readonly #requests = shellRequests({
    store: () => this.store,
    open: (dialog) => this.dialogs.open(dialog),
    install: () => this.#notices.install.install(),
    add: (incoming) => this.#adding.add(incoming),
    signOut: () => this.#signOut(),
  });

  async #take({incoming, as}: IncomingEvent) {
    this.#notices.recall();
    await this.#adding.add(incoming, as);
  }

  async #signOut() {
    this.waiting = factsOf(this.store.snapshot.tallies.all).goOn;
    await this.store.signOut();
  }

  async #erase() {
    await this.store.eraseDevice();
    this.dispatchEvent(new PreferenceEvent(defaultPreferences));
    // Last: whoever keeps the preferences has just written down those.
    forgetPreferences(localStorage);
  }

  #focusList() {
    (this.list ?? this.#addFiles())?.focus();
  }

  /** The page's one file input, wherever it stands now. */
  #addFiles() {
    return (this.emptyPage ?? this.dock ?? this.toolbar)?.addFiles;
  }

  #key(command: KeyCommand): boolean {
    if (command === 'help') return this.#act(this.dialogs.open('keyboard'));
    if (typeof command === 'object') return this.#show(command.tab);
    const {state, pendingRemoval} = this.store.snapshot;
    if (state?.user === undefined) return false;
    switch (command) {
      case 'search':
        return this.#act(this.header.focusSearch());
      case 'add':
        this.#addFiles()?.choose();
        return true;
      case 'undo':
        pendingRemoval?.undo();
        return pendingRemoval !== undefined;
    }
  }

  /** Before the state is known, too: a key in the page's first instant is not lost. */
  #show(tab: Tab): boolean {
    const {state} = this.store.snapshot;
    if (state && state.user === undefined) return false;
    this.tab = tab;
    return true;
  }

  #act(done: Promise<void>): boolean {
    void done;
    return true;
  }
}

function noticeBar(notice: Notice | undefined) {
  return notice ? html`<notice-bar .notice=${notice}></notice-bar>` : nothing;
}

declare global {
  interface HTMLElementTagNameMap {
    'carryon-app': CarryonPage;
  }
}
