import {readFile} from 'node:fs/promises';
import type {FrameLocator, Page} from '@playwright/test';
import {expect, test} from '../support/fixtures.ts';
import type {Journey} from '../support/journey.ts';
import {makePptx} from '../support/make-deck.ts';
import {networkErrors} from '../support/page-errors.ts';
import {handedIn} from '../support/requests.ts';

const policy =
  "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' blob:; style-src 'unsafe-inline'; " +
  'img-src blob: data:; media-src blob:; font-src blob: data:';
const uuid = '0f9a4d52-6a0e-4f0e-9c1b-5a4ef0d0c0de';
const fileName = 'light.pptx';

test('a presentation is drawn before any server has seen it, becomes an H5 here, and opens offline', async ({
  journey,
  faultProxy,
  gateway,
  errors,
  browserName,
}) => {
  test.skip(browserName === 'firefox', 'its driver does not tell of a Blob that is saved');
  // What a deck asks of the network is refused, and that is said.
  errors.allow(...networkErrors, /\/inside/);
  const {page} = journey;
  await journey.untilControlled();
  await journey.addFiles({name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('A note.')});
  await journey.untilState('note.txt', 'done');
  const slides = page.frameLocator('deck-viewer iframe');
  const pptx = (await makePptx(['Refraction', 'Snell', 'Fibre'])).toString('base64');

  await page.locator('deck-viewer').evaluate(
    async (viewer, [base64 = '', name = '']) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      await (viewer as HTMLElementTagNameMap['deck-viewer']).openPreview(new File([bytes], name));
    },
    [pptx, fileName],
  );
  await expect(shown(slides)).toContainText('Refraction');
  await page.keyboard.press('ArrowRight');
  await expect(shown(slides).locator('canvas').first()).toBeVisible();
  await expect(page.getByText('Preview, drawn on this device')).toBeVisible();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', {name: 'Save as H5'}).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('light.zip');
  const zip = await readFile(await saved.path());
  await slides.locator('#stage').focus();
  await closeDeck(page);

  await keepDeck(journey, zip.toString('base64'));
  await faultProxy.goOffline();
  await page.locator('deck-viewer').evaluate(
    async (viewer, [id = '', name = '']) => {
      await (viewer as HTMLElementTagNameMap['deck-viewer']).openDeck({uuid: id, fileName: name});
    },
    [uuid, fileName],
  );
  await expect(page.getByText('On this device, offline too')).toBeVisible();
  await expect(shown(slides)).toContainText('Refraction');
  await page.getByRole('button', {name: 'Search', exact: true}).click();
  // That the window itself has the focus, too, is for the browser to say: a bubble of its own, such as the one that tells
  // of the download, may have it. What is typed shows who gets the keys.
  const isActive = () => slides.locator('#query').evaluate((query) => query.ownerDocument.activeElement === query);
  await expect.poll(isActive).toBe(true);
  await page.keyboard.type('slide 3');
  await expect(slides.locator('#query')).toHaveValue('slide 3');
  await page.keyboard.press('Enter');
  await expect(shown(slides).locator('mark').first()).toBeVisible();

  // Whatever runs in there is nobody here.
  const inside = await slides.locator('body').evaluate(async () => {
    const can = (act: () => unknown) => {
      try {
        act();
        return true;
      } catch {
        return false;
      }
    };
    return {
      origin: self.origin,
      storage: can(() => localStorage.length),
      around: can(() => parent.document.title),
      network: await fetch('/inside').then(
        () => true,
        () => false,
      ),
    };
  });
  expect(inside).toEqual({origin: 'null', storage: false, around: false, network: false});
  const answers = await page.evaluate(
    async (paths) => {
      const all = await Promise.all(paths.map((path) => fetch(path)));
      const names = ['Content-Security-Policy', 'Cross-Origin-Embedder-Policy', 'Cross-Origin-Resource-Policy'];
      return all.map(({status, headers}) => [status, ...names.map((name) => headers.get(name))]);
    },
    [`/decks/${uuid}/`, '/decks/preview/', `/decks/${uuid}/index.html`, '/decks/0f9a4d52-6a0e-4f0e-9c1b-000000000000/'],
  );
  await page.evaluate((path) => fetch(path), `/decks/${uuid}/?app=nobody`);
  const databases = await page.evaluate(async () => (await indexedDB.databases()).map(({name}) => name));
  expect(databases).not.toContain('nobody');
  const safe = [policy, 'require-corp', 'same-origin'];
  expect(answers).toEqual([200, 200, 404, 404].map((status) => [status, ...safe]));
  for (const path of [`/decks/${uuid}/`, '/decks/preview/']) {
    expect((await fetch(new URL(path, gateway.url))).status).toBe(404);
  }
});

test('keys take a deck to full screen and back', async ({journey, faultProxy}) => {
  const {page} = journey;
  await journey.untilControlled();
  faultProxy.addRule({match: handedIn, fault: {type: 'stall'}, times: Infinity});
  await journey.addPresentations({
    name: fileName,
    mimeType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    buffer: await makePptx(['Refraction', 'Snell']),
  });
  const more = page.getByRole('button', {name: `More: ${fileName}`});
  await more.click();
  await page.getByRole('menuitem', {name: 'Preview'}).click();
  const slides = page.frameLocator('deck-viewer iframe');
  await expect(shown(slides)).toContainText('Refraction');
  const fillsScreen = () => page.evaluate(() => document.fullscreenElement !== null);
  const presents = slides.locator('body.presenting');

  await page.keyboard.press('f');
  await expect.poll(fillsScreen).toBe(true);
  await expect(presents).toHaveCount(1);
  await expect(page.getByRole('button', {name: 'Full screen'})).toBeHidden();
  await page.keyboard.press('Escape');
  await expect.poll(fillsScreen).toBe(false);
  await expect(presents).toHaveCount(0);
  await expect(shown(slides)).toBeVisible();
  await closeDeck(page);
  await expect(journey.row(fileName, 'convert').and(page.locator(':focus-within'))).toHaveCount(1);

  // Where the browser refuses, the player does what it can, and Escape undoes that first, too.
  await page.evaluate(() => (Element.prototype.requestFullscreen = () => Promise.reject(new TypeError('No.'))));
  await more.click();
  await page.getByRole('menuitem', {name: 'Preview'}).click();
  await expect(shown(slides)).toContainText('Refraction');
  await page.keyboard.press('f');
  await expect(presents).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(presents).toHaveCount(0);
  await closeDeck(page);
});

/** The frame that takes the key goes at once, and Chromium may never acknowledge the rest of the stroke: do not wait for it. */
async function closeDeck(page: Page): Promise<void> {
  void page.keyboard.press('Escape').catch(() => undefined);
  await expect(page.locator('deck-viewer iframe')).toHaveCount(0);
}

function shown(slides: FrameLocator) {
  return slides.locator('.frame.shown');
}

/** Has an H5 lie where a finished convert's would. */
async function keepDeck({page}: Journey, zip: string): Promise<void> {
  await page.evaluate(
    async ([base64 = '', name = '', id = '']) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const downloads = await (await navigator.storage.getDirectory()).getDirectoryHandle('downloads', {create: true});
      const own = await downloads.getDirectoryHandle(id, {create: true});
      const file = await (await own.getFileHandle('0', {create: true})).createWritable();
      await file.write(bytes);
      await file.close();
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open('carryon');
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(new Error('There is no database.'));
      });
      const tx = database.transaction(['jobs', 'downloads'], 'readwrite');
      const all = tx.objectStore('jobs').getAll() as IDBRequest<{job: Record<string, unknown>}[]>;
      all.onsuccess = () => {
        // The job of the upload, made one of a deck.
        const job = {
          ...all.result[0]?.job,
          uuid: id,
          kind: 'convert',
          fileName: name,
          results: {deck: {isForeign: false}},
        };
        tx.objectStore('jobs').put({uuid: id, job});
        tx.objectStore('downloads').put({uuid: id, parts: [{name: '0', start: 0, length: bytes.length}]});
      };
      await new Promise((resolve) => (tx.oncomplete = resolve));
      database.close();
    },
    [zip, fileName, uuid],
  );
}
