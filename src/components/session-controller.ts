import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {StateEvent} from '../app-api.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import {shellText} from './messages.ts';
import type {SignInEvent} from './shell-events.ts';

/** What came of signing in: `unanswered` when no server has said anything of the token. */
export type SignInOutcome = 'signed-in' | 'refused' | 'unanswered';

/** How signing in goes, and when the last sign-in ended. */
export class SessionController implements ReactiveController {
  failure = '';
  busy = false;
  /** ms since 1970 of the first refusal of the token; `undefined` while it is taken. */
  endedAt: number | undefined;
  readonly #host: ReactiveControllerHost;
  readonly #store: () => JobsStore;

  constructor(host: ReactiveControllerHost, store: () => JobsStore) {
    this.#host = host;
    this.#store = store;
    host.addController(this);
  }

  hostConnected() {}

  /** Notes when the session ended. Called with each state before it is drawn. */
  see(state: StateEvent | undefined) {
    const ended = state?.user !== undefined && !state.session;
    this.endedAt = ended ? (this.endedAt ?? Date.now()) : undefined;
  }

  async signIn({baseUrl, token}: Pick<SignInEvent, 'baseUrl' | 'token'>): Promise<SignInOutcome> {
    this.#set(true, '');
    try {
      await this.#store().signIn(baseUrl, token);
      this.#set(false, '');
      return 'signed-in';
    } catch (thrown) {
      this.#set(false, reasonOf(thrown));
      return codeOf(thrown) === 'signed-out' ? 'refused' : 'unanswered';
    }
  }

  #set(busy: boolean, failure: string) {
    this.busy = busy;
    this.failure = failure;
    this.#host.requestUpdate();
  }
}

/** Why signing in failed, in the page's words: by the failure behind the app's own error. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return shellText.signInFailed(String(thrown));
  if (thrown.cause === undefined) return shellText.signInFailed(thrown.message);
  const code = codeOf(thrown);
  if (code === 'signed-out') return shellText.tokenUnknown();
  return typeof code === 'string' && !code.startsWith('ERR_') ? shellText.serverAway() : shellText.noServer();
}

/** Of the failure behind the app's own error. */
function codeOf(thrown: unknown): unknown {
  const cause: unknown = thrown instanceof Error ? thrown.cause : undefined;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}
