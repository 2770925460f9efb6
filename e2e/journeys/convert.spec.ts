import {makeDeck} from '../../gateway/testing/make-deck.ts';
import {expect, test} from '../support/fixtures.ts';
import type {Gateway} from '../support/gateway.ts';
import type {GivenFile} from '../support/journey.ts';
import {networkErrors} from '../support/page-errors.ts';
import {handedIn, listed, lookedAt, zipFetched} from '../support/requests.ts';

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
