import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property, query} from 'lit/decorators.js';
import './add-files.ts';
import type {AddFiles} from './add-files.ts';
import type {Line} from './line.ts';
import {shellText, lineText} from './messages.ts';
import {formatAbout, formatSpeed} from './numbers.ts';
import type {ShellFacts} from './shell-facts.ts';
import {theme} from './theme.ts';

/** A phone's bottom bar: what is going on, and the page's file input. */
@customElement('phone-dock')
@localized()
export class PhoneDock extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        position: fixed;
        z-index: 8;
        inset: auto 0 0;
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 10px 12px calc(10px + env(safe-area-inset-bottom));
        background: var(--color-surface);
        box-shadow: 0 -1px 0 var(--color-line);
      }
      p {
        color: var(--color-ink-3);
        font-size: var(--text-s);
        line-height: var(--leading-s);
      }
      b {
        display: block;
        overflow: hidden;
        color: var(--color-ink);
        font-weight: var(--weight-medium);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .number {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
      }
    `,
  ];

  @property({attribute: false}) facts!: ShellFacts;
  @property({attribute: false}) line!: Line;
  @property({type: Number}) bytesPerSecond = 0;
  @property({type: Number}) secondsLeft: number | undefined;
  @query('add-files[as="upload"]') readonly addFiles!: AddFiles;

  protected override render() {
    const [first, second] = this.line.shape === 'offline' ? [this.line.sentence, lineText.nothingLost()] : this.#sums();
    return html`
      <p class="grow"><b>${first}</b>${second ? html`<span class="number">${second}</span>` : nothing}</p>
      <add-files place="dock" as="convert"></add-files>
      <add-files place="dock" as="upload"></add-files>
    `;
  }

  #sums(): readonly [string, string] {
    const {running, goOn, needYou, paused} = this.facts;
    const first = [
      running > 0 ? shellText.running(running) : goOn > 0 ? shellText.waiting(goOn) : '',
      this.bytesPerSecond > 0 ? formatSpeed(this.bytesPerSecond) : '',
    ];
    const second = [
      needYou > 0 ? shellText.needYou(needYou) : '',
      this.secondsLeft === undefined ? '' : formatAbout(this.secondsLeft),
    ];
    const idle = paused > 0 ? lineText.paused() : needYou > 0 ? '' : shellText.allThere();
    return [joined(first) || idle, joined(second)];
  }
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

declare global {
  interface HTMLElementTagNameMap {
    'phone-dock': PhoneDock;
  }
}
