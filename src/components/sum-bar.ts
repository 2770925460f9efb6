import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {shellText} from './messages.ts';
import {formatPercent} from './numbers.ts';

/** Acknowledged bytes of all unfinished jobs. */
export interface Sum {
  /** 0–100. */
  readonly percent: number;
  /** Offline: what is still to come is drawn as a gap and dashes. */
  readonly interrupted: boolean;
}

/** The two pixels under the header that sum it all up; without unfinished jobs a hairline. */
@customElement('sum-bar')
@localized()
export class SumBar extends LitElement {
  static override styles = css`
    :host {
      display: flex;
      height: 2px;
      background: var(--color-line);
      overflow: hidden;
    }
    i {
      flex: 1;
      height: 2px;
      background: var(--color-move-fill);
      transform-origin: left;
      transition: transform 250ms linear;
    }
    .interrupted {
      flex: none;
    }
    .rest {
      flex: 1;
      height: 2px;
      margin-left: 10px;
      background: repeating-linear-gradient(90deg, var(--color-wait-fill) 0 6px, transparent 6px 12px);
      opacity: 0.55;
    }
    @media (prefers-reduced-motion: reduce) {
      i {
        transition: none;
      }
    }
    @media (forced-colors: active) {
      i {
        forced-color-adjust: none;
        background: Highlight;
      }
    }
  `;

  @property({attribute: false}) sum: Sum | undefined;

  protected override render() {
    if (!this.sum) return nothing;
    const {percent, interrupted} = this.sum;
    this.title = shellText.progress(formatPercent(percent));
    return interrupted
      ? html`<i class="interrupted" style="width:${percent.toFixed(1)}%"></i><span class="rest"></span>`
      : html`<i style="transform:scaleX(${(percent / 100).toFixed(4)})"></i>`;
  }
}
