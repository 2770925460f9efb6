import type {Channel, Message} from '../queue/channel.ts';

/** Messages over a BroadcastChannel; what is posted here is heard here as well. */
export class TabChannel implements Channel {
  readonly #channel: BroadcastChannel;
  readonly #listeners = new Set<(message: Message) => void>();

  /** @param name Keeps several apps of one origin apart. */
  constructor(name: string) {
    this.#channel = new BroadcastChannel(`${name}-channel`);
    this.#channel.addEventListener('message', this.#onMessage);
  }

  post(message: Message): void {
    this.#channel.postMessage(message);
    queueMicrotask(() => this.#tell(message));
  }

  listen(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
    this.#channel.removeEventListener('message', this.#onMessage);
    this.#channel.close();
  }

  readonly #onMessage = (event: MessageEvent<Message>) => this.#tell(event.data);

  #tell(message: Message): void {
    for (const listener of [...this.#listeners]) listener(message);
  }
}
