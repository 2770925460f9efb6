/** Origins that the page's policy (`connect-src`) has kept a context from, while it was watched. */
export class RefusedOrigins {
  readonly #origins = new Set<string>();

  /**
   * Begins to watch.
   *
   * @param context The global object of a window or worker.
   * @returns A function that ends it.
   */
  watch(context: EventTarget): () => void {
    const note = (event: Event) => {
      const {blockedURI, effectiveDirective} = event as SecurityPolicyViolationEvent;
      if (effectiveDirective === 'connect-src' && URL.canParse(blockedURI))
        this.#origins.add(new URL(blockedURI).origin);
    };
    context.addEventListener('securitypolicyviolation', note);
    return () => context.removeEventListener('securitypolicyviolation', note);
  }

  has(url: string): boolean {
    return this.#origins.has(new URL(url).origin);
  }
}
