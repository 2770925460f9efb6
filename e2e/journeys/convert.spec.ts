import {existsSync, readdirSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Customer} from '../../gateway/testing/customer.ts';
import {makeDeck} from '../../gateway/testing/make-deck.ts';
import {TestBrowser} from '../support/browser.ts';
import {expect, test} from '../support/fixtures.ts';
import type {Gateway} from '../support/gateway.ts';
import {Journey, type GivenFile} from '../support/journey.ts';
import {makeFilmPptx, makePptx} from '../support/make-deck.ts';
import {largeFilm, randomFile, sampleMedia} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';
import {handedIn, listed, lookedAt, mb, zipFetched} from '../support/requests.ts';
import {isFull} from '../transcode/matrix.ts';

const pptx = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';

async function presentation(name = '报告 talk.pptx'): Promise<GivenFile> {
  return {name, mimeType: pptx, buffer: await makeDeck()};
}

test('P4, P5, X2: added offline and left alone, a deck is made without a window, and opens offline', async ({
  journey,
  faultProxy,
  errors,
  browserName,
}) => {
  errors.allow(...networkErrors);
  await journey.untilControlled();
  await faultProxy.goOffline();
  await journey.addPresentations(await presentation());
  await journey.untilState('talk.pptx', 'waiting', 'convert');
  // Its copy is what a start without the window has.
  await expect.poll(() => journey.page.evaluate(async () => (await window.app?.getJobs())?.[0]?.kept)).toBe(true);
  await journey.page.context().newPage();
  // Only Chromium wakes a service worker that has no window.
  if (browserName === 'chromium') await journey.page.close();
  await faultProxy.goOnline();
  await faultProxy.untilRequests(zipFetched, 1);
  const asked = faultProxy.requests(lookedAt).length;
  if (browserName === 'chromium') await journey.open({token: false});
  await journey.untilState('talk.pptx', 'done', 'convert');

  expect(asked).toBeGreaterThan(0);
  expect(faultProxy.requests(handedIn)).toHaveLength(1);
  await faultProxy.goOffline();
  await journey.row('talk.pptx', 'convert').getByRole('button', {name: 'Open deck'}).click();
  const slide = journey.page.frameLocator('deck-viewer iframe');
  await expect(slide.getByText('Slide 1 of 3').first()).toBeAttached();
});

test('F13: the answer to the POST is lost, and there is one Job all the same', async ({
  journey,
  faultProxy,
  errors,
}) => {
  errors.allow(...networkErrors);
  faultProxy.addRule({match: handedIn, fault: {type: 'cut-before-answer'}});
  await journey.addPresentations(await presentation());
  await journey.untilState('talk.pptx', 'done', 'convert');

  expect(faultProxy.requests(handedIn).length).toBeGreaterThan(1);
  const count = await journey.page.evaluate(async () => (await window.app?.getRemoteDecks())?.count);
  expect(count).toBe(1);
});

test('F7: the gateway is killed while it converts, and the deck is made all the same', async ({
  journey,
  faultProxy,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  await journey.untilControlled();
  await journey.addPresentations(await presentation());
  await faultProxy.untilRequests(lookedAt, 1);
  await gateway.kill();
  await gateway.start();
  await journey.untilState('talk.pptx', 'done', 'convert');

  expect(await journey.page.evaluate(async () => (await window.app?.getRemoteDecks())?.count)).toBe(1);
});

test.describe('a customer who is told', () => {
  test.use({gatewayOptions: {env: {CARRYON_NOTIFY_PRIVATE: '1'}}});

  test('F7, P2: the gateway is killed in each state of a Job, and there is one deck all the same', async ({
    journey,
    faultProxy,
    gateway,
    errors,
  }, testInfo) => {
    test.skip(!isFull, 'A minute; gateway/ppj/restart.test.ts does the same without a browser.');
    errors.allow(...networkErrors);
    // So large that each state takes a while.
    const path = testInfo.outputPath('large.pptx');
    await writeFile(path, await makeFilmPptx('Refraction', await largeFilm(1)));
    const killed: string[] = [];
    const killWhen = async (state: string, isThere: () => boolean | Promise<boolean>) => {
      await expect.poll(isThere, {intervals: [2], timeout: 60_000}).toBe(true);
      await gateway.kill();
      killed.push(state);
      await gateway.start();
    };
    const stateNow = async () => {
      const {page} = journey;
      const token = await page.evaluate(async () => (await window.app?.getJobs())?.[0]?.token);
      return token === undefined ? undefined : await stateOf(gateway, token);
    };
    await journey.untilControlled();
    await using customer = await Customer.start(() => undefined);
    faultProxy.limitUploads(20 * mb);
    faultProxy.limitDownloads(20 * mb, zipFetched);
    await journey.page
      .getByLabel('Add presentations')
      .first()
      .evaluate((input, notifyUrl) => {
        // As a host page would: the customer's address is nothing that people type.
        input.addEventListener(
          'change',
          (event) => {
            event.stopImmediatePropagation();
            const files = [...((input as HTMLInputElement).files ?? [])];
            void window.app?.addConvertJobs({files, notifyUrl}).then((jobs) => window.app?.jobReady(jobs));
          },
          {capture: true, once: true},
        );
      }, customer.url);
    await journey.addPresentations(path);

    await killWhen('uploading', () => faultProxy.bodyBytes(handedIn) > 10 * mb);
    faultProxy.limitUploads(Infinity);
    await killWhen('converting', async () => (await stateNow()) === 'converting');
    await killWhen('disting', () => isZipped(gateway));
    await killWhen('notifying', async () => (await stateNow()) === 'notifying' && customer.news.length > 0);
    faultProxy.limitDownloads(Infinity);
    await journey.untilState('large.pptx', 'done', 'convert');

    expect(killed).toEqual(['uploading', 'converting', 'disting', 'notifying']);
    expect(await journey.page.evaluate(async () => (await window.app?.getRemoteDecks())?.count)).toBe(1);
    expect(await journey.page.evaluate(async () => (await window.app?.getJobs())?.[0]?.result)).toMatchObject({
      totalPages: 2,
    });
  });
});

test.describe('three users', () => {
  test.use({gatewayOptions: {tokens: 'alice=alice-token,bob=bob-token,carol=carol-token'}});

  test('CONTRACT 2: three users at once get their own decks, and see nobody else’s', async ({
    journey,
    faultProxy,
    errors,
    browserName,
  }) => {
    test.skip(!isFull, 'Three browsers; gateway/ppj/jobs.test.ts does the same with none.');
    const others = await Promise.all([1, 2].map(() => TestBrowser.open(browserName as 'chromium', errors)));
    try {
      const journeys = [journey];
      for (const [index, browser] of others.entries()) {
        const token = index === 0 ? 'bob-token' : 'carol-token';
        const other = new Journey(browser, {origin: faultProxy.url, token});
        await other.open();
        journeys.push(other);
      }
      const titles = ['Of Alice', 'Of Bob', 'Of Carol'];
      await Promise.all(journeys.map((each) => each.untilControlled()));
      await Promise.all(
        journeys.map(async (each, index) => {
          const buffer = await makePptx([titles[index] ?? '', 'More']);
          await each.addPresentations({name: 'same.pptx', mimeType: pptx, buffer});
        }),
      );
      for (const [index, each] of journeys.entries()) {
        await each.untilState('same.pptx', 'done', 'convert');
        expect(await each.page.evaluate(async () => (await window.app?.getRemoteDecks())?.count)).toBe(1);
        await each.row('same.pptx', 'convert').getByRole('button', {name: 'Open deck'}).click();
        const slide = each.page.frameLocator('deck-viewer iframe').locator('.frame.shown');
        await expect(slide).toContainText(titles[index] ?? '');
      }
    } finally {
      await Promise.all(others.map((browser) => browser.close()));
    }
  });
});

test('a presentation is uploaded instead, and its copy is kept however early one says so', async ({
  journey,
  faultProxy,
  errors,
}) => {
  errors.allow(...networkErrors);
  await journey.untilControlled();
  await faultProxy.goOffline();
  // The copy of so much is not made yet when the menu is open.
  await journey.addPresentations(await randomFile('300-mb.pptx', 300 * mb));
  await journey.page.getByRole('button', {name: 'More: 300-mb.pptx'}).click();
  await journey.page.getByRole('menuitem', {name: 'Upload instead'}).click();
  await expect(journey.row('300-mb.pptx', 'upload')).toHaveCount(1);
  await expect(journey.row('300-mb.pptx', 'convert')).toHaveCount(0);
  await expect.poll(() => journey.page.evaluate(async () => (await window.app?.getJobs())?.[0]?.kept)).toBe(true);
  await faultProxy.goOnline();
  await journey.untilState('300-mb.pptx', 'done');

  expect(faultProxy.requests(handedIn)).toEqual([]);
});

test('a film and a sound of a presentation play in the deck, offline too', async ({journey, faultProxy, errors}) => {
  errors.allow(...networkErrors);
  await journey.untilControlled();
  const buffer = await makeFilmPptx('Refraction', await sampleMedia('b-frames.mp4'), await sampleMedia('sound.m4a'));
  await journey.addPresentations({name: 'film.pptx', mimeType: pptx, buffer});
  await journey.untilState('film.pptx', 'done', 'convert');
  await faultProxy.goOffline();
  await journey.row('film.pptx', 'convert').getByRole('button', {name: 'Open deck'}).click();
  const deck = journey.page.frameLocator('deck-viewer iframe');
  await expect(deck.locator('.frame.shown')).toContainText('Refraction');
  await journey.page.keyboard.press('ArrowRight');

  for (const kind of ['video', 'audio']) {
    const media = deck.locator(`.frame.shown ${kind}`);
    // Where there is no sound device, Firefox stops at the first tone.
    await media.evaluate((element) => Object.assign(element as HTMLMediaElement, {muted: true}).play());
    const position = () => media.evaluate((element) => (element as HTMLMediaElement).currentTime);
    await expect.poll(position).toBeGreaterThan(0.3);
  }
});

test('F7: what is no presentation says why it was not converted', async ({journey}) => {
  await journey.addPresentations([
    {name: 'empty.pptx', mimeType: pptx, buffer: Buffer.alloc(0)},
    {name: 'notes.pptx', mimeType: pptx, buffer: Buffer.from('just text')},
  ]);
  await journey.untilState('empty.pptx', 'failed', 'convert');
  await journey.untilState('notes.pptx', 'failed', 'convert');

  await expect(journey.row('empty.pptx', 'convert')).toContainText('文件是空的');
  await expect(journey.row('notes.pptx', 'convert')).toContainText('不是演示文稿');
});

test('a deck that was made elsewhere is found on the server, fetched and opened', async ({
  journey,
  faultProxy,
  gateway,
  errors,
}) => {
  errors.allow(/429/);
  const token = await handIn(gateway);
  await expect.poll(() => stateOf(gateway, token)).toBe('completed');
  await journey.addPresentations({name: 'other.pptx', mimeType: pptx, buffer: Buffer.from('text')});
  await journey.page.getByRole('button', {name: 'More ways to bring something'}).click();
  faultProxy.addRule({match: listed, fault: {type: 'answer', status: 429}});
  await journey.page.getByRole('menuitem', {name: 'Decks on the server'}).click();
  const sheet = journey.page.getByRole('dialog', {name: 'Decks on the server'});
  await expect(sheet.getByRole('status')).toHaveText('The server is busy and asks for a short wait.');
  await sheet.getByLabel('From').fill('');
  await sheet.getByRole('listitem').filter({hasText: 'elsewhere.pptx'}).getByRole('button', {name: 'Fetch'}).click();
  await sheet.getByRole('button', {name: 'Open deck'}).click();

  await expect(journey.page.frameLocator('deck-viewer iframe').getByText('Slide 1 of 3').first()).toBeAttached();
});

test.describe('decks that are kept for a moment', () => {
  test.use({gatewayOptions: {env: {CARRYON_DECK_DAYS: '0.00001'}}});

  test('P2, F7: a deck that was deleted on the server is said to be deleted', async ({journey, gateway, errors}) => {
    errors.allow(...networkErrors);
    const token = await handIn(gateway);
    await expect.poll(() => stateOf(gateway, token)).toBe('completed');
    const {page} = journey;
    const decks = await page.evaluate(async () => (await window.app?.getRemoteDecks())?.decks ?? []);
    await journey.untilControlled();
    await gateway.kill('SIGTERM');
    // What is over its time goes at the start.
    await gateway.start();
    await expect.poll(() => stateOf(gateway, token)).toBe('deleted');

    await page.evaluate(async (known) => void (await window.app?.fetchRemoteDecks(known)), decks);
    await journey.untilState('elsewhere.pptx', 'failed', 'convert');

    await expect(journey.row('elsewhere.pptx', 'convert')).toContainText('The deck was deleted on the server.');
  });
});

/** Whether a Job's zip is being made: what it is made into is there. */
function isZipped({dataDir}: Gateway): boolean {
  const scratch = join(dataDir, 'scratch');
  return readdirSync(scratch).some((name) => existsSync(join(scratch, name, 'h5.zip')));
}

/** Somebody else hands a presentation in, with the same token. @returns Its Job's token. */
async function handIn(gateway: Gateway): Promise<string> {
  const form = new FormData();
  form.set('file_source', new Blob([new Uint8Array(await makeDeck())]), 'elsewhere.pptx');
  const headers = {'X-PPJ-Credential': gateway.token};
  const created = await fetch(`${gateway.url}/ppj/api/jobs`, {method: 'POST', headers, body: form});
  return ((await created.json()) as {token: string}).token;
}

async function stateOf(gateway: Gateway, token: string): Promise<string> {
  const answer = await fetch(`${gateway.url}/ppj/api/jobs/${token}`, {headers: {'X-PPJ-Credential': gateway.token}});
  return ((await answer.json()) as {state: string}).state;
}
