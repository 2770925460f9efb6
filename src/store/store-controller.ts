import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {Unsubscribe} from '../app-api.ts';
import type {JobsStore} from './jobs-store.ts';
import type {Snapshot} from './snapshot.ts';

/**
 * One component's part of the snapshot: the component draws itself again only when that part has changed.
 *
 * On a hidden page nothing is drawn; when it is shown again it catches up at once.
 */
export class StoreController<Part> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #store: () => JobsStore | undefined;
  readonly #select: (snapshot: Snapshot) => Part;
  readonly #same: (a: Part, b: Part) => boolean;
  #subscribed: JobsStore | undefined;
  #unsubscribe: Unsubscribe | undefined;
  #part: Part | undefined;

  /**
   * @param store Read again before each update, so that it may be a property of the host.
   * @param select The part; what it returns is compared, so it makes no new objects.
   */
  constructor(
    host: ReactiveControllerHost,
    store: () => JobsStore | undefined,
    select: (snapshot: Snapshot) => Part,
    same: (a: Part, b: Part) => boolean = Object.is,
  ) {
    this.#host = host;
    this.#store = store;
    this.#select = select;
    this.#same = same;
    host.addController(this);
  }

  /** As of now; undefined as long as there is no store. Read in `willUpdate` and `render`. */
  get value(): Part | undefined {
    const store = this.#store();
    return store && this.#select(store.snapshot);
  }

  hostConnected() {
    document.addEventListener('visibilitychange', this.#look);
    this.#host.requestUpdate();
  }

  hostUpdate() {
    const store = this.#store();
    if (store !== this.#subscribed) {
      this.#unsubscribe?.();
      this.#subscribed = store;
      this.#unsubscribe = store?.subscribe(this.#look);
    }
    if (store) this.#part = this.#select(store.snapshot);
  }

  hostDisconnected() {
    document.removeEventListener('visibilitychange', this.#look);
    this.#unsubscribe?.();
    this.#unsubscribe = this.#subscribed = undefined;
  }

  readonly #look = () => {
    if (document.hidden || !this.#subscribed) return;
    const part = this.#select(this.#subscribed.snapshot);
    if (this.#part === undefined ? part !== undefined : !this.#same(this.#part, part)) this.#host.requestUpdate();
  };
}
