/** How long a context that has a file may take to say so. */
const answerMs = 1_000;

type ExchangeMessage =
  {readonly type: 'wanted'; readonly id: string} | {readonly type: 'found'; readonly id: string; readonly file: File};

/**
 * Files that only one context holds, lent to the others: while a copy of it is still being made, the engine may run in
 * another window. A `File` can be posted, it cannot be kept.
 */
export class SourceExchange {
  readonly #channel: BroadcastChannel;
  readonly #held = new Map<string, File>();
  readonly #waiting = new Map<string, (file: File) => void>();
  /** Two may want the same file at a time: a job, and a look at its film. */
  readonly #finding = new Map<string, Promise<File | undefined>>();

  constructor(name: string) {
    this.#channel = new BroadcastChannel(`${name}-sources`);
    this.#channel.addEventListener('message', (event: MessageEvent<ExchangeMessage>) => this.#hear(event.data));
  }

  hold(id: string, file: File): void {
    this.#held.set(id, file);
    this.#waiting.get(id)?.(file);
  }

  letGo(id: string): void {
    this.#held.delete(id);
  }

  has(id: string): boolean {
    return this.#held.has(id);
  }

  /** The file, from here or from whoever has it; `undefined` if nobody says so in time. */
  async find(id: string): Promise<File | undefined> {
    const held = this.#held.get(id);
    if (held) return held;
    const finding = this.#finding.get(id) ?? this.#ask(id).finally(() => this.#finding.delete(id));
    this.#finding.set(id, finding);
    return await finding;
  }

  close(): void {
    this.#channel.close();
  }

  #ask(id: string): Promise<File | undefined> {
    return new Promise((resolve) => {
      const settle = (file: File | undefined) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(file);
      };
      const timer = setTimeout(() => settle(undefined), answerMs);
      this.#waiting.set(id, settle);
      this.#channel.postMessage({type: 'wanted', id} satisfies ExchangeMessage);
    });
  }

  #hear(message: ExchangeMessage): void {
    switch (message.type) {
      case 'wanted': {
        const file = this.#held.get(message.id);
        if (file) this.#channel.postMessage({type: 'found', id: message.id, file} satisfies ExchangeMessage);
        return;
      }
      case 'found':
        this.#waiting.get(message.id)?.(message.file);
        return;
    }
  }
}
