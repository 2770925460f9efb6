import {randomUUID} from 'node:crypto';
import {mkdir, readdir, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {openRaw} from '../testing/raw-request.ts';
import {startTestGateway} from '../testing/test-gateway.ts';
import type {TestGateway} from '../testing/test-gateway.ts';
import {createUpload, offsetOf, patchUpload, uploadWhole} from '../testing/tus-client.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
}, 60_000);
afterAll(() => gateway[Symbol.asyncDispose]());

const bob = {Authorization: 'Bearer secret-b'};
const calls = '/kapi/fileRelationOperation';

type Fields = Readonly<Record<string, string | number>>;
interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** The three ways to send fields (CONTRACT 3). */
const encodings = {
  json: (fields: Fields): RequestInit => ({
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify(fields),
  }),
  urlencoded: (fields: Fields): RequestInit => ({
    body: new URLSearchParams(Object.entries(fields).map(([key, value]) => [key, String(value)])),
  }),
  multipart: (fields: Fields): RequestInit => {
    const body = new FormData();
    for (const [key, value] of Object.entries(fields)) body.append(key, String(value));
    return {body};
  },
} as const;
type Encoding = keyof typeof encodings;

async function post(path: string, fields: Fields, encoding: Encoding = 'json', headers = {}): Promise<Answer> {
  const init = encodings[encoding](fields);
  const answer = await gateway.call(path, {...init, method: 'POST', headers: {...init.headers, ...headers}});
  return {status: answer.status, body: (await answer.json()) as Record<string, unknown>};
}

async function record(fields: Fields & {readonly content: string}) {
  const {content, ...rest} = fields;
  const upload = await uploadWhole(gateway, content);
  const fileSize = Buffer.byteLength(content);
  return post(`${calls}/afterClientUpload`, {
    identifier: randomUUID(),
    fileName: 'a.mp4',
    fileSize,
    bizKey: 'k',
    upload,
    ...rest,
  });
}

test('health needs no token, names tus and the caller, and is never cached', async () => {
  const answer = await fetch(`${gateway.base}/kapi/health`);

  expect(await answer.json()).toEqual({ok: true, ip: '127.0.0.1', tus: '/files/'});
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
});

test.each(Object.keys(encodings) as Encoding[])('every call takes its fields as %s', async (encoding) => {
  const identifier = randomUUID();
  const upload = await uploadWhole(gateway, 'film');
  const original = {identifier, fileName: '片.mp4', fileSize: 4, bizKey: 'k', projectId: 'p'};

  const recorded = await post(`${calls}/afterClientUpload`, {...original, upload}, encoding);
  const path = await post(`${calls}/getTranscodeFilePath`, {...original, ip: '10.0.0.1'}, encoding);
  const playlist = await uploadWhole(gateway, '#EXTM3U', {fileName: `${identifier}.m3u8`, purpose: 'transcode'});
  const uploaded = await post(
    `${calls}/uploadTranscodeFile`,
    {identifier, fileSize: 4, bizKey: 'k', upload: playlist},
    encoding,
  );
  const {bizId, fileUrl} = recorded.body as {bizId: string; fileUrl: string};
  const filePath = String(uploaded.body['fileUrl']);
  const done = await post(`${calls}/afterClientTranscode`, {filePath, bizKey: 'k', bizId, status: 1}, encoding);

  expect([recorded.status, path.status, uploaded.status, done.status]).toEqual([200, 200, 200, 200]);
  expect(path.body).toEqual({filePath: `transcodes/${identifier}`});
  expect(await (await gateway.call(`/kapi/records/${bizId}`)).json()).toEqual({
    ...original,
    bizId,
    fileUrl,
    transcode: {status: 1, filePath, fileUrl: filePath},
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
  });
  expect(await (await gateway.call(fileUrl)).text()).toBe('film');
});

test('the same identifier again gives the same bizId, at the same time too, also when the upload is gone', async () => {
  const identifier = randomUUID();
  const upload = await uploadWhole(gateway, 'film');
  const fields = {identifier, fileName: 'a.mp4', fileSize: 4, bizKey: 'k', upload};

  const answers = await Promise.all([1, 2, 3].map(() => post(`${calls}/afterClientUpload`, fields)));
  await gateway.call(upload, {method: 'DELETE', headers: {'Tus-Resumable': '1.0.0'}});
  const late = await post(`${calls}/afterClientUpload`, fields);

  expect(new Set([...answers, late].map(({body}) => body['bizId'])).size).toBe(1);
  expect(await (await gateway.call(String(late.body['fileUrl']))).text()).toBe('film');
});

test('files of calls that came too late are not left behind', async () => {
  const before = (await readdir(join(gateway.dataFolder, 'files'))).length;
  const upload = await uploadWhole(gateway, 'film');
  const fields = {identifier: randomUUID(), fileName: 'a.mp4', fileSize: 4, bizKey: 'k', upload};

  await Promise.all([1, 2, 3, 4].map(() => post(`${calls}/afterClientUpload`, fields)));

  expect((await readdir(join(gateway.dataFolder, 'files'))).length).toBe(before + 1);
});

test('an upload that is not there, not complete, not of that size or not ours is 409 and records nothing', async () => {
  const identifier = randomUUID();
  const whole = await uploadWhole(gateway, 'film');
  const half = await createUpload(gateway, 4);
  await patchUpload(gateway, half, 0, 'fi');
  const fields = {identifier, fileName: 'a.mp4', fileSize: 4, bizKey: 'k', upload: whole};

  const answers = await Promise.all([
    post(`${calls}/afterClientUpload`, {...fields, upload: '/files/00000000000000000000000000000000'}),
    post(`${calls}/afterClientUpload`, {...fields, upload: half}),
    post(`${calls}/afterClientUpload`, {...fields, fileSize: 5}),
    post(`${calls}/afterClientUpload`, fields, 'json', bob),
    post(`${calls}/afterClientUpload`, {...fields, upload: '../../etc/passwd'}),
  ]);

  expect(answers.map(({status}) => status)).toEqual([409, 409, 409, 409, 409]);
  expect(answers[0]?.body).toEqual({message: 'There is no such upload.', type: 'ConflictError'});
});

// prettier-ignore
test.each([
  ['no identifier',         {identifier: ''}],
  ['a path as identifier',  {identifier: '../x'}],
  ['dots as identifier',    {identifier: '..'}],
  ['a size that is none',   {fileSize: 'big'}],
  ['a negative size',       {fileSize: -1}],
  ['a NUL in the name',     {fileName: 'a\0b'}],
  ['no bizKey',             {bizKey: ''}],
  ['no bytes anywhere',     {upload: ''}],
])('afterClientUpload with %s is 400 and says which field', async (_case, change) => {
  const fields = {identifier: randomUUID(), fileName: 'a.mp4', fileSize: 4, bizKey: 'k', upload: '/files/x', ...change};
  const answer = await post(`${calls}/afterClientUpload`, fields);

  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({message: expect.any(String) as string, type: 'ValidationError'});
});

test.each(Object.keys(encodings) as Encoding[])('1 MB is the limit of %s', async (encoding) => {
  const answer = await post(`${calls}/getTranscodeFilePath`, {fileName: 'x'.repeat(1_200_000)}, encoding);
  expect(answer.status).toBe(413);
});

test('broken JSON is 400 in our own form', async () => {
  const init = {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{"a":'};
  const answer = await gateway.call(`${calls}/getTranscodeFilePath`, init);

  expect([answer.status, ((await answer.json()) as {type: string}).type]).toEqual([400, 'ValidationError']);
});

test('the files of a transcode share a folder, so that the playlist finds its segments; the same name replaces', async () => {
  const identifier = randomUUID();
  const send = async (name: string, content: string) => {
    const form = new FormData();
    for (const [key, value] of Object.entries({identifier, fileSize: '4', bizKey: 'k'})) form.append(key, value);
    form.append('file', new Blob([content]), name);
    const answer = await gateway.call(`${calls}/uploadTranscodeFile`, {method: 'POST', body: form});
    return ((await answer.json()) as {fileUrl: string}).fileUrl;
  };
  await send(`${identifier}.ts`, 'old');
  await send(`${identifier}.ts`, 'segments');
  const playlist = await send(`${identifier}.m3u8`, `#EXTM3U\n${identifier}.ts\n`);

  const answer = await gateway.call(playlist);
  const [, uri = ''] = (await answer.text()).split('\n');

  expect(answer.headers.get('Content-Type')).toBe('application/vnd.apple.mpegurl');
  expect(await (await gateway.call(new URL(uri, playlist).href)).text()).toBe('segments');
});

test('a file that comes while the gateway starts is no litter of the one before', async () => {
  const before = await startTestGateway();
  const upload = await uploadWhole(before, 'segments', {fileName: 'a.ts', purpose: 'transcode'});
  await before.stop();
  await using started = await startTestGateway({CARRYON_DATA: before.dataFolder});
  const form = new FormData();
  for (const [key, value] of Object.entries({identifier: 'i', fileSize: '4', bizKey: 'k'})) form.append(key, value);
  form.append('file', new Blob(['playlist']), 'a.m3u8');

  const answers = await Promise.all([
    started.call(`${calls}/uploadTranscodeFile`, {
      method: 'POST',
      ...encodings.json({identifier: 'i', fileSize: 4, bizKey: 'k', upload}),
    }),
    started.call(`${calls}/uploadTranscodeFile`, {method: 'POST', body: form}),
  ]);

  const kept = await Promise.all(
    answers.map(async (answer) => {
      const {fileUrl} = (await answer.json()) as {fileUrl: string};
      return (await started.call(fileUrl)).text();
    }),
  );
  expect(kept).toEqual(['segments', 'playlist']);
});

test('the file may come before the fields of its form; if they are wrong nothing is kept', async () => {
  const before = await readdir(join(gateway.dataFolder, 'files'));
  const form = new FormData();
  form.append('file', new Blob(['x']), 'a.ts');
  form.append('identifier', '../../x');
  const answer = await gateway.call(`${calls}/uploadTranscodeFile`, {method: 'POST', body: form});

  expect(answer.status).toBe(400);
  expect(await readdir(join(gateway.dataFolder, 'files'))).toEqual(before);
});

test('a form that is cut before its end leaves nothing', async () => {
  const before = await readdir(join(gateway.dataFolder, 'files'));
  const raw = openRaw(gateway.port, `POST ${calls}/uploadTranscodeFile`, {
    Authorization: 'Bearer secret-a',
    'Content-Type': 'multipart/form-data; boundary=b',
    'Content-Length': '100000',
  });
  const scratch = join(gateway.dataFolder, 'scratch');
  raw.socket.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.ts"\r\n\r\nxxxx');
  await expect.poll(async () => (await readdir(scratch)).length, {timeout: 10_000}).toBe(1);
  raw.socket.destroy();

  await expect.poll(() => readdir(scratch), {timeout: 10_000}).toEqual([]);
  expect(await readdir(join(gateway.dataFolder, 'files'))).toEqual(before);
});

test('afterClientTranscode: the last call wins, -1 has no playlist, an unknown bizId is 404', async () => {
  const {body} = await record({content: 'film'});
  const bizId = String(body['bizId']);
  const note = (fields: Fields, headers = {}) =>
    post(`${calls}/afterClientTranscode`, {bizKey: 'k', bizId, ...fields}, 'json', headers);

  const good = await note({status: 1, filePath: 'transcodes/x/x.m3u8'});
  const afterGood = await (await gateway.call(`/kapi/records/${bizId}`)).json();
  const bad = await note({status: -1});
  const afterBad = await (await gateway.call(`/kapi/records/${bizId}`)).json();

  expect([good.body, bad.body]).toEqual([{ok: true}, {ok: true}]);
  expect(afterGood).toMatchObject({
    transcode: {status: 1, filePath: 'transcodes/x/x.m3u8', fileUrl: `${gateway.base}/kapi/nas/transcodes/x/x.m3u8`},
  });
  expect(afterBad).toMatchObject({transcode: {status: -1, filePath: '', fileUrl: null}});
  expect((await note({status: 2})).status).toBe(400);
  expect((await note({status: 1, filePath: '../x.m3u8'})).status).toBe(400);
  expect((await note({status: 1, bizId: 'unknown', filePath: 'a'})).status).toBe(404);
  expect((await note({status: 1, filePath: 'a'}, bob)).status).toBe(404);
});

test("another user's records and files do not exist", async () => {
  const {body} = await record({content: 'film'});
  const {bizId, fileUrl} = body as {bizId: string; fileUrl: string};

  const answers = await Promise.all([
    gateway.call(`/kapi/records/${bizId}`, {headers: bob}),
    gateway.call(`/kapi/records/${bizId}`, {headers: bob, method: 'DELETE'}),
    gateway.call(fileUrl, {headers: bob}),
  ]);

  expect(answers.map(({status}) => status)).toEqual([404, 404, 404]);
  expect((await gateway.call(fileUrl)).status).toBe(200);
});

test('DELETE removes the record, its files and its transcode', async () => {
  const before = await readdir(join(gateway.dataFolder, 'files'));
  const identifier = randomUUID();
  const {body} = await record({content: 'film', identifier});
  const upload = await uploadWhole(gateway, '#EXTM3U', {fileName: 'a.m3u8', purpose: 'transcode'});
  await post(`${calls}/uploadTranscodeFile`, {identifier, fileSize: 4, bizKey: 'k', upload});
  const {bizId, fileUrl} = body as {bizId: string; fileUrl: string};

  const removed = await gateway.call(`/kapi/records/${bizId}`, {method: 'DELETE'});

  expect(removed.status).toBe(200);
  expect((await gateway.call(`/kapi/records/${bizId}`)).status).toBe(404);
  expect((await gateway.call(fileUrl)).status).toBe(404);
  expect(await readdir(join(gateway.dataFolder, 'files'))).toEqual(before);
  expect(await offsetOf(gateway, upload)).toBe(7);
});

test('an original on the NAS is recorded where it lies, whole and of its size, and fetched from there', async () => {
  const home = join(gateway.dataFolder, 'nas', 'alice', 'originals', 'u1');
  await mkdir(home, {recursive: true});
  await writeFile(join(home, '片.mp4'), 'film');
  await symlink('/etc/passwd', join(home, 'link'));
  const send = (filePath: string, fileSize = 4) =>
    post(`${calls}/afterClientUpload`, {identifier: randomUUID(), fileName: '片.mp4', fileSize, bizKey: 'k', filePath});

  const good = await send('originals/u1/片.mp4');
  const others = await Promise.all([
    send('originals/u1/片.mp4', 5),
    send('originals/u1/none.mp4'),
    send('originals/u1/link'),
    send('originals/u1'),
    send('../bob/x'),
    send('/etc/passwd'),
  ]);

  expect(await (await gateway.call(String(good.body['fileUrl']))).text()).toBe('film');
  expect(others.map(({status}) => status)).toEqual([409, 409, 409, 409, 400, 400]);
});

// prettier-ignore
test.each([
  ['bytes=0-3',   206, 'film', 'bytes 0-3/8'],
  ['bytes=4-',    206, '-one', 'bytes 4-7/8'],
  ['bytes=-3',    206, 'one',  'bytes 5-7/8'],
  ['bytes=4-99',  206, '-one', 'bytes 4-7/8'],
  ['bytes=-99',   206, 'film-one', 'bytes 0-7/8'],
  ['bytes=8-',    416, undefined, 'bytes */8'],
  ['bytes=-0',    416, undefined, 'bytes */8'],
  ['bytes=3-1',   200, 'film-one', null],
  ['bytes=0-1,4-5', 200, 'film-one', null],
  ['pages=1-2',   200, 'film-one', null],
])('Range: %s of a file of 8 bytes is %i', async (range, status, text, contentRange) => {
  const {body} = await record({content: 'film-one'});
  const answer = await gateway.call(String(body['fileUrl']), {headers: {Range: range}});

  expect([answer.status, answer.headers.get('Content-Range')]).toEqual([status, contentRange]);
  const received = await answer.text();
  if (text !== undefined) expect(received).toBe(text);
});

test('HEAD tells the size and the ETag, and If-Range sends all of a file that is another one by now', async () => {
  const {body} = await record({content: 'film-one'});
  const fileUrl = String(body['fileUrl']);
  const head = await gateway.call(fileUrl, {method: 'HEAD'});
  const etag = head.headers.get('ETag') ?? '';

  const same = await gateway.call(fileUrl, {headers: {Range: 'bytes=4-', 'If-Range': etag}});
  const other = await gateway.call(fileUrl, {headers: {Range: 'bytes=4-', 'If-Range': '"other"'}});
  const known = await gateway.call(fileUrl, {headers: {'If-None-Match': etag}});

  expect(etag).toMatch(/^"[^"]+"$/);
  expect([head.headers.get('Content-Length'), head.headers.get('Accept-Ranges')]).toEqual(['8', 'bytes']);
  expect([same.status, await same.text()]).toEqual([206, '-one']);
  expect([other.status, await other.text()]).toEqual([200, 'film-one']);
  expect(known.status).toBe(304);
});

// prettier-ignore
test.each([
  ['emoji',      '🎬🎬.mp4',                    'video/mp4'],
  ['255 bytes',  `${'片'.repeat(83)}ab.mp4`,     'video/mp4'],
  ['a path',     '../../etc/passwd',            'application/octet-stream'],
  ['RTL',        'a\u202egpj.exe',              'application/octet-stream'],
  ['CRLF',       'a\r\nSet-Cookie: x=1\r\n.ts', 'video/mp2t'],
  ['HTML',       '<script>alert(1)</script>.html', 'application/octet-stream'],
  ['quotes',     `"a';\\b%41*.svg`,             'application/octet-stream'],
])('a name of %s is kept in the record, and harmless in the headers of its file', async (_case, fileName, type) => {
  const {body} = await record({content: 'film', fileName});
  const {bizId, fileUrl} = body as {bizId: string; fileUrl: string};

  const kept = (await (await gateway.call(`/kapi/records/${bizId}`)).json()) as {fileName: string};
  const {headers} = await gateway.call(fileUrl);

  expect(kept.fileName).toBe(fileName);
  const disposition = headers.get('Content-Disposition') ?? '';
  expect(disposition).toMatch(/^attachment; filename="[ !#$&-.0-[\]-~]*"; filename\*=UTF-8''[\w!#$&+.^`|~%-]+$/);
  expect(decodeURIComponent(disposition.split("''")[1] ?? '')).toBe(fileName);
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': type,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
  });
  expect(headers.get('Set-Cookie')).toBeNull();
});

test('a transcode file named like a path is filed under its last part', async () => {
  const identifier = randomUUID();
  const send = async (fileName: string) => {
    const upload = await uploadWhole(gateway, 'x', {fileName, purpose: 'transcode'});
    return post(`${calls}/uploadTranscodeFile`, {identifier, fileSize: 4, bizKey: 'k', upload});
  };

  const filed = await send('../../a b.ts');
  const refused = await Promise.all([send('..'), send('a/')]);

  expect(String(filed.body['fileUrl'])).toMatch(/\/kapi\/transcodes\/[0-9a-f]{32}\/a%20b\.ts$/);
  expect((await gateway.call(String(filed.body['fileUrl']))).status).toBe(200);
  expect(refused.map(({status}) => status)).toEqual([400, 400]);
});

test('a death between file and record leaves litter, which the next start removes', async () => {
  const first = await startTestGateway();
  await first.stop();
  await writeFile(join(first.dataFolder, 'files', 'f'.repeat(32)), 'litter');
  await writeFile(join(first.dataFolder, 'scratch', 'draft'), 'litter');

  await using second = await startTestGateway({CARRYON_DATA: first.dataFolder});

  await expect.poll(() => readdir(join(second.dataFolder, 'files')), {timeout: 10_000}).toEqual([]);
  await expect.poll(() => readdir(join(second.dataFolder, 'scratch')), {timeout: 10_000}).toEqual([]);
});
