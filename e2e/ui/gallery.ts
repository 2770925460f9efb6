import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {test as base, expect, type Page} from '@playwright/test';
import type {AxeResults} from 'axe-core';
import {createServer} from 'vite';

export {expect} from '@playwright/test';

/** What of the gallery to open. */
export interface GalleryOptions {
  readonly scene?: string;
  readonly theme?: 'light' | 'dark';
  readonly lang?: 'en' | 'zh-CN';
  /** Jobs stand still. */
  readonly still?: boolean;
  /** More of the query, such as `update`. */
  readonly more?: string;
}

interface Fixtures {
  /** Opens the gallery, and waits until the page is drawn. */
  readonly openGallery: (options?: GalleryOptions) => Promise<void>;
  /** What pages complained about. A test fails if there is anything. */
  readonly complaints: string[];
}

/** The page over scripted jobs, served by Vite from its sources. */
export const test = base.extend<Fixtures, {readonly galleryUrl: string}>({
  galleryUrl: [
    async ({}, use) => {
      const server = await createServer({
        configFile: 'vite.config.ts',
        logLevel: 'error',
        server: {host: '127.0.0.1', port: 0, hmr: false, watch: null},
      });
      await server.listen();
      await use(`${server.resolvedUrls?.local[0] ?? ''}gallery.html`);
      await server.close();
    },
    {scope: 'worker'},
  ],
  complaints: [
    async ({page}, use) => {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    {auto: true},
  ],
  openGallery: async ({page, galleryUrl}, use) => {
    await use(async ({scene = 'list', theme = 'light', lang = 'en', still = false, more = ''} = {}) => {
      await page.goto(`${galleryUrl}?scene=${scene}&theme=${theme}&lang=${lang}${still ? '&still' : ''}&${more}`);
      // The header is there before the state; what is under it comes with the state.
      await expect(page.locator('carryon-app main > :not(notice-bar)').first()).toBeVisible();
    });
  },
});

/** Themes and languages. */
export const looks = [
  ['light', 'en'],
  ['light', 'zh-CN'],
  ['dark', 'en'],
  ['dark', 'zh-CN'],
] as const;

/** What axe says of a look hangs on our colours, not on the browser: Chromium sees all of them, others one. */
export function onlyOneLookElsewhere(look: (typeof looks)[number]): void {
  test.skip(({browserName}) => browserName !== 'chromium' && look !== looks[0], 'axe sees all looks in Chromium');
}

/** Rules that the page breaks, with the elements that break them. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  const results = await page.evaluate(
    () => (window as unknown as {axe: {run(): Promise<AxeResults>}}).axe.run(), // put there by the line above
  );
  return results.violations.map(({id, nodes}) => `${id}: ${nodes.map(({target}) => target.join(' ')).join(' | ')}`);
}
