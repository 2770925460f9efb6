import type {BrowserContext} from '@playwright/test';

/** What pages report that nobody should see: console errors, uncaught errors, refusals by the CSP. */
export class PageErrors {
  readonly #texts: string[] = [];
  readonly #allowed: RegExp[] = [];

  /** Expects errors that fit, such as those of a network that a test takes away. */
  allow(...patterns: readonly RegExp[]): void {
    this.#allowed.push(...patterns);
  }

  add(text: string): void {
    this.#texts.push(text);
  }

  /** Those that no {@link allow} covers. */
  get unexpected(): readonly string[] {
    return this.#texts.filter((text) => !this.#allowed.some((pattern) => pattern.test(text)));
  }
}

/** Errors that a browser writes by itself when a request fails, and no script can keep off its console. */
export const networkErrors = [
  /Failed to load resource/,
  /net::ERR_/,
  /NS_ERROR_|NetworkError|Cross-Origin Request Blocked|can’t establish a connection|connection .* was interrupted/,
] as const;

/** Writes down what the pages of a browser report. */
export async function watchPages(context: BrowserContext, errors: PageErrors): Promise<void> {
  context.on('console', (message) => {
    if (message.type() !== 'error') return;
    const {url} = message.location();
    errors.add(`console: ${message.text()}${url === '' ? '' : ` (${url})`}`);
  });
  context.on('weberror', (event) => errors.add(`uncaught: ${event.error().stack ?? event.error().message}`));
  // Not every browser writes refusals of the CSP to the console that we see.
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({violatedDirective, blockedURI}) => {
      // eslint-disable-next-line no-console -- The console is how it gets here.
      console.error(`CSP: ${violatedDirective} refused ${blockedURI}`);
    });
  });
}
