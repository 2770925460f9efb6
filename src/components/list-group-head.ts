import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import type {Group} from '../store/facets.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import type {Snapshot} from '../store/snapshot.ts';
import {StoreController} from '../store/store-controller.ts';
import type {Tallies} from '../store/tally.ts';
import {ClearDoneEvent, SelectGroupEvent} from './list-events.ts';
import type {Section} from './list-filter.ts';
import {listText} from './list-messages.ts';
import {groupText} from './messages.ts';
import {formatAbout, formatBytes, formatCount, formatSpeed} from './numbers.ts';

/** The head of a group: its name, how many, what they come to. It sticks while its rows pass by. */
export function groupHead(
  store: JobsStore,
  {group, uuids}: Section,
  {rowIndex, many, tab}: {readonly rowIndex: number; readonly many: boolean; readonly tab: keyof Tallies},
) {
  return html`
    <div class="group-head ${group}" role="row" aria-rowindex=${rowIndex}>
      <div role="gridcell">
        <h2 id="head-${group}">${groupText[group]()}</h2>
        <span class="number">${formatCount(uuids.length)}</span>
        <list-group-sum class="sum number" .store=${store} .group=${group} .tab=${tab}></list-group-sum>
        ${many ? selectAll(group, uuids.length) : group === 'done' ? clearList() : nothing}
      </div>
    </div>
  `;
}

export const groupHeadStyles = css`
  .group-head {
    position: sticky;
    z-index: 2;
    top: var(--list-top, 54px);
    height: 36px;
    border-top: 1px solid var(--color-line);
    background: var(--color-surface);
    color: var(--color-ink-3);
    font-size: var(--text-xs);
    line-height: 1rem;
  }
  [role='rowgroup']:first-of-type .group-head {
    border-top-color: transparent;
  }
  .group-head > div {
    display: flex;
    align-items: center;
    gap: 10px;
    height: 100%;
    padding: 0 6px 0 16px;
  }
  h2 {
    color: var(--color-ink-2);
    font-weight: var(--weight-strong);
  }
  .need h2 {
    color: var(--color-need);
  }
  .sum {
    overflow: hidden;
    flex: 1;
    text-overflow: ellipsis;
  }
  .group-head .button {
    min-height: 28px;
    font-size: var(--text-xs);
  }
`;

/** What a group comes to: "18.2 MB/s together", "27 GB · about 30 min". */
@customElement('list-group-sum')
@localized()
export class ListGroupSum extends LitElement {
  @property({attribute: false}) store!: JobsStore;
  @property({attribute: false}) group!: Group;
  @property({attribute: false}) tab!: keyof Tallies;

  readonly #sum = new StoreController<string>(
    this,
    () => this.store,
    (snapshot) => sumOf(this.group, snapshot, this.tab),
  );

  protected override render() {
    return this.#sum.value;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'list-group-sum': ListGroupSum;
  }
}

function sumOf(group: Group, {tallies, bytesPerSecond}: Snapshot, tab: keyof Tallies): string {
  const {retrying, next} = tallies[tab].facets;
  switch (group) {
    case 'now':
      return bytesPerSecond > 0 ? listText.together(formatSpeed(bytesPerSecond)) : '';
    case 'next': {
      const leftBytes = retrying.leftBytes + next.leftBytes;
      const time = bytesPerSecond > 0 ? formatAbout(leftBytes / bytesPerSecond) : '';
      return leftBytes === 0 ? '' : [formatBytes(leftBytes), time].filter(Boolean).join(' · ');
    }
    case 'need':
    case 'done':
      return '';
  }
}

function selectAll(group: Group, count: number) {
  return html`
    <button
      class="button bare slim"
      @click=${(event: Event) => event.currentTarget?.dispatchEvent(new SelectGroupEvent(group))}
    >
      ${listText.selectAll(count)}
    </button>
  `;
}

function clearList() {
  return html`
    <button
      class="button bare slim"
      @click=${(event: Event) => event.currentTarget?.dispatchEvent(new ClearDoneEvent())}
    >
      ${listText.clearList()}
    </button>
  `;
}
