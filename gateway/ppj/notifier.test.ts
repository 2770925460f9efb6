import {createHmac} from 'node:crypto';
import {readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {Customer} from '../testing/customer.ts';
import {PpjClient} from '../testing/ppj-client.ts';
import {scriptedDecks} from '../testing/scripted-decks.ts';
import {startTestGateway} from '../testing/test-gateway.ts';
import type {TestGateway} from '../testing/test-gateway.ts';
import {postWebhook} from './post-webhook.ts';

let gateway: TestGateway;
let alice: PpjClient;

beforeAll(async () => {
  const variables = {CARRYON_NOTIFY_PRIVATE: '1', CARRYON_NOTIFY_SECRET: 'key', CARRYON_BACKOFF_SCALE: '0.00001'};
  gateway = await startTestGateway(variables, undefined, undefined, scriptedDecks());
  alice = new PpjClient(gateway.base);
}, 60_000);
afterAll(() => gateway[Symbol.asyncDispose]());

test('the customer is told with a signature, the zip is there meanwhile, and an answer completes the Job (P2, P3)', async () => {
  let answer: () => void = () => undefined;
  await using customer = await Customer.start((response) => (answer = () => void response.writeHead(204).end()));

  const {token} = await alice.create('pages 3', {notify_url: customer.url});
  await expect.poll(() => customer.news.length, {timeout: 10_000}).toBe(1);
  const meanwhile = await alice.get(token);
  const download = await alice.call(`/${token}/download`, {method: 'HEAD'});
  answer();
  const job = await alice.until(token, 'completed');

  const [news] = customer.news;
  const signature = createHmac('sha256', 'key')
    .update(news?.body ?? '')
    .digest('hex');
  expect(news?.headers['x-ppj-signature']).toBe(`sha256=${signature}`);
  expect(news?.headers['content-type']).toMatch(/^application\/json\b/);
  expect(news?.path).toBe('/hook?key=1');
  expect(JSON.parse(news?.body ?? '')).toEqual(meanwhile);
  expect([meanwhile.state, download.status, job.total_pages]).toEqual(['notifying', 200, 3]);
  expect(customer.news).toHaveLength(1);
});

test('an answer that is not 2xx is tried again, a redirect is not followed, and after five tries that is it (P3)', async () => {
  const statuses = [500, 302, 404, 199, 503];
  await using customer = await Customer.start((response, count) =>
    response.writeHead(statuses[count - 1] ?? 200, {Location: '/elsewhere'}).end('x'.repeat(100_000)),
  );

  const {token} = await alice.create('pages 1', {notify_url: customer.url});
  const job = await alice.until(token, 'completed');

  expect(customer.news.map(({path}) => path)).toEqual(statuses.map(() => '/hook?key=1'));
  expect(job.last_error).toBeNull();
});

test('a server that answers at the third try is told three times', async () => {
  await using customer = await Customer.start((response, count) => {
    if (count < 3) response.destroy();
    else response.writeHead(201).end();
  });

  const {token} = await alice.create('pages 1', {notify_url: customer.url});
  await alice.until(token, 'completed');

  expect(customer.news).toHaveLength(3);
});

test('a Job that halts is nobody’s news', async () => {
  await using customer = await Customer.start((response) => response.writeHead(200).end());
  const halted = await alice.create('refuse 坏了', {notify_url: customer.url});
  await alice.until(halted.token, 'halted');
  const {token} = await alice.create('pages 1', {notify_url: customer.url});
  await alice.until(token, 'completed');

  expect(customer.news.map(({body}) => (JSON.parse(body) as {token: string}).token)).toEqual([token]);
});

test.each(['127.0.0.1', '[::1]', 'localhost'])(
  'a connection to %s is refused when it is made, whatever was said before (P3)',
  async (host) => {
    await using customer = await Customer.start((response) => response.writeHead(200).end());
    const url = customer.url.replace('127.0.0.1', host);
    const {signal} = new AbortController();

    const posting = postWebhook({url, body: '{}', secret: 'key', allowsPrivate: false, signal});

    await expect(posting).rejects.toThrow('private');
    expect(customer.news).toEqual([]);
  },
);

test('a server that takes the news and says nothing is not waited for longer than may be (P3)', async () => {
  await using customer = await Customer.start(() => undefined);
  const {signal} = new AbortController();

  const posting = postWebhook({
    url: customer.url,
    body: '{}',
    secret: 'key',
    allowsPrivate: true,
    signal,
    patienceMs: 50,
  });

  await expect(posting).rejects.toThrow();
});

test('the key is made once, kept for our eyes only, and the same after a restart (CONTRACT 1)', async () => {
  const first = await startTestGateway({}, undefined, undefined, scriptedDecks());
  await new PpjClient(first.base).list();
  const path = join(first.dataFolder, 'notify-secret');
  const key = await readFile(path, 'utf8');
  await first.stop();

  await using second = await startTestGateway({CARRYON_DATA: first.dataFolder}, undefined, undefined, scriptedDecks());
  await new PpjClient(second.base).list();

  expect(key.trim().length).toBeGreaterThanOrEqual(32);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).toBe(key);
});
