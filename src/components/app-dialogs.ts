import {localized} from '@lit/localize';
import {LitElement, html, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import type {Settings} from '../app-api.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import type {StorageUse} from '../storage-estimate.ts';
import type {Preferences} from './preferences.ts';
import type {SessionController} from './session-controller.ts';

/** The dialogs of the shell. Each is fetched when it is opened for the first time. */
const dialogs = {
  settings: () => import('./settings-sheet.ts'),
  keyboard: () => import('./keyboard-help.ts'),
  'sign-in': () => import('./sign-in-dialog.ts'),
  erase: () => import('./erase-dialog.ts'),
  links: () => import('./links-dialog.ts'),
  'remote-decks': () => import('./remote-decks-dialog.ts'),
} as const;
export type DialogName = keyof typeof dialogs;

/**
 * Draws one dialog at a time.
 *
 * @fires erase - everything on this device is to be erased
 */
@customElement('app-dialogs')
@localized()
export class AppDialogs extends LitElement {
  @property({attribute: false}) store!: JobsStore;
  @property({attribute: false}) settings: Settings | undefined;
  @property({attribute: false}) preferences!: Preferences;
  @property({attribute: false}) space: StorageUse | undefined;
  @property() user: string | undefined;
  @property() baseUrl = '';
  /** Jobs that have not arrived. */
  @property({type: Number}) unfinished = 0;
  @property() failure: SessionController['failure'] = '';
  @property({type: Boolean}) busy = false;
  @state() private name: DialogName | undefined;
  @query('.dialog') private dialog!: (HTMLElement & {open(text?: string): Promise<void>; close?(): void}) | null;

  /** @param text For a dialog that begins with one. */
  async open(name: DialogName, text?: string) {
    await dialogs[name]();
    this.name = name;
    await this.updateComplete;
    await this.dialog?.open(text);
  }

  close() {
    this.dialog?.close?.();
  }

  protected override render() {
    switch (this.name) {
      case 'settings':
        return html`
          <settings-sheet
            class="dialog"
            .settings=${this.settings}
            .preferences=${this.preferences}
            .space=${this.space}
            .user=${this.user}
            .unfinished=${this.unfinished}
          ></settings-sheet>
        `;
      case 'keyboard':
        return html`<keyboard-help class="dialog"></keyboard-help>`;
      case 'sign-in':
        return html`
          <sign-in-dialog
            class="dialog"
            .baseUrl=${this.baseUrl}
            .failure=${this.failure}
            .busy=${this.busy}
          ></sign-in-dialog>
        `;
      case 'erase':
        return html`<erase-dialog class="dialog" .unfinished=${this.unfinished} @erase=${this.#erase}></erase-dialog>`;
      case 'links':
        return html`<links-dialog class="dialog"></links-dialog>`;
      case 'remote-decks':
        return html`<remote-decks-dialog class="dialog" .store=${this.store}></remote-decks-dialog>`;
      case undefined:
        return nothing;
    }
  }

  #erase() {
    this.dispatchEvent(new Event('erase'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'app-dialogs': AppDialogs;
  }
}
