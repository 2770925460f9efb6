import {LitElement, css, html} from 'lit';
import {customElement} from 'lit/decorators.js';

/** The mark: a C that turns round, meets a gap in its line, and arrives. */
@customElement('carryon-mark')
export class CarryonMark extends LitElement {
  static override styles = css`
    :host {
      display: block;
      flex: none;
      width: 26px;
      height: 26px;
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
    }
    circle {
      fill: var(--color-move);
    }
  `;

  protected override render() {
    return html`
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <path
          d="M21.3 8.9A9.2 9.2 0 1 0 15 24.2h4.2"
          fill="none"
          stroke="currentColor"
          stroke-width="4"
          stroke-linecap="round"
        />
        <circle cx="26" cy="24.2" r="2.7" />
      </svg>
    `;
  }
}
