import {mkdtemp, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {buildForTests, startChild} from '../testing/child-gateway.ts';
import type {ChildGateway} from '../testing/child-gateway.ts';
import {Customer} from '../testing/customer.ts';
import {PpjClient} from '../testing/ppj-client.ts';
import {openRaw} from '../testing/raw-request.ts';
import {giveDatabase} from '../testing/test-gateway.ts';

let builtPath: string;
let dataFolder: string;
const children: ChildGateway[] = [];
const outputs: Array<() => string> = [];

beforeAll(async () => {
  builtPath = await buildForTests('gateway/testing/scripted-main.ts');
}, 60_000);
afterAll(() => rm(dirname(builtPath), {recursive: true}));
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'carryon-ppj-restart-'));
  await giveDatabase(dataFolder);
}, 60_000);
afterEach(async () => {
  await kill('SIGKILL');
  await rm(dataFolder, {recursive: true, force: true});
});

async function start(): Promise<PpjClient> {
  const gateway = startChild(builtPath, {
    CARRYON_DATA: dataFolder,
    CARRYON_DECK_WORKERS: '4',
    CARRYON_NOTIFY_PRIVATE: '1',
    // The second news comes after 1.2 s, the third after another 6 s.
    CARRYON_BACKOFF_SCALE: '0.02',
    CARRYON_LOG: 'trace',
  });
  children.push(gateway);
  outputs.push(gateway.output);
  return new PpjClient(await gateway.base);
}

/** Begins a POST that never ends. */
async function uploadForEver(): Promise<void> {
  const {port} = new URL((await children.at(-1)?.base) ?? '');
  const {socket} = openRaw(Number(port), 'POST /ppj/api/jobs', {
    'Content-Type': 'multipart/form-data; boundary=x',
    'Content-Length': '1000',
    'X-PPJ-Credential': 'secret-a',
  });
  socket.write('--x\r\nContent-Disposition: form-data; name="file_source"; filename="a.pptx"\r\n\r\npages');
}

async function kill(signal: NodeJS.Signals): Promise<number | null | undefined> {
  const gateway = children.pop();
  gateway?.child.kill(signal);
  return gateway?.exited;
}

test('killed with a Job in each state, it goes on with all of them, and the cut one is gone; SIGTERM is as good, and no secret is logged (P2, P3, F13)', async () => {
  let isUp = false;
  await using customer = await Customer.start((response) => response.writeHead(isUp ? 200 : 500).end());
  const [gate, neverThere] = [join(dataFolder, 'gate'), join(dataFolder, 'never-there')];
  const first = await start();
  const halted = await first.create('refuse 坏了');
  const completed = await first.create('pages 3');
  const converting = await first.create(`hold ${gate}`, {identifier: 'one'});
  const disting = await first.create(`hold-zip ${gate}`);
  await uploadForEver();
  await Promise.all([
    first.until(halted.token, 'halted'),
    first.until(completed.token, 'completed'),
    first.until(disting.token, 'disting'),
    expect.poll(() => readdir(join(dataFolder, 'scratch')), {timeout: 10_000}).toHaveLength(3),
  ]);
  const notifying = await first.create('pages 2', {notify_url: customer.url});
  await expect.poll(() => customer.news.length, {timeout: 10_000}).toBe(1);
  expect((await first.until(notifying.token, 'notifying')).total_pages).toBe(2);
  await kill('SIGKILL');
  isUp = true;

  const second = await start();
  const again = await second.create('pages 9', {identifier: 'one'});
  expect([again.token, again.state]).toEqual([converting.token, 'converting']);
  expect((await second.get(disting.token)).state).toMatch(/^(converting|disting)$/);
  await writeFile(gate, '');
  const done = [completed, converting, disting, notifying];
  await Promise.all(done.map(({token}) => second.until(token, 'completed')));

  expect((await second.get(halted.token)).last_error).toBe('坏了');
  expect((await second.list()).toSorted()).toEqual([halted, ...done].map(({token}) => token).toSorted());
  expect(await readdir(join(dataFolder, 'files'))).toHaveLength(done.length);
  await expect.poll(() => readdir(join(dataFolder, 'scratch')), {timeout: 10_000}).toEqual([]);

  await second.create(`hold ${neverThere}`);
  await expect.poll(() => readdir(join(dataFolder, 'scratch')), {timeout: 10_000}).toHaveLength(1);
  const endedAt = performance.now();
  expect(await kill('SIGTERM')).toBe(0);
  expect(performance.now() - endedAt).toBeLessThan(5000);
  expect(await readdir(join(dataFolder, 'scratch'))).toEqual([]);
  const [log, key] = [
    outputs.map((output) => output()).join(''),
    await readFile(join(dataFolder, 'notify-secret'), 'utf8'),
  ];
  expect(log).toContain('the news of a Job was not taken');
  for (const secret of ['secret-a', key.trim(), '/hook?key=1']) {
    expect(log.replaceAll('#token=secret-a', '')).not.toContain(secret);
  }
}, 60_000);
