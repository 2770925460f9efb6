import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {PublicJob} from '../queue/public-job.ts';
import type {JobsStore} from '../store/jobs-store.ts';

/** Who scrolls by needs no picture. */
const stayMs = 150;

/** The picture of the film whose job a component shows, once it has been shown for a moment. */
export class PosterController implements ReactiveController {
  /** For an image; `undefined` while there is none. Read in `render`. */
  url: string | undefined;
  readonly #host: ReactiveControllerHost;
  readonly #store: () => JobsStore;
  readonly #job: () => PublicJob | undefined;
  /** Whose picture it is, or will be. */
  #identifier: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param job Read again after each `willUpdate` of the host. */
  constructor(host: ReactiveControllerHost, store: () => JobsStore, job: () => PublicJob | undefined) {
    this.#host = host;
    this.#store = store;
    this.#job = job;
    host.addController(this);
  }

  hostUpdate() {
    const job = this.#job();
    const identifier = job?.poster && job.identifier;
    if (identifier === this.#identifier) return;
    this.#identifier = identifier;
    clearTimeout(this.#timer);
    this.url = job?.poster && this.#store().posters.peek(job);
    if (job?.poster && this.url === undefined) this.#timer = setTimeout(() => void this.#load(job), stayMs);
  }

  hostDisconnected() {
    clearTimeout(this.#timer);
    this.#identifier = undefined;
  }

  async #load(job: PublicJob) {
    // Without it the row shows what kind of file it is, as other rows do.
    const url = await this.#store()
      .posters.load(job)
      .catch(() => undefined);
    if (url === undefined || job.identifier !== this.#identifier) return;
    this.url = url;
    this.#host.requestUpdate();
  }
}
