import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import type {StorageUse} from '../storage-estimate.ts';
import './icon.ts';
import {shellText} from './messages.ts';
import {formatBytes, formatBytesOf} from './numbers.ts';
import {theme} from './theme.ts';

/** The space in small, for the header. Its place is kept while the numbers are not known. */
@customElement('space-meter')
@localized()
export class SpaceMeter extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 8px;
        min-width: 150px;
        justify-content: flex-end;
        color: var(--color-ink-3);
        font-size: var(--text-xs);
      }
      .bar {
        width: 56px;
        height: 4px;
        border-radius: 2px;
        background: var(--color-line);
        overflow: hidden;
      }
      .bar i {
        display: block;
        height: 100%;
        background: var(--color-ink-3);
      }
      .bar.need i {
        background: var(--color-need-fill);
      }
      @media (forced-colors: active) {
        .bar {
          border: 1px solid CanvasText;
        }
        .bar i {
          forced-color-adjust: none;
          background: Highlight;
        }
      }
      @media (max-width: 1099px) {
        :host {
          display: none;
        }
      }
    `,
  ];

  @property({attribute: false}) space: StorageUse | undefined;

  protected override render() {
    if (!this.space) return nothing;
    const {usedBytes, quotaBytes} = this.space;
    return html`
      <carryon-icon name="storage" .size=${16} title=${shellText.space()}></carryon-icon>
      <span class="visually-hidden">${shellText.space()}</span>
      ${quotaBytes === undefined ? nothing : bar(usedPercent(usedBytes, quotaBytes))}
      <span class="number">${usedOf({usedBytes, quotaBytes})}</span>
    `;
  }
}

/** How much of a quota is used, for a bar. */
export function usedPercent(usedBytes: number, quotaBytes: number): number {
  return quotaBytes > 0 ? Math.min(100, (usedBytes / quotaBytes) * 100) : 0;
}

/** "24 / 60 GB"; only the first number where the browser does not tell the second. */
export function usedOf({usedBytes, quotaBytes}: StorageUse): string {
  return quotaBytes === undefined ? formatBytes(usedBytes) : formatBytesOf(usedBytes, quotaBytes);
}

function bar(percent: number) {
  return html`<span class="bar ${percent > 95 ? 'need' : ''}"><i style="width:${percent.toFixed(1)}%"></i></span>`;
}
