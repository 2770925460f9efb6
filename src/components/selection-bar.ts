import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import type {PublicJob} from '../queue/public-job.ts';
import type {Busy} from '../store/snapshot.ts';
import {actions, barActions, isOffered} from './job-actions.ts';
import {ActionEvent, ReportEvent} from './list-events.ts';
import {busyText, selectionText} from './list-messages.ts';
import {reportText} from './log-messages.ts';
import {rowIcon} from './list-pictures.ts';
import {formatBytes, formatCount} from './numbers.ts';
import {theme} from './theme.ts';

/**
 * What can be done with all chosen rows, at the bottom of the window.
 *
 * @fires list-action - {@link ActionEvent}
 * @fires list-report - {@link ReportEvent}
 * @fires selection-clear - The choice is to be dropped.
 */
@customElement('selection-bar')
@localized()
export class SelectionBar extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        position: fixed;
        z-index: 9;
        inset: auto 0 max(16px, env(safe-area-inset-bottom)) 0;
        display: grid;
        grid-template-columns: minmax(0, max-content);
        justify-content: center;
        padding: 0 8px;
        pointer-events: none;
      }
      [role='toolbar'] {
        display: flex;
        align-items: center;
        gap: 4px;
        max-width: 100%;
        min-height: max(44px, var(--control));
        padding: 0 6px 0 14px;
        overflow-x: auto;
        scrollbar-width: none;
        border-radius: var(--radius-l);
        background: var(--color-ink);
        color: var(--color-surface);
        box-shadow: var(--shadow-2);
        pointer-events: auto;
        animation: rise var(--normal) var(--ease);
      }
      @keyframes rise {
        from {
          transform: translateY(12px);
          opacity: 0;
        }
      }
      b {
        margin-right: 10px;
        font-weight: var(--weight-strong);
        white-space: nowrap;
      }
      .dim {
        opacity: 0.78;
        font-size: var(--text-s);
      }
      .line {
        width: 1px;
        height: 20px;
        margin: 0 6px;
        background: currentColor;
        opacity: 0.25;
      }
      .button {
        flex: none;
        border-color: transparent;
        background: none;
        color: inherit;
      }
      .button:hover {
        background: rgb(128 128 128 / 0.25);
      }
      .button .icon {
        margin-left: -3px;
      }
      /* Where not everything has room the rest can be scrolled to; this stays. */
      .clear {
        position: sticky;
        right: 0;
        background: var(--color-ink);
      }
      :focus-visible {
        outline-color: currentColor;
        outline-offset: -3px;
      }
      @media (forced-colors: active) {
        [role='toolbar'] {
          border: 1px solid;
        }
      }
      @media (max-width: 720px) {
        :host {
          inset-block-end: 0;
          grid-template-columns: minmax(0, 1fr);
          justify-content: stretch;
          padding: 8px 8px calc(8px + env(safe-area-inset-bottom));
        }
        [role='toolbar'] {
          justify-content: space-between;
          min-height: 56px;
        }
        b {
          margin-right: 0;
        }
        .dim,
        .line {
          display: none;
        }
        .button {
          min-width: 44px;
          padding: 0 8px;
        }
        .button span {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
        .button .icon {
          width: 22px;
          height: 22px;
          margin: 0;
        }
      }
    `,
  ];

  @property({attribute: false}) jobs: readonly PublicJob[] = [];
  @property({attribute: false}) busy: Busy | undefined;

  #hadFocus = false;

  protected override willUpdate() {
    this.#hadFocus = this.shadowRoot?.activeElement != null;
  }

  /** The button that was pressed may be gone: what it did is not possible any more. The focus stays in the bar. */
  protected override updated() {
    if (this.#hadFocus && !this.shadowRoot?.activeElement) this.renderRoot.querySelector('button')?.focus();
  }

  protected override render() {
    if (this.busy) return this.#progress(this.busy);
    if (this.jobs.length === 0) return nothing;
    const bytes = this.jobs.reduce((sum, {fileSize}) => sum + fileSize, 0);
    return html`
      <div role="toolbar" aria-label=${selectionText.bar()} @keydown=${this.#key}>
        <b class="number">${selectionText.selected(this.jobs.length)}</b>
        <span class="dim number">${formatBytes(bytes)}</span>
        <span class="line"></span>
        ${barActions.map((name) => this.#action(name))} ${this.#report()}
        <span class="line"></span>
        <button
          class="button clear"
          aria-label=${selectionText.clear()}
          title=${selectionText.clear()}
          @click=${() => this.dispatchEvent(new Event('selection-clear'))}
        >
          ${rowIcon('close', 18)}
        </button>
      </div>
    `;
  }

  #action(name: (typeof barActions)[number]) {
    const able = this.jobs.filter((job) => isOffered(name, job));
    if (able.length === 0) return nothing;
    const {icon, text} = actions[name];
    const label = able.length === this.jobs.length ? text() : selectionText.forSome(text(), able.length);
    return html`
      <button
        class="button"
        title=${label}
        data-action=${name}
        @click=${() =>
          this.dispatchEvent(
            new ActionEvent(
              name,
              able.map(({uuid}) => uuid),
            ),
          )}
      >
        ${rowIcon(icon, 18)}<span>${label}</span>
      </button>
    `;
  }

  #report() {
    return html`
      <button
        class="button"
        aria-haspopup="menu"
        aria-label=${reportText.save()}
        title=${reportText.save()}
        @click=${this.#askReport}
      >
        ${rowIcon('notes', 18)}
      </button>
    `;
  }

  #askReport(event: Event) {
    const uuids = this.jobs.map(({uuid}) => uuid);
    // The button that was pressed.
    this.dispatchEvent(new ReportEvent(uuids, event.currentTarget as HTMLElement));
  }

  #progress({command, done, total, stop}: Busy) {
    return html`
      <div role="toolbar" aria-label=${selectionText.bar()} @keydown=${this.#key}>
        <b class="number">${busyText[command](formatCount(done), formatCount(total))}</b>
        <button class="button" @click=${stop}>${rowIcon('close', 18)}${selectionText.stop()}</button>
      </div>
    `;
  }

  #key(event: KeyboardEvent) {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.dispatchEvent(new Event('selection-clear'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'selection-bar': SelectionBar;
  }
}
