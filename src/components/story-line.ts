import {localized} from '@lit/localize';
import {LitElement, css, html} from 'lit';
import {customElement} from 'lit/decorators.js';
import {shellText} from './messages.ts';

/** The line with its three gaps: lost network, closed tab, restart; it goes on to its end. */
@customElement('story-line')
@localized()
export class StoryLine extends LitElement {
  static override styles = css`
    :host {
      display: block;
      position: relative;
      width: min(640px, 100%);
      color: var(--color-ink-3);
      font: var(--text-s) / var(--leading-s) var(--font);
    }
    svg {
      display: block;
      width: 100%;
      height: auto;
      overflow: visible;
    }
    ul {
      position: relative;
      height: 1.5em;
      margin: 2px 0 0;
      padding: 0;
      list-style: none;
    }
    li {
      position: absolute;
      left: var(--at);
      transform: translateX(-50%);
      white-space: nowrap;
    }
    li:last-child {
      color: var(--color-ink);
      font-weight: var(--weight-medium);
    }
    .whole {
      stroke: var(--color-ink);
      stroke-width: 6;
      stroke-linecap: round;
    }
    .gap {
      stroke: var(--color-line-strong);
      stroke-width: 3;
      stroke-linecap: round;
      stroke-dasharray: 1 8;
    }
    .there {
      fill: var(--color-move-fill);
    }
    .tick {
      stroke: var(--color-surface);
      stroke-width: 2.6;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    @media (max-width: 480px) {
      ul {
        margin-top: -4px;
      }
      :host {
        font-size: var(--text-xs);
      }
      li:first-child {
        transform: translateX(-40%);
      }
      li:last-child {
        transform: translateX(-60%);
      }
    }
  `;

  protected override render() {
    return html`
      <svg viewBox="0 0 640 48" fill="none" aria-hidden="true">
        <circle cx="26" cy="24" r="10" fill="var(--color-ink)" />
        <path class="whole" d="M26 24h96M172 24h90M312 24h90M452 24h112" />
        <path class="gap" d="M136 24h24M276 24h24M416 24h24" />
        <circle class="there" cx="598" cy="24" r="12" />
        <path class="tick" d="m592 24.5 4.3 4.3 7.8-8.6" />
      </svg>
      <ul aria-hidden="true">
        <li style="--at:4.1%">${shellText.storyHere()}</li>
        <li style="--at:23.1%">${shellText.storyNetwork()}</li>
        <li style="--at:45%">${shellText.storyTab()}</li>
        <li style="--at:66.9%">${shellText.storyRestart()}</li>
        <li style="--at:93.4%">${shellText.storyThere()}</li>
      </ul>
    `;
  }
}
