import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {JobsStore} from '../store/jobs-store.ts';
import {type AddingPorts, addIncoming} from './adding.ts';
import {describeFailure, shellText} from './messages.ts';
import type {Incoming} from './shell-events.ts';
import type {Toast} from './toast-bar.ts';
import {videoEndings} from './video-endings.ts';

/** From so many files on it is said how far adding is. */
const many = 400;

/** What adding needs of the page around it. */
export interface AddingPage {
  store(): JobsStore;
  show(toast: Toast | undefined): void;
  /** Says it to screen readers. */
  announce(text: string): void;
}

/** Takes in what was chosen, pasted or dropped, and says in a toast how that goes. */
export class AddingController implements ReactiveController {
  readonly #page: AddingPage;
  #stop: AbortController | undefined;

  constructor(host: ReactiveControllerHost, page: AddingPage) {
    this.#page = page;
    host.addController(this);
  }

  hostDisconnected() {
    this.#stop?.abort();
  }

  /** @param anyway Also what is on its way already. */
  async add(incoming: AsyncIterable<Incoming> | Iterable<Incoming>, anyway = false) {
    const stop = (this.#stop = new AbortController());
    try {
      const {added, known} = await addIncoming(incoming, this.#ports(stop), stop.signal, anyway);
      if (added > 0) this.#page.announce(shellText.added(added));
      this.#page.show(this.#endOf(added, known));
    } catch (thrown) {
      this.#page.show({sentence: reasonOf(thrown)});
    }
  }

  #ports(stop: AbortController): AddingPorts {
    const button = {button: shellText.stop(), act: () => stop.abort(), lasting: true};
    return {
      jobs: () => this.#page.store().snapshot.byUuid.values(),
      add: async (files) => void (await this.#page.store().addFiles(files, {transcodeTypes: videoEndings})),
      found: (files) => this.#page.show({sentence: shellText.walking(files), ...button}),
      added: (added, all) => {
        if (all >= many) this.#page.show({sentence: shellText.adding(added, all), ...button});
      },
      yield: () => new Promise((resolve) => setTimeout(resolve)),
    };
  }

  #endOf(added: number, known: readonly Incoming[]): Toast | undefined {
    if (known.length > 0) {
      return {
        sentence: shellText.already(known.length),
        button: shellText.addAnyway(),
        act: () => void this.add(known, true),
      };
    }
    return added === 0 && !this.#stop?.signal.aborted ? {sentence: shellText.nothingInside()} : undefined;
  }
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return 'code' in thrown && thrown.code === 'storage-full' ? describeFailure('storage-full') : thrown.message;
}
