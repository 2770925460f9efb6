import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {type Facet, facets} from '../store/facets.ts';
import type {Tally} from '../store/tally.ts';
import {type Sort, sorts} from './list-filter.ts';
import {facetText, listText, sortText} from './list-messages.ts';
import {rowIcon} from './list-pictures.ts';
import {formatAbout, formatBytes, formatCount, formatSpeed} from './numbers.ts';
import {theme} from './theme.ts';

/** A chip was pressed; undefined: all states. */
export class FacetEvent extends Event {
  readonly facet: Facet | undefined;

  constructor(facet: Facet | undefined) {
    super('list-facet', {bubbles: true, composed: true});
    this.facet = facet;
  }
}

export class SortEvent extends Event {
  readonly sort: Sort;

  constructor(sort: Sort) {
    super('list-sort', {bubbles: true, composed: true});
    this.sort = sort;
  }
}

/**
 * Above a long list: how much has arrived, one line stacked by state, chips to filter by, and the order.
 *
 * @fires list-facet - {@link FacetEvent}
 * @fires list-sort - {@link SortEvent}
 */
@customElement('list-many')
@localized()
export class ListMany extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: block;
        padding: 2px 8px 12px;
      }
      .sums {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 2px 12px;
        margin-bottom: 8px;
        color: var(--color-ink-3);
        font-size: var(--text-s);
      }
      b {
        color: var(--color-ink);
        font-size: var(--text-l);
        font-weight: var(--weight-strong);
      }
      .stack {
        display: flex;
        gap: 2px;
        height: 6px;
        margin-bottom: 10px;
      }
      .stack i {
        min-width: 8px;
        border-radius: 3px;
        background: var(--shade);
        transition: flex-grow var(--normal) var(--ease);
      }
      .chips {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
      }
      .filter,
      label {
        position: relative;
        display: inline-flex;
        flex: none;
        align-items: center;
        gap: 7px;
        height: max(28px, var(--control) - 4px);
        padding: 0 10px;
        border: 1px solid var(--color-line);
        border-radius: var(--radius-full);
        background: var(--color-surface);
        font-size: var(--text-s);
        white-space: nowrap;
        cursor: pointer;
      }
      .filter:hover,
      label:hover {
        background: var(--color-hover);
      }
      .filter:focus-visible {
        border-radius: var(--radius-full);
      }
      .filter i {
        width: 8px;
        height: 8px;
        border-radius: 50%;
        background: var(--shade);
      }
      .filter .number {
        color: var(--color-ink-3);
      }
      .filter[aria-pressed='true'] {
        border-color: var(--color-move-fill);
        background: var(--color-selected);
      }
      label {
        margin-left: auto;
      }
      label:focus-within {
        outline: 2px solid var(--color-focus);
        outline-offset: 2px;
      }
      select {
        border: 0;
        outline: 0;
        background: none;
        appearance: none;
        cursor: pointer;
      }
      option {
        background: var(--color-raised);
        color: var(--color-ink);
      }
      .need {
        --shade: var(--color-need-fill);
      }
      .now {
        --shade: var(--color-move-fill);
      }
      .retrying {
        --shade: var(--color-wait-fill);
      }
      .next {
        --shade: color-mix(in srgb, var(--color-line-strong) 38%, transparent);
      }
      .filter.next {
        --shade: var(--color-line-strong);
      }
      .paused {
        --shade: var(--color-ink-3);
      }
      .done {
        --shade: var(--color-ink-2);
      }
      @media (forced-colors: active) {
        .stack i,
        .filter i {
          forced-color-adjust: none;
        }
        .filter[aria-pressed='true'] {
          border: 2px solid Highlight;
        }
      }
      @media (max-width: 720px) {
        .chips {
          flex-wrap: nowrap;
          margin: -3px -8px;
          padding: 3px 8px;
          overflow-x: auto;
          scrollbar-width: none;
        }
        .filter,
        label {
          height: 40px;
        }
      }
    `,
  ];

  @property({attribute: false}) tally!: Tally;
  @property({attribute: false}) facet: Facet | undefined;
  @property() sort: Sort = 'queue';
  @property({type: Number}) bytesPerSecond = 0;

  protected override render() {
    const {count, bytes, arrived, remainingBytes} = this.tally;
    const time = this.bytesPerSecond > 0 && remainingBytes > 0 ? formatAbout(remainingBytes / this.bytesPerSecond) : '';
    const there = listText.there(arrived.count, count);
    return html`
      <p class="sums number">
        <b>${there}</b>
        <span>${listText.bytesOf(formatBytes(arrived.bytes), formatBytes(bytes))}</span>
        ${time ? html`<span>${listText.atSpeed(time, formatSpeed(this.bytesPerSecond))}</span>` : nothing}
      </p>
      <div class="stack" role="img" aria-label=${there}>${this.#stack()}</div>
      <div class="chips" role="group" aria-label=${listText.filters()}>
        ${facets.map((facet) => this.#chip(facet))} ${this.#order()}
      </div>
    `;
  }

  #stack() {
    return (['done', 'now', 'need', 'retrying', 'paused', 'next'] as const).map((facet) => {
      const {count} = this.tally.facets[facet];
      return count === 0 ? nothing : html`<i class=${facet} style="flex:${count} 1 0"></i>`;
    });
  }

  #chip(facet: Facet) {
    const {count} = this.tally.facets[facet];
    const pressed = facet === this.facet;
    if (count === 0 && !pressed) return nothing;
    return html`
      <button
        class="filter ${facet}"
        aria-pressed=${String(pressed)}
        @click=${() => this.dispatchEvent(new FacetEvent(pressed ? undefined : facet))}
      >
        <i></i>${facetText[facet]()} <span class="number">${formatCount(count)}</span>
      </button>
    `;
  }

  #order() {
    return html`
      <label>
        ${rowIcon('sort', 16)}
        <select aria-label=${listText.sort()} @change=${this.#chosen}>
          ${sorts.map((sort) => html`<option value=${sort} ?selected=${sort === this.sort}>${sortText[sort]()}</option>`)}
        </select>
      </label>
    `;
  }

  #chosen(event: Event) {
    // The options are the sorts.
    this.dispatchEvent(new SortEvent((event.currentTarget as HTMLSelectElement).value as Sort));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'list-many': ListMany;
  }
  interface HTMLElementEventMap {
    'list-facet': FacetEvent;
    'list-sort': SortEvent;
  }
}
