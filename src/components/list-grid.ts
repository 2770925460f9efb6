import {localized} from '@lit/localize';
import {LitElement, type PropertyValues, html, nothing} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import {repeat} from 'lit/directives/repeat.js';
import type {Group} from '../store/facets.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import {asks} from './job-actions.ts';
import {Anchor, seenRows} from './list-anchor.ts';
import './job-row.ts';
import type {JobRow} from './job-row.ts';
import {trackLook} from './job-track.ts';
import {ExpandEvent, FocusAddEvent, MenuEvent, OpenEvent, SelectEvent} from './list-events.ts';
import {groupHead, groupHeadStyles} from './list-group-head.ts';
import {gridStyles} from './list-grid-styles.ts';
import type {Section} from './list-filter.ts';
import {type Block, type Layout, flatRows, layOut, spanOf, topOf} from './list-layout.ts';
import {LongPress} from './list-long-press.ts';
import {listText} from './list-messages.ts';
import {RowHeights} from './list-row-heights.ts';
import {ListScroll} from './list-scroll.ts';
import type {Seconds} from './list-seconds.ts';
import {type Selection, isEmpty, isSelected, noSelection} from './list-selection.ts';
import type {Way} from './list-keys.ts';
import type {Tab} from './shell-events.ts';
import {theme} from './theme.ts';

const rowsAhead = 6;
const headPx = 36;
const morePx = 40;
/** From here on a jump of the scrollbar says where it has come to. */
const labelFromRows = 500;

/**
 * The rows of the list. Of thousands only those are in the page that are seen, and six more on either side.
 *
 * @fires list-open - {@link OpenEvent}
 * @fires list-expand - {@link ExpandEvent}
 * @fires list-select - {@link SelectEvent}
 * @fires list-focus-add - {@link FocusAddEvent}
 */
@customElement('list-grid')
@localized()
export class ListGrid extends LitElement {
  static override styles = [theme, gridStyles, groupHeadStyles];

  @property({attribute: false}) store!: JobsStore;
  @property({attribute: false}) seconds!: Seconds;
  @property({attribute: false}) sections: readonly Section[] = [];
  @property({attribute: false}) selection: Selection = noSelection;
  /** The row whose details are open. */
  @property({attribute: false}) openUuid: string | undefined;
  @property({type: Boolean, attribute: 'two-lines'}) twoLines = false;
  /** Whose sums the heads show. */
  @property() tab: Tab = 'all';
  /** Heads of groups can select all of theirs. */
  @property({type: Boolean}) many = false;

  @state() private activeUuid: string | undefined;
  @state() private label: {readonly row: number; readonly top: number} | undefined;

  #layout: Layout = layOut([], {head: headPx, more: morePx, row: () => 0});
  #refocus = false;
  #hovered: string | undefined;
  #labelTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #heights = new RowHeights(this, (uuid) => this.#shapeOf(uuid));
  readonly #scroll = new ListScroll(this, (jumped) => this.#scrolled(jumped));
  readonly #anchor = new Anchor();
  readonly #press = new LongPress((row) => this.dispatchEvent(new SelectEvent((row as JobRow).uuid, 'this')));

  /** All rows in the order in which they are seen. */
  get rows(): readonly string[] {
    return flatRows(this.#layout);
  }

  /** The row with the roving focus. */
  get active(): string | undefined {
    return this.activeUuid;
  }

  override focus() {
    const uuid = this.activeUuid ?? this.rows[0];
    if (uuid !== undefined) void this.focusRow(uuid);
  }

  /** Puts the focus on a row, and the row into view. */
  async focusRow(uuid: string): Promise<void> {
    const top = topOf(this.#layout, uuid);
    if (top === undefined) return;
    this.activeUuid = uuid;
    this.#scroll.reveal(top, this.#heights.height(uuid), {above: 54 + headPx + 8, below: 72});
    await this.updateComplete;
    this.#rowOf(uuid)?.focus({preventScroll: true});
    this.#attend();
  }

  /** Moves the focus; returns where to. */
  move(way: Way): string | undefined {
    const {rows} = this;
    const now = Math.max(0, rows.indexOf(this.activeUuid ?? ''));
    const page = Math.max(1, Math.floor((window.innerHeight - 160) / 56));
    const to = {up: now - 1, down: now + 1, first: 0, last: Infinity, 'page-up': now - page, 'page-down': now + page}[
      way
    ];
    const uuid = rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (uuid !== undefined) void this.focusRow(uuid);
    return uuid;
  }

  /** Into the buttons of the row with the focus, and back out of them. */
  step(way: 'into' | 'back'): boolean {
    return this.#activeRow?.step(way) ?? false;
  }

  /** The menu of the row with the focus. */
  openMenu() {
    const row = this.#activeRow;
    if (row) this.dispatchEvent(new MenuEvent(row.uuid, row));
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#labelTimer);
    this.store.attend(new Set());
  }

  protected override willUpdate(changed: PropertyValues<this>) {
    if (changed.has('twoLines')) this.#heights.forget();
    const before = this.#layout;
    this.#scroll.measure();
    this.#anchor.drop(before, this.#scroll);
    this.#layout = layOut(this.sections, {head: headPx, more: morePx, row: this.#heights.height});
    if (changed.has('sections')) this.#keepFocus(before);
  }

  protected override render() {
    const first = this.activeUuid ?? this.rows[0];
    return html`
      <div
        class="grid"
        role="grid"
        aria-label=${listText.jobs()}
        aria-multiselectable="true"
        aria-rowcount=${this.#layout.rowCount}
        @click=${this.#clicked}
        @contextmenu=${this.#contextMenu}
        @focusin=${this.#focused}
        @focusout=${this.#attend}
        @pointerover=${this.#hover}
        @pointerleave=${this.#unhover}
        @pointerdown=${this.#pressed}
        @pointermove=${this.#press.move}
        @pointerup=${this.#press.end}
        @pointercancel=${this.#press.end}
      >
        ${repeat(
          this.#layout.blocks,
          ({section}) => section.group,
          (block) => this.#group(block, first),
        )}
      </div>
      ${
        this.label
          ? html`<span class="label number" style="top:${this.label.top}px">${listText.row(this.label.row)}</span>`
          : nothing
      }
    `;
  }

  protected override updated() {
    const rows = new Set<Element>(this.renderRoot.querySelectorAll('job-row'));
    this.#heights.observe(rows);
    this.#anchor.hold(this.#layout, this.#scroll);
    if (this.#refocus && this.activeUuid !== undefined) {
      this.#refocus = false;
      this.#rowOf(this.activeUuid)?.focus({preventScroll: true});
    }
  }

  #group(block: Block, first: string | undefined) {
    const {section, offsets, rowIndex} = block;
    const hidden = section.uuids.length - section.shown;
    return html`
      <div role="rowgroup" aria-labelledby="head-${section.group}">
        ${groupHead(this.store, section, {rowIndex, many: this.many, tab: this.tab})}
        <div class="rows" style="height:${offsets[section.shown] ?? 0}px">
          ${repeat(
            this.#rowsOf(block),
            (uuid) => uuid,
            (uuid) => this.#row(block, uuid, first),
          )}
        </div>
        ${hidden > 0 ? this.#more(block) : nothing}
      </div>
    `;
  }

  #row({rowIndex, offsets}: Block, uuid: string, first: string | undefined) {
    const row = this.#layout.places.get(uuid)?.row ?? 0;
    const selected = isSelected(this.selection, uuid);
    return html`
      <job-row
        role="row"
        tabindex=${uuid === first ? 0 : -1}
        aria-rowindex=${rowIndex + 1 + row}
        aria-current=${uuid === this.openUuid ? 'true' : nothing}
        ?first=${row === 0}
        style="top:${offsets[row] ?? 0}px"
        .store=${this.store}
        .uuid=${uuid}
        .seconds=${this.seconds}
        .selected=${selected}
        .choosing=${!isEmpty(this.selection)}
        .twoLines=${this.twoLines}
      ></job-row>
    `;
  }

  #more({section, rowIndex}: Block) {
    return html`
      <div class="more" role="row" aria-rowindex=${rowIndex + 1 + section.shown}>
        <span role="gridcell">
          <button class="button bare slim" @click=${() => this.#expand(section.group)}>
            ${listText.showAll(section.uuids.length)}
          </button>
        </span>
      </div>
    `;
  }

  #rowsOf(block: Block): readonly string[] {
    const {uuids} = block.section;
    const {start, end} = spanOf(block, this.#scroll.from, this.#scroll.to, rowsAhead);
    const rows = uuids.slice(start, end);
    const place = this.#layout.places.get(this.activeUuid ?? '');
    const active = place && this.#layout.blocks[place.block] === block ? uuids[place.row] : undefined;
    // The row with the focus stays in the page wherever one scrolls to.
    if (active === undefined || rows.includes(active)) return rows;
    return (place?.row ?? 0) < start ? [active, ...rows] : [...rows, active];
  }

  get #activeRow(): JobRow | undefined {
    return this.activeUuid === undefined ? undefined : this.#rowOf(this.activeUuid);
  }

  #rowOf(uuid: string): JobRow | undefined {
    return [...this.renderRoot.querySelectorAll('job-row')].find((row) => row.uuid === uuid);
  }

  #shapeOf(uuid: string): string {
    if (!this.twoLines) return 'line';
    const job = this.store.snapshot.byUuid.get(uuid);
    if (!job) return 'line';
    return asks(job) ? 'asks' : trackLook(job) ? 'track' : 'bare';
  }

  /** A row that moves keeps the focus; when it has left, the next one has it, else the one before. */
  #keepFocus(before: Layout) {
    const active = this.activeUuid;
    if (active === undefined) return;
    const focused = this.#rowOf(active)?.matches(':focus-within') ?? false;
    if (this.#layout.places.has(active)) {
      this.#refocus = focused && before.places.get(active)?.block !== this.#layout.places.get(active)?.block;
      return;
    }
    const rows = flatRows(before);
    const at = rows.indexOf(active);
    const here = (uuid: string) => this.#layout.places.has(uuid);
    this.activeUuid = rows.slice(at + 1).find(here) ?? rows.slice(0, Math.max(0, at)).findLast(here);
    this.#refocus = focused;
    if (focused && this.activeUuid === undefined) this.dispatchEvent(new FocusAddEvent());
  }

  #scrolled(jumpedPx: number) {
    const total = this.sections.reduce((sum, {shown}) => sum + shown, 0);
    if (total >= labelFromRows && jumpedPx > window.innerHeight) this.#showLabel();
    this.requestUpdate();
  }

  #showLabel() {
    const [seen] = seenRows(this.#layout, this.#scroll);
    const row = seen === undefined ? 0 : this.rows.indexOf(seen) + 1;
    const room = document.documentElement.scrollHeight - window.innerHeight;
    this.label = {row, top: 120 + (window.scrollY / Math.max(1, room)) * (window.innerHeight - 200)};
    clearTimeout(this.#labelTimer);
    this.#labelTimer = setTimeout(() => (this.label = undefined), 700);
  }

  #expand(group: Group) {
    this.dispatchEvent(new ExpandEvent(group));
  }

  #focused(event: FocusEvent) {
    const row = rowIn(event);
    if (row) this.activeUuid = row.uuid;
    this.#attend();
  }

  #hover(event: PointerEvent) {
    if (event.pointerType !== 'mouse') return;
    const uuid = rowIn(event)?.uuid;
    if (uuid === this.#hovered) return;
    this.#hovered = uuid;
    this.#attend();
  }

  #unhover() {
    this.#hovered = undefined;
    this.#attend();
  }

  #attend() {
    const focused = this.matches(':focus-within') ? this.activeUuid : undefined;
    this.store.attend(new Set([this.#hovered, focused].filter((uuid) => uuid !== undefined)));
  }

  #pressed(event: PointerEvent) {
    const row = rowIn(event);
    if (row) this.#press.down(event, row);
  }

  #clicked(event: MouseEvent) {
    const row = rowIn(event);
    if (!row || this.#press.take()) return;
    this.activeUuid = row.uuid;
    if (event.shiftKey) this.dispatchEvent(new SelectEvent(row.uuid, 'up-to-this'));
    else if (event.ctrlKey || event.metaKey || (this.twoLines && !isEmpty(this.selection))) {
      this.dispatchEvent(new SelectEvent(row.uuid, 'this'));
    } else this.dispatchEvent(new OpenEvent(row.uuid));
  }

  #contextMenu(event: PointerEvent) {
    const row = rowIn(event);
    if (!row) return;
    event.preventDefault();
    if (this.#press.take() || event.pointerType === 'touch') return;
    this.activeUuid = row.uuid;
    this.dispatchEvent(new MenuEvent(row.uuid, row, new DOMRect(event.clientX, event.clientY, 0, 0)));
  }
}

function rowIn(event: Event): JobRow | undefined {
  return event
    .composedPath()
    .find((node): node is JobRow => node instanceof HTMLElement && node.localName === 'job-row');
}

declare global {
  interface HTMLElementTagNameMap {
    'list-grid': ListGrid;
  }
}
