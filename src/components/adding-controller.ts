import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {WantedRoute} from '../queue/job.ts';
import {endingOf} from '../queue/file-path.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import {type AddedKind, type AddingPorts, addIncoming, isNetwork} from './adding.ts';
import {describeFailure, shellText} from './messages.ts';
import type {Link} from './links.ts';
import type {Incoming} from './shell-events.ts';
import type {Toast} from './toast-bar.ts';
import {presentationEndings} from './presentation-endings.ts';
import {videoEndings} from './video-endings.ts';

/** From so many files on it is said how far adding is. */
const many = 400;

/** What adding needs of the page around it. */
export interface AddingPage {
  store(): JobsStore;
  /** The route of what is added. */
  route(): WantedRoute;
  /** What presentations become, where nobody says. */
  presentationsAs(): AddedKind;
  show(toast: Toast | undefined): void;
  /** Says it to screen readers. */
  announce(text: string): void;
}

/** Takes in what was chosen, pasted or dropped, files and links, and says in a toast how that goes. */
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

  /**
   * @param as What the files become; undefined: it is told by their names.
   * @param anyway Also what is on its way already.
   */
  async add(incoming: AsyncIterable<Incoming> | Iterable<Incoming>, as?: AddedKind, anyway = false) {
    const stop = (this.#stop = new AbortController());
    try {
      const {added, known} = await addIncoming(incoming, this.#ports(stop, as), stop.signal, anyway);
      if (added > 0) this.#page.announce(shellText.added(added));
      this.#page.show(this.#endOf(added, known, as));
    } catch (thrown) {
      this.#page.show({sentence: reasonOf(thrown)});
    }
  }

  /** Has links downloaded. */
  async addLinks(links: readonly Link[]) {
    try {
      const jobs = await this.#page.store().addDownloads(links, isNetwork(this.#page.route()));
      this.#page.announce(shellText.added(jobs.length));
    } catch (thrown) {
      this.#page.show({sentence: reasonOf(thrown)});
    }
  }

  #ports(stop: AbortController, as: AddedKind | undefined): AddingPorts {
    const button = {button: shellText.stop(), act: () => stop.abort(), lasting: true};
    return {
      jobs: () => this.#page.store().snapshot.byUuid.values(),
      kindOf: (name) => as ?? (isPresentation(name) ? this.#page.presentationsAs() : 'upload'),
      add: async (kind, files) => {
        const store = this.#page.store();
        if (kind === 'convert') await store.addPresentations(files);
        else await store.addFiles(files, {transcodeTypes: videoEndings, ...isNetwork(this.#page.route())});
      },
      found: (files) => this.#page.show({sentence: shellText.walking(files), ...button}),
      added: (added, all) => {
        if (all >= many) this.#page.show({sentence: shellText.adding(added, all), ...button});
      },
      yield: () => new Promise((resolve) => setTimeout(resolve)),
    };
  }

  #endOf(added: number, known: readonly Incoming[], as: AddedKind | undefined): Toast | undefined {
    if (known.length > 0) {
      return {
        sentence: shellText.already(known.length),
        button: shellText.addAnyway(),
        act: () => void this.add(known, as, true),
      };
    }
    return added === 0 && !this.#stop?.signal.aborted ? {sentence: shellText.nothingInside()} : undefined;
  }
}

function isPresentation(name: string): boolean {
  return (presentationEndings as readonly string[]).includes(endingOf(name));
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return 'code' in thrown && thrown.code === 'storage-full' ? describeFailure('storage-full') : thrown.message;
}
