const quietMs = 2_000;

/** The slide alone on the screen; in a frame, the page around does it. Where a browser cannot, all but the slide goes. */
export class FullScreen {
  readonly #port: MessagePort | undefined;
  readonly #body = document.body;
  #hiding = 0;

  constructor(port: MessagePort | undefined) {
    this.#port = port;
    document.addEventListener('fullscreenchange', () => this.#set(document.fullscreenElement !== null));
    addEventListener('mousemove', () => this.#stir());
    port?.addEventListener('message', ({data}: MessageEvent<{type?: unknown; on?: unknown}>) => {
      if (data.type === 'full-screen') this.#set(data.on === true);
    });
  }

  get isOn() {
    return this.#body.classList.contains('presenting');
  }

  toggle(): void {
    if (this.#port) this.#port.postMessage({type: 'full-screen'});
    else if (document.fullscreenElement) void document.exitFullscreen();
    else if (this.isOn) this.#set(false);
    else {
      const {documentElement: page} = document;
      if (!document.fullscreenEnabled) return this.#set(true);
      page.requestFullscreen().catch(() => this.#set(true));
    }
  }

  #set(on: boolean): void {
    this.#body.classList.toggle('presenting', on);
    this.#stir();
  }

  /** The pointer and the bar below are seen while the mouse moves. */
  #stir(): void {
    this.#body.classList.add('stirring');
    clearTimeout(this.#hiding);
    if (this.isOn) this.#hiding = setTimeout(() => this.#body.classList.remove('stirring'), quietMs) as never;
  }
}
