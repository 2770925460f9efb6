import {LitElement, css, html, svg} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {type IconName, iconShapes} from './icon-shapes.ts';

export type {IconName} from './icon-shapes.ts';

/**
 * A picture beside a word, hidden from screen readers: the control around it has the name.
 *
 * It takes the colour of the text. Sizes in use are 20, 18, 16 and 14.
 */
@customElement('carryon-icon')
export class CarryonIcon extends LitElement {
  static override styles = css`
    :host {
      display: block;
      flex: none;
      width: var(--icon);
      height: var(--icon);
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
    }
  `;

  @property() name!: IconName;
  /** Width and height in px. */
  @property({type: Number}) size = 20;

  protected override willUpdate() {
    this.style.width = this.style.height = this.size === 20 ? '' : `${String(this.size)}px`;
  }

  protected override render() {
    return html`
      <svg
        viewBox="0 0 20 20"
        aria-hidden="true"
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      >
        ${iconShapes[this.name] ?? svg``}
      </svg>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'carryon-icon': CarryonIcon;
  }
}
