import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {StateEvent} from '../app-api.ts';
import type {Snapshot} from '../store/snapshot.ts';
import type {Tallies} from '../store/tally.ts';
import {InstallController} from './install-controller.ts';
import {type Notice, type NoticeKind, noticeOf} from './notices.ts';
import type {SessionController} from './session-controller.ts';
import type {ShellFacts} from './shell-facts.ts';
import type {SpaceController} from './space-controller.ts';

/** What jobs of now wait for, that the person has asked to be spared. */
function sparesOf(state: StateEvent | undefined, {all, transcode}: Tallies): 'data' | 'battery' | undefined {
  if (state?.savesData && all.facets.next.count > 0) return 'data';
  return state?.savesBattery && transcode.facets.next.count > 0 ? 'battery' : undefined;
}

/** Which notice is shown, and which were put off in this window. */
export class NoticeController implements ReactiveController {
  readonly install: InstallController;
  readonly #host: ReactiveControllerHost;
  readonly #session: SessionController;
  readonly #space: SpaceController;
  #putOff: ReadonlySet<NoticeKind> = new Set();

  constructor(host: ReactiveControllerHost, session: SessionController, space: SpaceController) {
    this.install = new InstallController(host, localStorage);
    this.#host = host;
    this.#session = session;
    this.#space = space;
    host.addController(this);
  }

  hostConnected() {}

  notice({tallies, state}: Snapshot, facts: ShellFacts, updateReady: boolean): Notice | undefined {
    const {space} = this.#space;
    return noticeOf({
      signInEndedAt: this.#session.endedAt,
      unfinished: facts.unfinished,
      leftBytes: space?.quotaBytes === undefined ? undefined : space.quotaBytes - space.usedBytes,
      updateReady,
      transcodes: state?.runsHere === true && tallies.transcode.facets.now.count > 0,
      spares: sparesOf(state, tallies),
      keepOpen: state?.transcodesHere === true,
      installable: this.install.ready && facts.arrived > 0,
      putOff: this.#putOff,
    });
  }

  later(kind: NoticeKind) {
    if (kind === 'install') this.install.later();
    this.#set([...this.#putOff, kind]);
  }

  /** Somebody adds: what was put off and stands in the way comes back. */
  recall() {
    this.#set([...this.#putOff].filter((kind) => kind !== 'sign-in' && kind !== 'space'));
  }

  #set(kinds: readonly NoticeKind[]) {
    this.#putOff = new Set(kinds);
    this.#host.requestUpdate();
  }
}
