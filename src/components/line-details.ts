import {localized} from '@lit/localize';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import type {StateEvent} from '../app-api.ts';
import './icon.ts';
import type {IconName} from './icon.ts';
import {detailsText} from './details-messages.ts';
import {sparingText} from './line.ts';
import {lineText} from './messages.ts';
import {formatClock} from './numbers.ts';
import {RequestEvent} from './shell-events.ts';
import {theme} from './theme.ts';

/**
 * What is behind the line: both addresses with their last answer, the session, and which window does the work.
 *
 * @fires shell-request - {@link RequestEvent} `probe`, `connect-intranet`
 */
@customElement('line-details')
@localized()
export class LineDetails extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: block;
        font-size: var(--text-s);
        line-height: var(--leading-s);
      }
      .row {
        display: grid;
        grid-template-columns: 20px 1fr auto;
        align-items: center;
        gap: 2px 10px;
        padding: 7px 0;
      }
      .row carryon-icon {
        color: var(--color-ink-3);
      }
      b {
        font-weight: var(--weight-medium);
        overflow-wrap: anywhere;
      }
      .below {
        grid-column: 2 / 4;
        color: var(--color-ink-3);
        overflow-wrap: anywhere;
      }
      .again {
        display: flex;
        justify-content: flex-end;
        padding: 6px 0 4px;
      }
    `,
  ];

  @property({attribute: false}) state: StateEvent | undefined;

  protected override render() {
    const {state} = this;
    if (!state) return html`<p class="quiet">${lineText.checking()}</p>`;
    const {routes, user, session, runsHere, gatewayUrl, baseUrl, intranetAccess} = state;
    return html`
      ${row('internet', detailsText.internet(), this.#answer(routes.internet), hostOf(baseUrl))}
      ${row(
        'intranet',
        detailsText.intranet(),
        intranetAccess === 'granted' ? this.#answer(routes.intranet) : '',
        [hostOf(gatewayUrl), ...accessText[intranetAccess]()].filter((text) => text !== '').join(' · '),
      )}
      ${intranetAccess === 'prompt' ? this.#connectButton() : nothing}
      ${row(
        'signin',
        user ?? lineText.signedOut(),
        session ? detailsText.signedIn() : '',
        user === undefined ? '' : session ? detailsText.sessionKept() : detailsText.sessionEnded(),
      )}
      ${row('window', runsHere ? detailsText.here() : detailsText.elsewhere(), '', this.#next(state))}
      ${state.missing.length > 0 ? row('alert', detailsText.less(), '', missingOf(state)) : nothing}
      <div class="again">
        <button class="button slim" @click=${this.#probe}>
          <carryon-icon name="retry" .size=${16}></carryon-icon>${detailsText.askNow()}
        </button>
      </div>
    `;
  }

  #next(state: StateEvent): string {
    const {network, runsHere} = state;
    const spares = sparingText(state);
    if (spares !== undefined) return spares;
    if (!network) return detailsText.nextTry();
    return runsHere ? detailsText.closing() : lineText.otherWindow();
  }

  #answer(up: boolean | undefined): string {
    if (up === undefined) return detailsText.notAsked();
    if (up) return detailsText.answers();
    const since = this.state?.offlineSince;
    return since === undefined ? detailsText.noAnswer() : detailsText.noAnswerSince(formatClock(since));
  }

  #connectButton() {
    return html`
      <div class="again">
        <button class="button slim main" @click=${() => this.dispatchEvent(new RequestEvent('connect-intranet'))}>
          <carryon-icon name="intranet" .size=${16}></carryon-icon>${detailsText.connect()}
        </button>
      </div>
    `;
  }

  #probe() {
    this.dispatchEvent(new RequestEvent('probe'));
  }
}

const accessText: Readonly<Record<StateEvent['intranetAccess'], () => readonly string[]>> = {
  granted: () => [detailsText.gateway()],
  prompt: () => [detailsText.asksFirst()],
  denied: () => [detailsText.isDenied()],
};

function row(icon: IconName, name: string, answer: string, below: string) {
  return html`
    <div class="row">
      <carryon-icon name=${icon} .size=${18}></carryon-icon>
      <b>${name}</b>
      <span class="quiet number">${answer}</span>
      ${below ? html`<span class="below">${below}</span>` : nothing}
    </div>
  `;
}

function hostOf(url: string | undefined): string {
  if (url === undefined) return '';
  return URL.canParse(url) ? new URL(url).host : url;
}

function missingOf({missing}: StateEvent): string {
  return missing.map((what) => detailsText.missing[what]()).join(' ');
}
