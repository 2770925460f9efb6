import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test as base, expect, type Page} from '@playwright/test';
import type {AxeResults} from 'axe-core';
import {build, preview} from 'vite';
import {shared} from '../../vite.config.ts';

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

/** The page over scripted jobs, built as the app is. */
export const test = base.extend<Fixtures, {readonly galleryUrl: string}>({
  galleryUrl: [
    async ({}, use) => {
      const outDir = await mkdtemp(join(tmpdir(), 'carryon-gallery-'));
      const config = {...shared, configFile: false, logLevel: 'error'} as const;
      await build({
        ...config,
        build: {...shared.build, outDir, sourcemap: false, rolldownOptions: {input: 'gallery.html'}},
      });
      const server = await preview({...config, build: {outDir}, preview: {host: '127.0.0.1', port: 0}});
      await use(`${server.resolvedUrls?.local[0] ?? ''}gallery.html`);
      await server.close();
      await rm(outDir, {recursive: true});
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

/** Both themes and both languages: no rule of axe's asks for both at once. */
export const looks = [
  ['light', 'en'],
  ['dark', 'zh-CN'],
] as const;

/** What axe says hangs on what we say and on our colours, next to nothing of it on the browser. */
export function axeSeesInChromium(): void {
  test.skip(({browserName}) => browserName !== 'chromium', 'elsewhere axe sees the list in one look');
}

/** Rules that the page breaks, with the elements that break them. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  // What is still fading in has the colours of what lies behind it.
  await page.waitForFunction(hasSettled);
  const results = await page.evaluate(
    () => (window as unknown as {axe: {run(): Promise<AxeResults>}}).axe.run(), // put there by the line above
  );
  return results.violations.map(({id, nodes}) => `${id}: ${nodes.map(({target}) => target.join(' ')).join(' | ')}`);
}

/** Whether nothing moves but what always does. Runs in the page. */
function hasSettled(): boolean {
  const settled = (root: Document | ShadowRoot): boolean => {
    const moving = root.getAnimations().filter(({effect, playState}) => {
      return playState === 'running' && effect?.getComputedTiming().iterations !== Infinity;
    });
    const roots = [...root.querySelectorAll('*')].flatMap(({shadowRoot}) => shadowRoot ?? []);
    return moving.length === 0 && roots.every(settled);
  };
  return settled(document);
}
