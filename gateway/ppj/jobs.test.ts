import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdtemp, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {PpjClient} from '../testing/ppj-client.ts';
import {openRaw} from '../testing/raw-request.ts';
import {ScriptedEngine, scriptedDecks} from '../testing/scripted-decks.ts';
import {startTestGateway} from '../testing/test-gateway.ts';
import type {TestGateway} from '../testing/test-gateway.ts';

const run = promisify(execFile);
const engine = new ScriptedEngine();
let gateway: TestGateway;
let folder: string;
let alice: PpjClient;
let bob: PpjClient;

beforeAll(async () => {
  const variables = {
    CARRYON_TOKENS: 'alice=secret-a,bob=secret-b,carol=secret-c',
    CARRYON_MAX_DECK: '1 MB',
    CARRYON_DECK_WORKERS: '2',
  };
  gateway = await startTestGateway(variables, undefined, undefined, scriptedDecks(engine));
  folder = await mkdtemp(join(tmpdir(), 'carryon-ppj-'));
  alice = new PpjClient(gateway.base);
  bob = new PpjClient(gateway.base, 'secret-b');
}, 60_000);
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(folder, {recursive: true});
});

const filesLeft = async () => [
  ...(await readdir(join(gateway.dataFolder, 'files'))),
  ...(await readdir(join(gateway.dataFolder, 'scratch'))),
];
const md5Of = (text: string) => createHash('md5').update(text).digest('hex');

/** Runs a command of ppj.zh.md as it stands there, but for host and credential. */
async function curl(command: string): Promise<{status: number; headers: Headers; text: string}> {
  const ours = command.replaceAll('https://ppj.io', `${gateway.base}/ppj`).replaceAll('ppj_is_great', 'secret-a');
  const {stdout} = await run('sh', ['-c', ours], {cwd: folder});
  const [head = '', ...body] = stdout.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers(
    lines.map((line): [string, string] => [line.split(': ')[0] ?? '', line.split(': ')[1] ?? '']),
  );
  return {status: Number(statusLine.split(' ')[1]), headers, text: body.join('\r\n\r\n')};
}

test('the commands of ppj.zh.md, word for word, give what it says (P1, P2, CONTRACT 5)', async () => {
  await writeFile(join(folder, 'demo.pptx'), 'pages 14');

  const created = await curl(`curl -i -H "X-PPJ-Credential: ppj_is_great" https://ppj.io/api/jobs -XPOST \\
     -F 'file_source=@demo.pptx' \\
     -F 'file_md5=${md5Of('pages 14')}'`);
  const job = JSON.parse(created.text) as Record<string, unknown>;
  const token = String(job['token']);
  await alice.until(token, 'completed');
  const got = await curl(
    `curl -i -H "X-PPJ-Credential: ppj_is_great" https://ppj.io/api/jobs/kuSzcH5AwaDY`.replace('kuSzcH5AwaDY', token),
  );
  const listed = await curl(`curl -i -H "X-PPJ-Credential: ppj_is_great" \\
     'https://ppj.io/api/jobs?start_date=2017-07-31'`);
  const downloaded = await curl(
    `curl -i -H "X-PPJ-Credential: ppj_is_great" \\
     https://ppj.io/api/jobs/kuSzcH5AwaDY/download \\
     -o archive.zip; head -c 2000 archive.zip | sed -n '1,/^\\r$/p'`.replace('kuSzcH5AwaDY', token),
  );

  for (const {status, headers} of [created, got, listed]) {
    expect(status).toBe(200);
    expect(headers.get('Content-Type')).toMatch(/^application\/json\b/);
  }
  expect(Object.keys(job)).toEqual(fieldsOfTheDocument);
  expect(job).toMatchObject({name: 'demo', source_filename: 'demo.pptx', source_filesize: 8, last_error: null});
  expect(token).toMatch(/^[A-Za-z0-9]{12,16}$/);
  const final = JSON.parse(got.text) as Record<string, unknown>;
  expect(Object.keys(final)).toEqual(fieldsOfTheDocument);
  expect(final).toMatchObject({state: 'completed', total_pages: 14, created_at: job['created_at']});
  expect(final['created_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(final['created_at_in_ts']).toBe(Math.floor(Date.parse(String(final['created_at'])) / 1000));
  expect(JSON.parse(listed.text)).toEqual({count: 1, tokens: [token]});
  expect(downloaded.status).toBe(200);
  expect(Object.fromEntries(downloaded.headers)).toMatchObject({
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="${token}.zip"`,
    'content-transfer-encoding': 'binary',
  });
});

const fieldsOfTheDocument = [
  ...['token', 'name', 'state', 'source_filename', 'source_filesize', 'total_pages', 'last_error'],
  ...['created_at', 'created_at_in_ts'],
];

test('a zip is fetched whole or in parts, holds index.html, and goes with the headers of users’ bytes (P1, CONTRACT 2)', async () => {
  const {token} = await alice.create('pages 2');
  await alice.until(token, 'completed');
  const path = `/${token}/download`;

  const whole = await alice.call(path);
  const bytes = Buffer.from(await whole.arrayBuffer());
  const etag = whole.headers.get('ETag') ?? '';
  const part = await alice.call(path, {headers: {Range: 'bytes=2-9', 'If-Range': etag}});
  const other = await alice.call(path, {headers: {Range: 'bytes=2-9', 'If-Range': '"other"'}});
  const behind = await alice.call(path, {headers: {Range: `bytes=${bytes.length}-`}});
  const head = await alice.call(path, {method: 'HEAD'});

  expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
  expect(bytes.includes('index.html')).toBe(true);
  expect([part.status, part.headers.get('Content-Range')]).toEqual([206, `bytes 2-9/${bytes.length}`]);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(2, 10));
  expect([other.status, (await other.arrayBuffer()).byteLength]).toEqual([200, bytes.length]);
  expect(behind.status).toBe(416);
  expect([head.status, head.headers.get('Content-Length')]).toEqual([200, String(bytes.length)]);
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'accept-ranges': 'bytes',
  });
});

const typeError = (message: string) => ({status: 400, body: {message, type: 'Error'}});

test('a zip that is not there yet, or never will be, is 400 (P2)', async () => {
  const held = await alice.create(`hold ${join(folder, 'first')}`);
  const early = await alice.call(`/${held.token}/download`);
  await writeFile(join(folder, 'first'), '');
  const {token} = await alice.create('refuse 文件已加密，无法转换。');
  const halted = await alice.until(token, 'halted');
  const never = await alice.call(`/${token}/download`);

  expect(held).toMatchObject({state: 'converting', total_pages: null});
  expect({status: early.status, body: await early.json()}).toEqual(typeError('项目还没有转换完成。'));
  expect({status: never.status, body: await never.json()}).toEqual(typeError('项目还没有转换完成。'));
  expect(halted).toMatchObject({last_error: '文件已加密，无法转换。', total_pages: null});
  await alice.until(held.token, 'completed');
});

test('what is nobody’s and what is another user’s is 404, in the same words (P1, CONTRACT 2)', async () => {
  const {token} = await alice.create('pages 1');
  await alice.until(token, 'completed');

  for (const path of [`/${token}`, `/${token}/download`, '/kuSzcH5AwaDY', '/kuSzcH5AwaDY/download', '/%00', '/a/b/c']) {
    const answer = await bob.call(path);
    expect({status: answer.status, body: await answer.json()}).toEqual({
      status: 404,
      body: {message: '您所请求的资源不存在。', type: 'NotFoundError'},
    });
  }
  expect(await bob.list()).toEqual([]);
});

test('whoever has no valid token is refused before the body is read', async () => {
  const raw = openRaw(gateway.port, 'POST /ppj/api/jobs', {
    'Content-Type': 'multipart/form-data; boundary=x',
    'Content-Length': '1000',
    'X-PPJ-Credential': 'wrong',
  });

  expect(await raw.received(/\r\n\r\n[^]*\}/)).toMatch(/ 401 [^]*"type":"AuthError"/);
  raw.socket.destroy();
});

test('health says that identifiers are understood, without a token (F13)', async () => {
  const answer = await fetch(`${gateway.base}/ppj/api/health`);

  expect(await answer.json()).toEqual({ok: true, identifier: true});
});

const deck = (text = 'pages 1', name = 'demo.pptx') => ['file_source', new File([text], name)] as const;

// prettier-ignore
test.each([
  ['a wrong MD5',        [deck(), ['file_md5', '5951595bace948c6fd5e0f415b16a16e']], '上传文件的MD5与参数中提供的MD5不符。'],
  ['an MD5 before it',   [['file_md5', 'nonsense'], deck()],                         '上传文件的MD5与参数中提供的MD5不符。'],
  ['no file',            [['file_md5', '5951595bace948c6fd5e0f415b16a16e']],         '缺少参数file_source，请上传文件。'],
  ['text for a file',    [['file_source', 'pages 1']],                               '缺少参数file_source，请上传文件。'],
  ['two files',          [deck(), deck()],                                           '只能上传一个文件。'],
  ['another file',       [deck(), ['other', new File(['x'], 'x')]],                  '不支持的文件参数：other。'],
  ['no name',            [deck('pages 1', '..')],                                    '上传的文件没有合适的文件名。'],
  ['notify_url: ftp',    [deck(), ['notify_url', 'ftp://example.org/']],             '参数notify_url不是有效的地址。'],
  ['notify_url: words',  [deck(), ['notify_url', 'example']],                        '参数notify_url不是有效的地址。'],
  ['notify_url: secret', [deck(), ['notify_url', 'http://me:secret@example.org/']],  '参数notify_url不是有效的地址。'],
  ['notify_url: here',   [deck(), ['notify_url', 'http://127.0.0.1:9/']],            '参数notify_url不能指向内部网络的地址。'],
  ['notify_url: ours',   [deck(), ['notify_url', 'http://localhost:9/']],            '参数notify_url不能指向内部网络的地址。'],
  ['an endless identifier', [deck(), ['identifier', 'x'.repeat(300)]],               '参数identifier不合法。'],
] satisfies ReadonlyArray<readonly [string, ReadonlyArray<readonly [string, string | File]>, string]>)(
  'a POST with %s is 400, and leaves no Job and no file (P1)',
  async (_case, parts, message) => {
    const [jobs, files] = [await alice.list(), await filesLeft()];

    expect(await alice.post(parts)).toEqual(typeError(message));
    expect([await alice.list(), await filesLeft()]).toEqual([jobs, files]);
  },
);

test.each([
  ['without its end', 'multipart/form-data; boundary=x', '\r\npages 1\r\n'],
  ['without its end in the file', 'multipart/form-data; boundary=x', '\r\npages'],
  ['without a boundary', 'multipart/form-data', '\r\npages 1\r\n--x--\r\n'],
  ['of another boundary', 'multipart/form-data; boundary=y', '\r\npages 1\r\n--x--\r\n'],
])('a form %s is 400, and leaves no Job and no file', async (_case, type, rest) => {
  const [jobs, files] = [await alice.list(), await filesLeft()];
  const body = `--x\r\nContent-Disposition: form-data; name="file_source"; filename="a.pptx"\r\n${rest}`;

  const answer = await alice.call('', {method: 'POST', headers: {'Content-Type': type}, body});

  expect([answer.status, await answer.json()]).toMatchObject([400, {type: 'Error'}]);
  expect([await alice.list(), await filesLeft()]).toEqual([jobs, files]);
});

test('a refused POST whose body is still coming gets to read why', async () => {
  const {status, body} = await alice.post([deck('x'.repeat(30 << 20))]);

  expect([status, body]).toEqual([413, {message: '上传的文件过大。', type: 'TooLargeError'}]);
});

test('what is no form is 400; what is too large is 413', async () => {
  const json = await alice.call('', {method: 'POST', body: '{}', headers: {'Content-Type': 'application/json'}});
  const none = await alice.call('', {method: 'POST'});
  const large = await alice.post([deck('x'.repeat((1 << 20) + 1))]);
  const manyWords = await alice.post([deck(), ['a', 'x'.repeat(600_000)], ['b', 'x'.repeat(600_000)]]);

  expect([json.status, none.status, large.status, manyWords.status]).toEqual([400, 400, 413, 413]);
  expect(await json.json()).toMatchObject({type: 'Error'});
  expect(large.body).toEqual({message: '上传的文件过大。', type: 'TooLargeError'});
});

test.each([
  ['in the file', '--x\r\nContent-Disposition: form-data; name="file_source"; filename="a.pptx"\r\n\r\npages'],
  [
    'behind it',
    '--x\r\nContent-Disposition: form-data; name="file_source"; filename="a.pptx"\r\n\r\npages 1\r\n--x\r\n',
  ],
])('a POST that is cut %s leaves no Job and no file (CONTRACT 5)', async (_case, body) => {
  const [jobs, files] = [await alice.list(), await filesLeft()];
  const raw = openRaw(gateway.port, 'POST /ppj/api/jobs', {
    'Content-Type': 'multipart/form-data; boundary=x',
    'Content-Length': '1000',
    'X-PPJ-Credential': 'secret-a',
  });
  raw.socket.write(body);
  await expect.poll(filesLeft, {timeout: 10_000}).not.toEqual(files);

  raw.socket.destroy();

  await expect.poll(filesLeft, {timeout: 10_000}).toEqual(files);
  expect(await alice.list()).toEqual(jobs);
});

// prettier-ignore
test.each([
  ['演示 🎬.pptx',                '演示 🎬.pptx',             '演示 🎬'],
  ['../../etc/demo.pptx',        'demo.pptx',               'demo'],
  ['C:\\decks\\demo.v2.ppt',     'demo.v2.ppt',             'demo.v2'],
  ['the "best".pptx',            'the "best".pptx',         'the "best"'],
  [`${'片'.repeat(83)}a.pptx`,    `${'片'.repeat(83)}a.pptx`, `${'片'.repeat(83)}a`],
  ['.pptx',                      '.pptx',                   '.pptx'],
  ['demo',                       'demo',                    'demo'],
])('a file called %s is kept as %s, and the Job called %s', async (given, kept, name) => {
  expect(await alice.create('pages 1', {}, given)).toMatchObject({source_filename: kept, name});
});

test('the same identifier gives the same Job, with another file too, and to each user their own (F13)', async () => {
  const first = await alice.create('pages 1', {identifier: 'one'});
  const second = await alice.create('pages 2', {identifier: 'one'}, 'other.pptx');
  const bobs = await bob.create('pages 1', {identifier: 'one'});

  expect([second.token, second.source_filename]).toEqual([first.token, 'demo.pptx']);
  expect(bobs.token).not.toBe(first.token);
});

test('POSTs with the same identifier at the same time make one Job, also while the first has not ended (F13)', async () => {
  const slow = openRaw(gateway.port, 'POST /ppj/api/jobs', {
    'Content-Type': 'multipart/form-data; boundary=x',
    'Transfer-Encoding': 'chunked',
    'X-PPJ-Credential': 'secret-a',
  });
  const chunk = (text: string) => slow.socket.write(`${text.length.toString(16)}\r\n${text}\r\n`);
  chunk('--x\r\nContent-Disposition: form-data; name="identifier"\r\n\r\ntwo\r\n');
  chunk('--x\r\nContent-Disposition: form-data; name="file_source"; filename="slow.pptx"\r\n\r\npages');
  const before = (await alice.list()).length;

  const [one, two] = await Promise.all([
    alice.create('pages 1', {identifier: 'two'}),
    alice.create('pages 1', {identifier: 'two'}),
  ]);
  chunk(' 1\r\n--x--\r\n');
  slow.socket.write('0\r\n\r\n');
  const answer = await slow.received(/\r\n\r\n[^]*\}/);

  expect(two.token).toBe(one.token);
  expect(answer).toContain(`"token":"${one.token}"`);
  expect((await alice.list()).length).toBe(before + 1);
  slow.socket.destroy();
});

test('a list begins with its start, ends before its end, and ignores what is no date (P1)', async () => {
  const first = await bob.create('pages 1');
  const second = await bob.create('pages 1');
  const third = await bob.create('pages 1');
  const query = (start: string, end: string) =>
    `?${new URLSearchParams({start_date: start, end_date: end}).toString()}`;

  expect((await bob.list()).slice(0, 3)).toEqual([third.token, second.token, first.token]);
  const between = await bob.list(query(first.created_at, third.created_at));
  if (first.created_at !== third.created_at) expect(between).toContain(first.token);
  expect(between).not.toContain(third.token);
  expect(await bob.list(query('2017-07-31', '2017-08-01'))).toEqual([]);
  expect(await bob.list(query('yesterday', '2026-02-30'))).toEqual(await bob.list());
  const inChina = new Date(Date.parse(second.created_at) + 8 * 3_600_000).toISOString().replace('Z', '+08:00');
  expect(await bob.list(`?start_date=${inChina}`)).toEqual(await bob.list(`?start_date=${second.created_at}`));
});

test('a fault of ours is tried three times, then it halts the Job (P2)', async () => {
  const [often, seldom] = [
    await alice.create('fault', {}, 'often.pptx'),
    await alice.create('fault 2', {}, 'seldom.pptx'),
  ];

  expect((await alice.until(often.token, 'halted')).last_error).toBe('服务器转换时出错，多次重试后仍未成功。');
  await alice.until(seldom.token, 'completed');
  expect(engine.begun.filter((name) => name === 'often.pptx')).toHaveLength(3);
  expect(engine.begun.filter((name) => name === 'seldom.pptx')).toHaveLength(3);
});

test('users take turns, however many Jobs one of them has', async () => {
  const gate = join(folder, 'gate');
  const holders = [await alice.create(`hold ${gate}`), await alice.create(`hold ${gate}`)];
  for (const name of ['a1', 'a2', 'a3']) await alice.create('pages 1', {}, name);
  const last = await bob.create('pages 1', {}, 'b1');

  await writeFile(gate, '');
  await bob.until(last.token, 'completed');
  await Promise.all(holders.map(({token}) => alice.until(token, 'completed')));

  await expect.poll(() => engine.begun).toContain('a2');
  expect(engine.begun.indexOf('b1')).toBeLessThan(engine.begun.indexOf('a2'));
});

test('three users at once get their own Jobs, each whole, and see nobody else’s (CONTRACT 2)', async () => {
  const carol = new PpjClient(gateway.base, 'secret-c');
  const made = await Promise.all(
    [alice, bob, carol].map(async (client, user) => {
      const before = await client.list();
      const jobs = await Promise.all([1, 2, 3].map((pages) => client.create(`pages ${pages}${user}`)));
      const done = await Promise.all(jobs.map(({token}) => client.until(token, 'completed')));
      const listed = (await client.list()).filter((token) => !before.includes(token));
      return {client, done, listed};
    }),
  );

  for (const [user, {done, listed}] of made.entries()) {
    expect(done.map(({total_pages: pages}) => pages)).toEqual([1, 2, 3].map((pages) => Number(`${pages}${user}`)));
    expect(listed.toSorted()).toEqual(done.map(({token}) => token).toSorted());
    const others = made.filter((_, other) => other !== user).map(({client}) => client.call(`/${listed[0] ?? ''}`));
    expect((await Promise.all(others)).map(({status}) => status)).toEqual([404, 404]);
  }
});

test('what is older than it may be is deleted: its files are gone, and it is 400 to fetch (P2)', async () => {
  const short = await startTestGateway({CARRYON_DECK_DAYS: '0.000001'}, undefined, undefined, scriptedDecks());
  const client = new PpjClient(short.base);
  const {token} = await client.create('pages 1');
  await client.until(token, 'completed');
  await short.stop();

  await using again = await startTestGateway(
    {CARRYON_DATA: short.dataFolder, CARRYON_DECK_DAYS: '0.000001'},
    undefined,
    undefined,
    scriptedDecks(),
  );
  const later = new PpjClient(again.base);
  const deleted = await later.until(token, 'deleted');
  const download = await later.call(`/${token}/download`);

  expect(deleted).toMatchObject({total_pages: 1, state: 'deleted'});
  expect(download.status).toBe(400);
  expect(await readdir(join(again.dataFolder, 'files'))).toEqual([]);
});

test('nothing of a finished Job stays but its zip', async () => {
  await expect.poll(async () => readdir(join(gateway.dataFolder, 'scratch')), {timeout: 10_000}).toEqual([]);
  const {token} = await bob.create('pages 3');
  await bob.until(token, 'completed');
  const zip = Buffer.from(await (await bob.call(`/${token}/download`)).arrayBuffer());
  const files = await readdir(join(gateway.dataFolder, 'files'));
  const contents = await Promise.all(files.map((name) => readFile(join(gateway.dataFolder, 'files', name), 'latin1')));

  expect(contents.filter((content) => content === zip.toString('latin1'))).toHaveLength(1);
  expect(contents.every((content) => content.startsWith('PK'))).toBe(true);
});
