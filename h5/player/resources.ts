/** Gives the files of a deck, by their paths in the zip. */
export interface Resources {
  /** An address to load a file from. @throws Error when it is not to be had. */
  url(path: string): Promise<string>;
  bytes(path: string): Promise<ArrayBuffer>;
}

/** The files lie beside the page. */
export const besidePage: Resources = {
  url: (path) => Promise.resolve(addressOf(path)),
  async bytes(path) {
    const response = await fetch(addressOf(path));
    if (!response.ok) throw new Error(`${path} is not there.`);
    return await response.arrayBuffer();
  },
};

function addressOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

type Answer = {readonly id: number} & ({readonly blob: Blob} | {readonly error: string});

/** The page around this one has the files, and hands over what it is asked for: `{id, path}` gives `{id, blob}`. */
export class ThroughPort implements Resources {
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #urls = new Map<string, Promise<string>>();
  #lastId = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    port.addEventListener('message', ({data}: MessageEvent<Partial<Answer>>) => {
      if (data.id === undefined) return;
      // An answer with a number is one to a question of ours.
      this.#waiting.get(data.id)?.(data as Answer);
      this.#waiting.delete(data.id);
    });
    port.start();
  }

  url(path: string): Promise<string> {
    const known = this.#urls.get(path);
    if (known) return known;
    const url = this.#ask(path).then((blob) => URL.createObjectURL(blob));
    this.#urls.set(path, url);
    url.catch(() => this.#urls.delete(path));
    return url;
  }

  async bytes(path: string): Promise<ArrayBuffer> {
    return await (await this.#ask(path)).arrayBuffer();
  }

  async #ask(path: string): Promise<Blob> {
    const id = (this.#lastId += 1);
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#port.postMessage({id, path});
    });
    if ('error' in answer) throw new Error(answer.error);
    return answer.blob;
  }
}
