import {localized} from '@lit/localize';
import {LitElement, type PropertyValues, html, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import type {PublicJob} from '../queue/public-job.ts';
import type {Facet, Group} from '../store/facets.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import {type Snapshot, emptySnapshot} from '../store/snapshot.ts';
import {StoreController} from '../store/store-controller.ts';
import './deck-viewer.ts';
import type {DeckViewer} from './deck-viewer.ts';
import {type ActionName, isOffered, isPlayable} from './job-actions.ts';
import './job-details.ts';
import type {JobDetails} from './job-details.ts';
import './list-cancel-dialog.ts';
import type {ListCancelDialog} from './list-cancel-dialog.ts';
import {type CommandPage, actionOfKey, doAction} from './list-commands.ts';
import {CopiedEvent, type MenuEvent, type ReportEvent, SavedEvent, type SelectEvent} from './list-events.ts';
import {type Filter, type Section, type Sort, keepUnchangedSections, sectionsOf} from './list-filter.ts';
import './list-grid.ts';
import type {ListGrid} from './list-grid.ts';
import {type KeyIntent, keyIntent} from './list-keys.ts';
import './list-many.ts';
import {isOver, jobMenu, reportMenu} from './list-menus.ts';
import {listText} from './list-messages.ts';
import {listStyles} from './list-page-styles.ts';
import {JobRoute} from './list-route.ts';
import {Seconds} from './list-seconds.ts';
import {Selecting} from './list-selecting.ts';
import {WidthController} from './list-width.ts';
import './menu-popup.ts';
import type {MenuPopup} from './menu-popup.ts';
import {emptyText} from './messages.ts';
import './player-dialog.ts';
import type {PlayerDialog} from './player-dialog.ts';
import './selection-bar.ts';
import {PreferenceEvent, RequestEvent, SearchEvent, type Tab, TabEvent} from './shell-events.ts';
import {theme} from './theme.ts';

const manyFrom = 200;
const twoLinesUpToPx = 640;

/**
 * All jobs of a tab: the rows, what is above them when there are many, the details beside them, and the player over them.
 *
 * @fires shell-request - {@link RequestEvent} `permission`
 * @fires shell-search - {@link SearchEvent} when the filter is cleared; with it `shell-tab`
 * @fires list-focus-add - The last row has left with the focus in it
 * @fires list-copied - {@link CopiedEvent}
 * @fires list-saved - {@link SavedEvent}
 */
@customElement('job-list')
@localized()
export class JobList extends LitElement {
  static override styles = [theme, listStyles];

  @property({attribute: false}) store!: JobsStore;
  @property() tab: Tab = 'all';
  /** Words that names must contain. */
  @property() query = '';
  /** Single letters act as commands. */
  @property({attribute: false}) letters = true;

  @state() private facet: Facet | undefined;
  @state() private sort: Sort = 'queue';
  @state() private expanded: ReadonlySet<Group> = new Set();

  @query('list-grid') private grid!: ListGrid | null;
  @query('menu-popup') private menu!: MenuPopup;
  @query('player-dialog') private player!: PlayerDialog;
  @query('deck-viewer') private deckViewer!: DeckViewer;
  @query('job-details') private details!: JobDetails | null;
  @query('list-cancel-dialog') private cancelDialog!: ListCancelDialog;

  readonly #snapshot = new StoreController<Snapshot>(
    this,
    () => this.store,
    (snapshot) => snapshot,
    looksSame,
  );
  readonly #route = new JobRoute(this);
  readonly #width: WidthController = new WidthController(this, () => this.renderRoot.querySelector('.column'));
  readonly #selecting = new Selecting(this);
  readonly #seconds = new Seconds();
  #sections: readonly Section[] = [];

  override focus() {
    this.grid?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>) {
    if (changed.has('tab')) this.facet = undefined;
    if (changed.has('tab') || changed.has('query')) this.#selecting.filterChanged();
    const {arrangement, byUuid} = this.#snapshot.value ?? emptySnapshot;
    const sections = sectionsOf(arrangement, byUuid, this.#filter, this.expanded);
    this.#sections = keepUnchangedSections(this.#sections, sections);
  }

  protected override render() {
    const snapshot = this.#snapshot.value ?? emptySnapshot;
    const tally = snapshot.tallies[this.tab];
    const many = tally.count >= manyFrom;
    const open = this.#openJob(snapshot);
    return html`
      <div
        class="page"
        @keydown=${this.#key}
        @list-open=${(event: {uuid: string}) => void this.#openDetails(event.uuid)}
        @list-action=${(event: {action: ActionName; uuids: readonly string[]}) => this.act(event.action, event.uuids)}
        @list-menu=${this.#openMenu}
        @list-report=${this.#openReport}
        @list-select=${this.#select}
        @list-select-group=${(event: {group: Group}) => this.#selectGroup(event.group)}
        @list-expand=${(event: {group: Group}) => (this.expanded = new Set([...this.expanded, event.group]))}
        @list-clear-done=${this.#clearDone}
        @list-facet=${(event: {facet: Facet | undefined}) => this.#filterBy(event.facet)}
        @list-sort=${(event: {sort: Sort}) => (this.sort = event.sort)}
      >
        <div class="column">
          ${many || this.facet ? this.#many(snapshot) : nothing}
          ${this.#sections.length > 0 ? this.#rows(many) : this.#nothing()}
        </div>
        ${open ? this.#details(open) : nothing}
        <menu-popup></menu-popup>
        <list-cancel-dialog></list-cancel-dialog>
        <player-dialog .store=${this.store}></player-dialog>
        <deck-viewer .store=${this.store} @deck-closed=${this.#keepFocus}></deck-viewer>
        <selection-bar
          .jobs=${this.#selectedJobs(snapshot)}
          .busy=${snapshot.busy}
          @selection-clear=${this.#clearSelection}
        ></selection-bar>
      </div>
    `;
  }

  get #filter(): Filter {
    return {kind: this.tab, query: this.query, facet: this.facet, sort: this.sort};
  }

  #many({tallies, bytesPerSecond}: Snapshot) {
    return html`
      <list-many
        .tally=${tallies[this.tab]}
        .facet=${this.facet}
        .sort=${this.sort}
        .bytesPerSecond=${bytesPerSecond}
      ></list-many>
    `;
  }

  #rows(many: boolean) {
    return html`
      <list-grid
        .store=${this.store}
        .seconds=${this.#seconds}
        .sections=${this.#sections}
        .selection=${this.#selecting.selection}
        .openUuid=${this.#route.uuid}
        .twoLines=${this.#width.px > 0 && (this.#width.px <= twoLinesUpToPx || window.innerWidth <= 720)}
        .tab=${this.tab}
        .many=${many}
      ></list-grid>
    `;
  }

  #nothing() {
    const query = this.query.trim();
    if (!query && this.tab === 'all' && !this.facet) return nothing;
    return html`
      <div class="nothing" role="status">
        <p>${query ? emptyText.filter(query) : listText.nothingHere()}</p>
        <button class="button" @click=${this.#clearFilter}>${listText.clearFilter()}</button>
      </div>
    `;
  }

  #details({uuid}: PublicJob) {
    return html`
      <job-details
        .store=${this.store}
        .uuid=${uuid}
        .seconds=${this.#seconds}
        @details-close=${this.#closeDetails}
      ></job-details>
    `;
  }

  /** Beside the list the focus stays with the row; where the details cover it, it goes to them. */
  async #openDetails(uuid: string) {
    this.#route.open(uuid);
    await this.updateComplete;
    await this.details?.updateComplete;
    if (window.innerWidth < 1100) this.details?.focus();
  }

  #closeDetails() {
    const {uuid} = this.#route;
    this.#route.close();
    if (uuid !== undefined) void this.grid?.focusRow(uuid);
  }

  #openJob({byUuid}: Snapshot): PublicJob | undefined {
    return this.#route.uuid === undefined ? undefined : byUuid.get(this.#route.uuid);
  }

  get #allRows(): readonly string[] {
    return this.#sections.flatMap(({uuids}) => uuids);
  }

  #selectedJobs({byUuid}: Snapshot): readonly PublicJob[] {
    if (this.#selecting.isEmpty) return [];
    return this.#selecting.of(this.#allRows).flatMap((uuid) => byUuid.get(uuid) ?? []);
  }

  /** What keys act on: the chosen rows if the focus is on one of them, else the row with the focus. */
  #targets(): readonly string[] {
    const active = this.grid?.active;
    const selected = this.#selecting.of(this.#allRows);
    if (active === undefined || selected.includes(active)) return selected;
    return [active];
  }

  /** Does something with jobs, and asks first where that is due. */
  act(action: ActionName, uuids: readonly string[]) {
    void doAction(action, uuids, this.store, this.#page);
    if (uuids.length > 1 && (action === 'remove' || action === 'cancel')) this.#selecting.clear();
  }

  readonly #act = (action: ActionName, uuids: readonly string[]) => this.act(action, uuids);

  readonly #page: CommandPage = {
    askCancel: (jobs, sentBytes) => this.cancelDialog.ask(jobs, sentBytes),
    play: (job) => void this.player.open(job),
    openDeck: (job) => void (job.openable ? this.deckViewer.openDeck(job) : this.deckViewer.openPreview(job)),
    uploadsPresentations: () => this.dispatchEvent(new PreferenceEvent({presentationsAs: 'upload'})),
    openDetails: (uuid) => void this.#openDetails(uuid),
    askPermission: () => this.dispatchEvent(new RequestEvent('permission')),
    copied: () => this.dispatchEvent(new CopiedEvent()),
    saved: (jobs) => this.dispatchEvent(new SavedEvent(jobs)),
  };

  /** A deck that was opened from a menu has nobody to give the focus back to: the menu is gone. */
  #keepFocus() {
    if (document.activeElement === document.body) this.grid?.focus();
  }

  #key(event: KeyboardEvent) {
    const path = event.composedPath();
    if (event.defaultPrevented || !this.grid || !path.includes(this.grid)) return;
    const inButton = path.some((node) => node instanceof HTMLButtonElement);
    const intent = keyIntent(event, this.letters, inButton);
    if (intent && this.#obey(intent)) event.preventDefault();
  }

  /** @returns Whether there was something to do. */
  #obey(intent: KeyIntent): boolean {
    const {grid} = this;
    const active = grid?.active;
    if (!grid) return false;
    switch (intent.type) {
      case 'move': {
        const from = grid.active;
        const to = grid.move(intent.way);
        if (intent.extend && to !== undefined) this.#selecting.extend(this.#allRows, from ?? to, to);
        else this.#selecting.startAt(to);
        return true;
      }
      case 'toggle':
        if (active !== undefined) this.#selecting.toggle(active);
        return true;
      case 'select-all':
        this.#selecting.selectAll();
        return true;
      case 'escape':
        return this.#escape();
      case 'open':
        if (active !== undefined) this.#open(active);
        return true;
      case 'into':
      case 'back':
        return grid.step(intent.type);
      case 'menu':
        grid.openMenu();
        return true;
      case 'act': {
        const uuids = this.#targets();
        const jobs = uuids.flatMap((uuid) => this.store.snapshot.byUuid.get(uuid) ?? []);
        const action = actionOfKey(intent.act, jobs);
        if (action) this.act(action, uuids);
        return action !== undefined;
      }
    }
  }

  #open(uuid: string) {
    const job = this.store.snapshot.byUuid.get(uuid);
    if (job?.state === 'done' && isPlayable(job)) this.act('play', [uuid]);
    else if (job?.openable) this.act('open', [uuid]);
    else if (job && isOffered('save', job)) this.act('save', [uuid]);
    else void this.#openDetails(uuid);
  }

  #escape(): boolean {
    if (!this.#selecting.isEmpty) this.#selecting.clear();
    else if (this.#route.uuid !== undefined) this.#route.close();
    else return false;
    return true;
  }

  #select({uuid, reach}: SelectEvent) {
    if (reach === 'this') this.#selecting.toggle(uuid);
    else this.#selecting.extend(this.#allRows, uuid, uuid);
  }

  #selectGroup(group: Group) {
    const section = this.#sections.find((other) => other.group === group);
    if (this.#sections.length === 1) this.#selecting.selectAll();
    else this.#selecting.select(section?.uuids ?? []);
  }

  /** From the bar, which goes with it: the focus returns to the list. */
  #clearSelection() {
    this.#selecting.clear();
    this.grid?.focus();
  }

  #clearDone() {
    const done = this.#sections.find(({group}) => group === 'done')?.uuids ?? [];
    const {byUuid} = this.store.snapshot;
    void this.store.remove(
      done.filter((uuid) => {
        const job = byUuid.get(uuid);
        return job && isOver(job);
      }),
    );
  }

  #filterBy(facet: Facet | undefined) {
    this.facet = facet;
    this.#selecting.filterChanged();
  }

  #clearFilter() {
    this.facet = undefined;
    this.dispatchEvent(new SearchEvent(''));
    this.dispatchEvent(new TabEvent('all'));
  }

  #openMenu({uuid, opener, at}: MenuEvent) {
    const job = this.store.snapshot.byUuid.get(uuid);
    if (job) void this.menu.open(jobMenu(job, this.#act), opener, at);
  }

  #openReport({uuids, opener}: ReportEvent) {
    void this.menu.open(reportMenu(uuids, this.#act), opener);
  }
}

/** Rows read their own parts; the list cares for order, sums, and what goes on with many. */
function looksSame(a: Snapshot, b: Snapshot): boolean {
  return a.jobs === b.jobs && a.arrangement === b.arrangement && a.tallies === b.tallies && a.busy === b.busy;
}

declare global {
  interface HTMLElementTagNameMap {
    'job-list': JobList;
  }
}
