import {mkdir, rename, symlink, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {getFromNas, uploadToNas} from '../testing/nas-client.ts';
import {startTestGateway} from '../testing/test-gateway.ts';
import type {TestGateway} from '../testing/test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await mkdir(onNas('folder'), {recursive: true});
  await writeFile(onNas('film.mp4'), 'film-one');
  await writeFile(onNas('twin.mp4'), 'film-one');
  const then = new Date('2026-01-02T03:04:05Z');
  for (const name of ['film.mp4', 'twin.mp4']) await utimes(onNas(name), then, then);
  await symlink('/etc/passwd', onNas('link'));
}, 60_000);
afterAll(() => gateway[Symbol.asyncDispose]());

const onNas = (...names: string[]) => join(gateway.dataFolder, 'nas', 'alice', ...names);
const get = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  getFromNas(gateway, path, {method, headers});

test('a file comes with the headers of a fileUrl, HEAD without the bytes (CONTRACT 4)', async () => {
  await uploadToNas(gateway, 'originals/u1/片.mp4', 'film');
  const answer = await get('originals/u1/片.mp4');
  const head = await get('originals/u1/片.mp4', {}, 'HEAD');

  expect(await answer.text()).toBe('film');
  expect(head.headers.get('ETag')).toBe(answer.headers.get('ETag'));
  expect(await head.text()).toBe('');
  for (const {headers} of [answer, head]) {
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-length': '4',
      'content-type': 'video/mp4',
      'accept-ranges': 'bytes',
      'content-disposition': `attachment; filename="_.mp4"; filename*=UTF-8''%E7%89%87.mp4`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
    });
  }
});

// prettier-ignore
test.each([
  ['bytes=0-3',   206, 'film',     'bytes 0-3/8'],
  ['bytes=4-',    206, '-one',     'bytes 4-7/8'],
  ['bytes=-3',    206, 'one',      'bytes 5-7/8'],
  ['bytes=8-',    416, undefined,  'bytes */8'],
  ['bytes=3-1',   200, 'film-one', null],
])('Range: %s of a file of 8 bytes is %i', async (range, status, text, contentRange) => {
  const answer = await get('film.mp4', {Range: range});

  expect([answer.status, answer.headers.get('Content-Range')]).toEqual([status, contentRange]);
  const received = await answer.text();
  if (text !== undefined) expect(received).toBe(text);
});

test('If-Range goes by the ETag alone: another one, or a date, and all of the file comes', async () => {
  const etag = (await get('film.mp4', {}, 'HEAD')).headers.get('ETag') ?? '';
  const range = (condition: string) => get('film.mp4', {Range: 'bytes=4-', 'If-Range': condition});

  const answers = await Promise.all([etag, '"other"', `W/${etag}`, new Date().toUTCString()].map(range));
  const known = await get('film.mp4', {'If-None-Match': etag});

  expect(etag).toMatch(/^"[^"]+"$/);
  expect(answers.map(({status}) => status)).toEqual([206, 200, 200, 200]);
  expect(known.status).toBe(304);
});

test('an ETag belongs to one file and one state of it', async () => {
  const etagOf = async (path: string) => (await get(path, {}, 'HEAD')).headers.get('ETag');
  const [film, twin] = await Promise.all([etagOf('film.mp4'), etagOf('twin.mp4')]);
  await writeFile(onNas('twin.mp4'), 'film-two');

  expect(twin).not.toBe(film);
  expect(await etagOf('twin.mp4')).not.toBe(twin);
});

// prettier-ignore
test.each([
  ['nothing there',       404, 'none.mp4'],
  ['a folder',            404, 'folder'],
  ['a way into a file',   404, 'film.mp4/x'],
  ['a link out of it',    404, 'link'],
  ['a way out',           400, '../bob/x'],
  ['a way out, encoded',  404, '..%2f..%2fetc%2fpasswd'],
  ['a root',              400, '/etc/passwd'],
  ['a stream',            400, 'film.mp4:x'],
  ['no path',             400, ''],
])('%s is %i', async (_case, status, path) => {
  const answer = await get(path);

  expect([answer.status, await answer.json()]).toMatchObject([
    status,
    {message: expect.any(String) as string, type: status === 404 ? 'NotFoundError' : 'NasNameError'},
  ]);
});

test('without a path, with two, or signed out, nothing comes', async () => {
  const answers = await Promise.all([
    gateway.call('/gateway/files'),
    gateway.call('/gateway/files?path=film.mp4&path=twin.mp4'),
    fetch(`${gateway.base}/gateway/files?path=film.mp4`),
    get('film.mp4', {Authorization: 'Bearer secret-b'}),
  ]);

  expect(answers.map(({status}) => status)).toEqual([400, 400, 401, 404]);
});

test('a file of 9 MB and an odd byte comes whole, and so do its last bytes', async () => {
  const body = Buffer.alloc((9 << 20) + 1, 'abcdefghijk');
  await writeFile(onNas('large.bin'), body);

  const whole = Buffer.from(await (await get('large.bin')).arrayBuffer());
  const tail = Buffer.from(await (await get('large.bin', {Range: 'bytes=5242879-'})).arrayBuffer());

  expect(whole.equals(body)).toBe(true);
  expect(tail.equals(body.subarray(5_242_879))).toBe(true);
});

test('a file that changes while it is sent cuts the answer: it never ends as if it were whole', async () => {
  await writeFile(onNas('growing.bin'), Buffer.alloc(24 << 20));
  const answer = await get('growing.bin');
  const reader = answer.body?.getReader();
  await reader?.read();
  await writeFile(onNas('growing.bin'), Buffer.alloc(1 << 20, 'x'), {flag: 'r+'});

  const drain = async () => {
    while ((await reader?.read())?.done === false);
  };

  expect(answer.headers.get('Content-Length')).toBe(String(24 << 20));
  await expect(drain()).rejects.toThrow('terminated');
});

test('health says whether the NAS is there, a second old at most; the rest is 503 while it is not', async () => {
  const health = async () => (await fetch(`${gateway.base}/gateway/health`)).json();
  const there = await health();
  await rename(join(gateway.dataFolder, 'nas'), join(gateway.dataFolder, 'unplugged'));
  const gone = await get('film.mp4');

  expect(there).toEqual({ok: true, ip: '127.0.0.1', nas: true});
  await expect.poll(health, {timeout: 3000}).toEqual({ok: true, ip: '127.0.0.1', nas: false});
  expect([gone.status, await gone.json()]).toMatchObject([503, {type: 'NasGoneError'}]);

  await rename(join(gateway.dataFolder, 'unplugged'), join(gateway.dataFolder, 'nas'));
  await expect.poll(health, {timeout: 3000}).toMatchObject({nas: true});
});
