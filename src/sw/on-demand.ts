const cacheName = 'carryon-on-demand';

/**
 * Large files that not everybody needs (players, transcoders, WebAssembly): kept from their first use on, and there
 * without a network from then. Their names change with their content, so what is kept is never old.
 */
export class OnDemand {
  readonly #current: ReadonlySet<string>;
  readonly #folder: string;

  constructor(paths: readonly string[], scope: string) {
    this.#current = new Set(paths.map((path) => new URL(path, scope).href));
    this.#folder = new URL('assets/on-demand/', scope).href;
  }

  /** @returns `undefined` for what is not kept here. */
  answer(request: Request): Promise<Response> | undefined {
    return request.url.startsWith(this.#folder) ? this.#keptOrFetched(request) : undefined;
  }

  /** A file of this version, whoever asks for it. @param name Of exactly one of them. */
  async fetch(name: RegExp): Promise<Response> {
    const url = [...this.#current].find((known) => name.test(known));
    return url === undefined ? Response.error() : await this.#keptOrFetched(new Request(url));
  }

  async forgetOldVersions(): Promise<void> {
    const cache = await caches.open(cacheName);
    for (const request of await cache.keys()) if (!this.#current.has(request.url)) await cache.delete(request);
  }

  async #keptOrFetched(request: Request): Promise<Response> {
    const cache = await caches.open(cacheName);
    const kept = await cache.match(request);
    if (kept !== undefined) return kept;
    const response = await fetch(request);
    if (response.status === 200 && response.type === 'basic') {
      // No room is no reason to fail: it works with less.
      await cache.put(request, response.clone()).catch(() => undefined);
    }
    return response;
  }
}
