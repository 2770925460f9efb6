import type {OpenedDeck} from '../app-api.ts';

/** What the bar asks of the deck in the frame (h5/player/around.ts). */
export type DeckCommand = 'search' | 'notes' | 'overview';

/** What the deck in the frame asks of the page around. */
export type DeckWish =
  {readonly type: 'close'} | {readonly type: 'full-screen'} | {readonly type: 'open'; readonly href: string};

type FromFrame =
  DeckWish | {readonly type: 'at'} | {readonly type?: undefined; readonly id: number; readonly path: string};

const wishes: ReadonlySet<unknown> = new Set(['close', 'full-screen', 'open']);

/** The page's end of the port to a deck in a frame: hands over files, and tells what is wished. */
export class DeckPort {
  readonly #port: MessagePort;

  /** @param frame Its page has loaded. */
  constructor(
    frame: Window,
    deck: Pick<Extract<OpenedDeck, {url: string}>, 'read'>,
    lang: string,
    onWish: (wish: DeckWish) => void,
  ) {
    const {port1, port2} = new MessageChannel();
    this.#port = port1;
    port1.addEventListener('message', ({data}: MessageEvent<FromFrame>) => {
      if (data.type === undefined) void this.#answer(data.id, data.path, deck.read);
      else if (isWish(data)) onWish(data);
    });
    port1.start();
    // The page in the frame has an origin of its own that nobody else is of: `*` is all that there is to say.
    frame.postMessage({type: 'carryon-deck', lang, port: port2}, '*', [port2]);
  }

  do(command: DeckCommand): void {
    this.#port.postMessage({type: 'do', command});
  }

  tellFullScreen(on: boolean): void {
    this.#port.postMessage({type: 'full-screen', on});
  }

  close(): void {
    this.#port.close();
  }

  async #answer(id: number, path: string, read: (path: string) => Promise<Blob>): Promise<void> {
    try {
      this.#port.postMessage({id, blob: await read(path)});
    } catch (error) {
      this.#port.postMessage({id, error: error instanceof Error ? error.message : String(error)});
    }
  }
}

function isWish(data: FromFrame): data is DeckWish {
  return wishes.has(data.type);
}
