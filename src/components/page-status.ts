import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {Unsubscribe} from '../app-api.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import type {Snapshot} from '../store/snapshot.ts';
import {Announcer} from './announcer.ts';
import {sparingText} from './line.ts';
import {lineText, shellText, toastText} from './messages.ts';
import {formatClock} from './numbers.ts';
import {type ShellFacts, factsOf, titleOf} from './shell-facts.ts';

/**
 * What is told of the page without drawing it: the title, the badge, and what screen readers hear. It goes on while
 * the page is hidden.
 */
export class PageStatus implements ReactiveController {
  /** Said politely, and said at once. */
  polite = '';
  assertive = '';
  readonly announcer: Announcer;
  readonly #host: ReactiveControllerHost;
  readonly #store: () => JobsStore;
  #unsubscribe: Unsubscribe | undefined;
  #before: {readonly facts: ShellFacts; readonly online: boolean; readonly session: boolean} | undefined;
  #arrived = 0;
  #badge = 0;

  constructor(host: ReactiveControllerHost, store: () => JobsStore) {
    this.#host = host;
    this.#store = store;
    this.announcer = new Announcer({
      say: (text) => this.#say('polite', text),
      now: () => Date.now(),
      wake: (afterMs, then) => {
        const timer = setTimeout(then, afterMs);
        return () => clearTimeout(timer);
      },
    });
    host.addController(this);
  }

  hostConnected() {
    this.#unsubscribe = this.#store().subscribe((snapshot) => this.#look(snapshot));
  }

  hostDisconnected() {
    this.#unsubscribe?.();
    this.announcer.stop();
  }

  #look({tallies, state, loaded}: Snapshot) {
    if (!state) return;
    const facts = factsOf(tallies.all);
    const now = {facts, online: state.network, session: state.session || state.user === undefined};
    document.title = titleOf(facts);
    this.#setBadge(facts.needYou);
    const before = this.#before;
    this.#before = loaded ? now : undefined;
    if (!before || !loaded) return;
    if (before.session && !now.session) this.#say('assertive', lineText.signIn());
    else if (facts.needYou > before.facts.needYou) this.#say('assertive', toastText.needed(facts.needYou));
    if (before.online !== now.online) {
      const why = sparingText(state) ?? lineText.offline(formatClock(state.offlineSince ?? Date.now()));
      this.announcer.announce('network', now.online ? lineText.back() : `${why}. ${lineText.nothingLost()}`);
    }
    this.#tellArrivals(facts.arrived - before.facts.arrived);
  }

  #tellArrivals(more: number) {
    if (more <= 0) return;
    this.#arrived += more;
    this.announcer.announce('arrived', shellText.arrived(this.#arrived));
  }

  #say(how: 'polite' | 'assertive', text: string) {
    if (how === 'polite') this.#arrived = 0;
    this[how] = text;
    this.#host.requestUpdate();
  }

  #setBadge(count: number) {
    if (count === this.#badge || !('setAppBadge' in navigator)) return;
    this.#badge = count;
    // Refused where the page is not installed; there is nothing to set then.
    void navigator.setAppBadge(count).catch(() => undefined);
  }
}
