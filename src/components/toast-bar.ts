import {LitElement, type PropertyValues, css, html, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import './icon.ts';
import {actionText} from './messages.ts';
import {theme} from './theme.ts';

/** A short answer at the bottom, with one thing that can be done about it. */
export interface Toast {
  readonly sentence: string;
  readonly button?: string;
  readonly act?: () => void;
  /** Stays until it is taken away: something is still going on. */
  readonly lasting?: boolean;
  /** Told when the pointer or the focus comes and goes, by a toast whose end somebody else decides. */
  readonly hold?: (held: boolean) => void;
  /** Called when it has been read, or closed. */
  readonly end?: () => void;
}

/** How long a toast stays when nobody points at it. */
const stayMs = 8000;

/**
 * Shows one toast for 8 s; pointing at it or focusing it stops the clock.
 *
 * @fires toast-end - the toast is to be taken away
 */
@customElement('toast-bar')
export class ToastBar extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        position: fixed;
        z-index: 12;
        left: max(24px, env(safe-area-inset-left));
        bottom: calc(24px + env(safe-area-inset-bottom) + var(--dock, 0px));
        max-width: calc(100vw - 48px);
      }
      div {
        display: flex;
        align-items: center;
        gap: 10px;
        min-height: 48px;
        padding: 8px 8px 8px 16px;
        border-radius: var(--radius-l);
        background: var(--color-ink);
        color: var(--color-surface);
        box-shadow: var(--shadow-2);
        animation: rise var(--normal) var(--ease);
      }
      .button,
      .icon-button {
        border-color: transparent;
        background: none;
        color: inherit;
        font-weight: var(--weight-strong);
      }
      .button:hover,
      .icon-button:hover {
        background: rgb(128 128 128 / 0.25);
        color: inherit;
      }
      :focus-visible {
        outline-color: currentColor;
        outline-offset: -2px;
      }
      @keyframes rise {
        from {
          opacity: 0;
          translate: 0 8px;
        }
      }
      @media (forced-colors: active) {
        div {
          border: 1px solid;
        }
      }
      @media (max-width: 720px) {
        :host {
          left: 8px;
          right: 8px;
          bottom: calc(12px + env(safe-area-inset-bottom) + var(--dock, 0px));
          max-width: none;
        }
      }
    `,
  ];

  @property({attribute: false}) toast: Toast | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#hold();
  }

  protected override updated(changed: PropertyValues<this>) {
    // The same sentence again is the same toast: its time goes on.
    if (changed.has('toast') && changed.get('toast')?.sentence !== this.toast?.sentence) this.#go();
  }

  protected override render() {
    const {toast} = this;
    if (!toast) return nothing;
    return html`
      <div @pointerenter=${this.#enter} @pointerleave=${this.#leave} @focusin=${this.#enter} @focusout=${this.#leave}>
        <span class="grow number">${toast.sentence}</span>
        ${toast.button ? html`<button class="button" @click=${this.#act}>${toast.button}</button>` : nothing}
        ${
          toast.lasting
            ? nothing
            : html`
                <button class="icon-button" aria-label=${actionText.close()} @click=${this.#end}>
                  <carryon-icon name="close" .size=${16}></carryon-icon>
                </button>
              `
        }
      </div>
    `;
  }

  #enter() {
    this.#hold();
    this.toast?.hold?.(true);
  }

  #leave() {
    this.#go();
    this.toast?.hold?.(false);
  }

  #hold() {
    clearTimeout(this.#timer);
  }

  #go() {
    this.#hold();
    if (this.toast && !this.toast.lasting) this.#timer = setTimeout(() => this.#end(), stayMs);
  }

  #act() {
    const act = this.toast?.act;
    this.#end();
    act?.();
  }

  #end() {
    this.#hold();
    this.toast?.end?.();
    this.dispatchEvent(new Event('toast-end'));
  }
}
