import {createHash} from 'node:crypto';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test, vi} from 'vitest';
import {PpjClient} from '../testing/ppj-client.ts';
import {PpjFront} from '../testing/ppj-front.ts';
import {openRaw} from '../testing/raw-request.ts';
import {ScriptedEngine, scriptedDecks} from '../testing/scripted-decks.ts';
import {startTestGateway} from '../testing/test-gateway.ts';
import type {TestGateway} from '../testing/test-gateway.ts';

const engine = new ScriptedEngine();
let other: TestGateway;
let front: PpjFront;
let gateway: TestGateway;
let alice: PpjClient;
let bob: PpjClient;

beforeAll(async () => {
  other = await startTestGateway({CARRYON_TOKENS: 'us=ours'}, undefined, undefined, scriptedDecks(engine));
  front = await PpjFront.start(other.base);
  gateway = await startTestGateway({CARRYON_PPJ: front.base, CARRYON_PPJ_CREDENTIAL: 'ours', CARRYON_MAX_DECK: '1 MB'});
  alice = new PpjClient(gateway.base);
  bob = new PpjClient(gateway.base, 'secret-b');
}, 60_000);
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await front[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});
beforeEach(() => front.faults.clear());
afterEach(() => vi.useRealTimers());

const jobsThere = () => new PpjClient(other.base, 'ours').list();
const posts = () => front.seen.filter(({line}) => line.startsWith('POST')).length;

test('a Job is made, asked for and fetched there, with our credential and nobody’s token (CONTRACT 1)', async () => {
  const md5 = createHash('md5').update('pages 14').digest('hex');
  const job = await alice.create('pages 14', {file_md5: md5}, '演示 "🎬".pptx');
  const done = await alice.until(job.token, 'completed');
  const [here, there] = await Promise.all(
    [alice, new PpjClient(other.base, 'ours')].map(async (client) => client.call(`/${job.token}/download`)),
  );
  const etag = here?.headers.get('ETag') ?? '';
  const part = await alice.call(`/${job.token}/download`, {headers: {Range: 'bytes=2-9', 'If-Range': etag}});
  const behind = await alice.call(`/${job.token}/download`, {headers: {Range: 'bytes=9999999-'}});
  const head = await alice.call(`/${job.token}/download`, {method: 'HEAD'});

  expect(done).toMatchObject({source_filename: '演示 "🎬".pptx', source_filesize: 8, total_pages: 14});
  const zip = Buffer.from((await here?.arrayBuffer()) ?? new ArrayBuffer(0));
  expect(zip).toEqual(Buffer.from((await there?.arrayBuffer()) ?? new ArrayBuffer(0)));
  expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, zip.subarray(2, 10)]);
  expect([behind.status, behind.headers.get('Content-Range')]).toEqual([416, `bytes */${zip.length}`]);
  expect([head.status, head.headers.get('Content-Length')]).toEqual([200, String(zip.length)]);
  expect(Object.fromEntries(here?.headers ?? [])).toMatchObject({
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="${job.token}.zip"`,
    'content-transfer-encoding': 'binary',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
  });
  expect(new Set(front.seen.map(({headers}) => headers['x-ppj-credential']))).toEqual(new Set(['ours']));
});

test('lists and count show one’s own, and the rest is 404 without being asked for (CONTRACT 1)', async () => {
  const [one, two] = [await alice.create('pages 1'), await bob.create('pages 1')];
  const asked = front.seen.length;
  const stranger = await bob.call(`/${one.token}`);
  const download = await bob.call(`/${one.token}/download`);

  expect([stranger.status, download.status, front.seen.length]).toEqual([404, 404, asked]);
  expect(await stranger.json()).toEqual({message: '您所请求的资源不存在。', type: 'NotFoundError'});
  expect(await alice.list()).toContain(one.token);
  expect(await alice.list()).not.toContain(two.token);
  expect(await bob.list()).toEqual([two.token]);
  expect(await bob.list('?end_date=2017-07-31')).toEqual([]);
});

test('a POST that fails here never gets there, and what is said there is said here', async () => {
  const before = [await jobsThere(), posts()];
  const file = new File(['pages 1'], 'a.pptx');
  const wrong = await alice.post([
    ['file_source', file],
    ['file_md5', 'x'],
  ]);
  const large = await alice.post([['file_source', new File(['x'.repeat(1 << 21)], 'a.pptx')]]);
  const raw = openRaw(gateway.port, 'POST /ppj/api/jobs', {
    'Content-Type': 'multipart/form-data; boundary=x',
    'Content-Length': '1000',
    'X-PPJ-Credential': 'secret-a',
  });
  const scratch = () => readdir(join(gateway.dataFolder, 'scratch'));
  raw.socket.write('--x\r\nContent-Disposition: form-data; name="file_source"; filename="a.pptx"\r\n\r\npages');
  await expect.poll(scratch).toHaveLength(1);
  raw.socket.destroy();
  await expect.poll(scratch).toEqual([]);
  expect([await jobsThere(), posts()]).toEqual(before);

  const toPrivate = await alice.post([
    ['file_source', file],
    ['notify_url', 'http://10.0.0.1/'],
  ]);

  expect([wrong.status, large.status]).toEqual([400, 413]);
  expect(wrong.body).toEqual({message: '上传文件的MD5与参数中提供的MD5不符。', type: 'Error'});
  expect(toPrivate).toEqual({status: 400, body: {message: '参数notify_url不能指向内部网络的地址。', type: 'Error'}});
  expect(await readdir(join(gateway.dataFolder, 'files'))).toEqual([]);
});

test('a zip that is not there yet is 400 here too (P2)', async () => {
  const {token} = await alice.create('refuse 坏了');
  expect((await alice.until(token, 'halted')).last_error).toBe('坏了');
  const download = await alice.call(`/${token}/download`);
  const head = await alice.call(`/${token}/download`, {method: 'HEAD'});

  expect([download.status, head.status]).toEqual([400, 400]);
  expect(await download.json()).toEqual({message: '项目还没有转换完成。', type: 'Error'});
});

test('the same identifier gives the same Job, sent once; to each user their own (F13)', async () => {
  const first = await alice.create('pages 1', {identifier: 'one'});
  const sent = posts();
  const second = await alice.create('pages 2', {identifier: 'one'});
  expect([second.token, posts()]).toEqual([first.token, sent]);

  const bobs = await bob.create('pages 1', {identifier: 'one'});
  const both = await Promise.all([1, 2].map(() => alice.create('pages 1', {identifier: 'two'})));

  expect(bobs.token).not.toBe(first.token);
  expect(both[0]?.token).toBe(both[1]?.token);
  expect(posts()).toBe(sent + 2);
});

test('a Job whose answer was lost is found again at once (F13)', async () => {
  const before = await jobsThere();
  front.faults.set('POST', 'lose-answer');

  const job = await alice.create('pages 5', {identifier: 'lost'}, 'lost.pptx');

  const made = (await jobsThere()).filter((token) => !before.includes(token));
  expect(made).toEqual([job.token]);
  expect((await alice.until(job.token, 'completed')).total_pages).toBe(5);
});

test('a Job whose answer was lost, with the service away after, is found at the next try, and not sent again (F13)', async () => {
  const before = await jobsThere();
  front.faults.set('POST', (_request, response) => response.destroy());
  const notSent = await alice.post([
    ['file_source', new File(['pages 6'], 'away.pptx')],
    ['identifier', 'away'],
  ]);
  // As if it had arrived all the same.
  const arrived = await new PpjClient(other.base, 'ours').create('pages 6', {}, 'away.pptx');
  const sent = posts();

  const again = await alice.create('pages 6', {identifier: 'away'}, 'away.pptx');

  expect(notSent.status).toBe(502);
  expect([again.token, posts()]).toEqual([arrived.token, sent]);
  expect((await jobsThere()).filter((token) => !before.includes(token))).toEqual([arrived.token]);
});

test('a Job whose answer was lost before a long weekend is found after it, and not sent again (F13)', async () => {
  vi.useFakeTimers({toFake: ['Date'], now: Date.now() - 4 * 86_400_000});
  const parts: Parameters<PpjClient['post']>[0] = [
    ['file_source', new File(['pages 8'], 'weekend.pptx')],
    ['identifier', 'weekend'],
  ];
  front.faults.set('POST', (_request, response) => response.destroy());
  const notSent = await alice.post(parts);
  // As if it had arrived all the same.
  const arrived = await new PpjClient(other.base, 'ours').create('pages 8', {}, 'weekend.pptx');
  vi.useRealTimers();
  const sent = posts();

  const again = await alice.post(parts);

  expect(notSent.status).toBe(502);
  expect(again).toMatchObject({status: 200, body: {token: arrived.token}});
  expect(posts()).toBe(sent);
});

test('a Job that somebody else holds is not taken for one’s own (F13)', async () => {
  front.faults.set('POST', (_request, response) => response.destroy());
  await bob.post([
    ['file_source', new File(['pages 7'], 'twin.pptx')],
    ['identifier', 'twin'],
  ]);
  const alices = await alice.create('pages 7', {}, 'twin.pptx');

  const bobs = await bob.create('pages 7', {identifier: 'twin'}, 'twin.pptx');

  expect(bobs.token).not.toBe(alices.token);
});

// prettier-ignore
test.each([
  ['HTML',           502, (_request, response) => response.writeHead(500, {'Content-Type': 'text/html'}).end('<h1>at ours</h1>')],
  ['nothing',        502, (_request, response) => response.destroy()],
  ['a redirect',     502, (_request, response) => response.writeHead(302, {Location: 'http://127.0.0.1:9/'}).end()],
  ['not signed in',  502, (_request, response) => response.writeHead(401).end('{"message":"ours is wrong","type":"AuthError"}')],
  ['JSON of another kind', 502, (_request, response) => response.writeHead(200).end('{"token":"../../x"}')],
  ['half an answer', 502, (_request, response) => response.writeHead(200, {'Content-Length': '99'}).end('{"token"')],
  ['a fault',        503, (_request, response) => response.writeHead(503, {'Retry-After': '7'}).end('{"message":"忙","type":"Error"}')],
] satisfies ReadonlyArray<readonly [string, number, Exclude<Parameters<typeof front.faults.set>[1], string>]>)(
  'an answer that is %s is %i in JSON, and tells nothing of the way there',
  async (name, status, fault) => {
    const {token} = await alice.create('pages 1');
    const answers: Response[] = [];
    // Bytes are a zip, whatever they are.
    const isBytes = ['JSON of another kind', 'half an answer'].includes(name);
    for (const path of [`/${token}`, '', ...(isBytes ? [] : [`/${token}/download`])]) {
      front.faults.set('GET', fault);
      answers.push(await alice.call(path));
    }
    front.faults.set('POST', fault);
    const created = await alice.post([['file_source', new File(['pages 1'], 'a.pptx')]]);

    for (const answer of answers) {
      expect(answer.status).toBe(status);
      const text = await answer.text();
      expect(JSON.parse(text)).toMatchObject({message: expect.any(String) as string, type: 'Error'});
      expect(text).not.toMatch(/ours|127\.0\.0\.1/);
    }
    expect(created.status).toBe(status);
    if (status === 503) expect(answers[0]?.headers.get('Retry-After')).toBe('7');
  },
);

test.each([
  [413, '文稿太大，转换服务不接受。'],
  [415, '转换服务不接受这种文件。'],
  [422, '转换服务无法处理这份文稿。'],
])('a %i of a proxy there is one here, in our words, and what was sent is forgotten (F7)', async (status, message) => {
  front.faults.set('POST', (_request, response) =>
    response.writeHead(status, {'Content-Type': 'text/html'}).end('<h1>at ours</h1>'),
  );
  const form: Parameters<PpjClient['post']>[0] = [
    ['file_source', new File(['pages 1'], `${status}.pptx`)],
    ['identifier', `refused ${status}`],
  ];

  const refused = await alice.post(form);
  const another = await new PpjClient(other.base, 'ours').create('pages 1', {}, `${status}.pptx`);
  const again = await alice.post(form);

  expect(refused).toEqual({status, body: {message, type: 'Error'}});
  expect(again.status).toBe(200);
  expect((again.body as {token: string}).token).not.toBe(another.token);
});

test('a zip that is cut there is cut here: it does not end as if it were whole', async () => {
  const {token} = await alice.create('pages 1');
  await alice.until(token, 'completed');
  front.faults.set('GET', (_request, response) => {
    response.writeHead(200, {'Content-Length': '1000'}).write('PK', () => response.destroy());
  });

  const answer = await alice.call(`/${token}/download`);

  await expect(answer.arrayBuffer()).rejects.toThrow();
});

test('who made what is known after a restart', async () => {
  const {token} = await alice.create('pages 1', {identifier: 'kept'});
  await gateway.stop();
  const {dataFolder} = gateway;
  gateway = await startTestGateway({CARRYON_DATA: dataFolder, CARRYON_PPJ: front.base, CARRYON_PPJ_CREDENTIAL: 'ours'});
  [alice, bob] = [new PpjClient(gateway.base), new PpjClient(gateway.base, 'secret-b')];

  expect((await alice.create('pages 1', {identifier: 'kept'})).token).toBe(token);
  expect((await bob.call(`/${token}`)).status).toBe(404);
});

test('a gateway that passes on needs no engine, and understands identifiers by itself', async () => {
  expect(await (await fetch(`${gateway.base}/ppj/api/health`)).json()).toEqual({ok: true, identifier: true});
});
