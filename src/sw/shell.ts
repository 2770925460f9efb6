import {cleanupOutdatedCaches, PrecacheController, type PrecacheEntry} from 'workbox-precaching';

const oldAssetsCache = 'carryon-old-assets';

/**
 * The pages and all that they need to open without a network, kept from installation on.
 *
 * Answers keep the headers they came with, so a page is cross-origin isolated offline too.
 */
export class Shell {
  readonly #controller = new PrecacheController();
  readonly #scope: string;

  constructor(entries: readonly PrecacheEntry[], scope: string) {
    this.#scope = scope;
    this.#controller.addToCacheList([...entries]);
    cleanupOutdatedCaches();
  }

  /** Fetches what is new; rejects, and so keeps the version before, if a file can't be had. */
  async install(event: ExtendableEvent): Promise<void> {
    await this.#controller.install(event);
  }

  /** Takes over from the version before. Its assets move aside: windows that were opened with it may still ask for them. */
  async activate(event: ExtendableEvent): Promise<void> {
    await this.#keepOldAssets();
    await this.#controller.activate(event);
  }

  /** @returns `undefined` for what is not of the shell. */
  answer(request: Request): Promise<Response> | undefined {
    const {pathname} = new URL(request.url);
    if (request.mode === 'navigate') {
      const page = this.#pageAt(pathname);
      return page === undefined ? undefined : this.#cachedOrFetched(page, request);
    }
    if (this.#controller.getCacheKeyForURL(request.url) !== undefined)
      return this.#cachedOrFetched(request.url, request);
    return pathname.startsWith(new URL('assets/', this.#scope).pathname) ? this.#oldOrFetched(request) : undefined;
  }

  async forgetOldVersions(): Promise<void> {
    await caches.delete(oldAssetsCache);
  }

  /** `/` (whatever its query says) is index.html; other pages have names of their own; all else is not ours. */
  #pageAt(pathname: string): string | undefined {
    const page = pathname === new URL(this.#scope).pathname ? 'index.html' : pathname;
    const {href} = new URL(page, this.#scope);
    return this.#controller.getCacheKeyForURL(href) === undefined ? undefined : href;
  }

  async #cachedOrFetched(url: string, request: Request): Promise<Response> {
    return (await this.#controller.matchPrecache(url)) ?? fetch(request);
  }

  async #oldOrFetched(request: Request): Promise<Response> {
    return (await caches.match(request, {cacheName: oldAssetsCache})) ?? fetch(request);
  }

  async #keepOldAssets(): Promise<void> {
    const [current, old] = await Promise.all([
      caches.open(this.#controller.strategy.cacheName),
      caches.open(oldAssetsCache),
    ]);
    const wanted = new Set(this.#controller.getURLsToCacheKeys().values());
    for (const request of await current.keys()) {
      if (wanted.has(request.url) || !request.url.startsWith(new URL('assets/', this.#scope).href)) continue;
      const response = await current.match(request);
      if (response !== undefined) await old.put(request, response);
    }
  }
}
