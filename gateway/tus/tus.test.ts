import {createHash} from 'node:crypto';
import {readdir, stat, utimes} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {openRaw} from '../testing/raw-request.ts';
import {startTestGateway} from '../testing/test-gateway.ts';
import type {TestGateway} from '../testing/test-gateway.ts';
import {
  createUpload,
  metadata,
  offsetOf,
  patchHeaders,
  patchUpload,
  tusHeaders,
  uploadWhole,
} from '../testing/tus-client.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
}, 60_000);
afterAll(() => gateway[Symbol.asyncDispose]());

const bob = {Authorization: 'Bearer secret-b'};
const digest = (algorithm: string, body: string) =>
  `${algorithm} ${createHash(algorithm).update(body).digest('base64')}`;

test('OPTIONS names the extensions and checksums of CONTRACT 3, without a token', async () => {
  const answer = await fetch(`${gateway.base}/files/`, {method: 'OPTIONS'});

  expect(answer.status).toBe(204);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'tus-version': '1.0.0',
    'tus-extension': 'creation,creation-with-upload,termination,checksum,expiration',
    'tus-checksum-algorithm': 'sha1,sha256,md5',
  });
});

test('an upload in two pieces tells its offset, length, metadata and end of life', async () => {
  const fields = metadata({fileName: '视频🎬.mp4', purpose: 'original'});
  const path = await createUpload(gateway, 10, {'Upload-Metadata': fields});

  const first = await patchUpload(gateway, path, 0, 'hello');
  const between = await gateway.call(path, {method: 'HEAD', headers: tusHeaders});
  const second = await patchUpload(gateway, path, 5, 'world');

  expect([first.status, first.headers.get('Upload-Offset')]).toEqual([204, '5']);
  expect([second.status, second.headers.get('Upload-Offset')]).toEqual([204, '10']);
  expect(Object.fromEntries(between.headers)).toMatchObject({
    'upload-offset': '5',
    'upload-length': '10',
    'upload-metadata': fields,
    'cache-control': 'no-store',
  });
  const lifeMs = Date.parse(between.headers.get('Upload-Expires') ?? '') - Date.now();
  expect(lifeMs / 86_400_000).toBeCloseTo(7, 2);
});

test.each(['/files', '/files/'])('the Location of a POST to %s is relative and resolves to the upload', async (url) => {
  const headers = {...tusHeaders, 'Upload-Length': '3'};
  const answer = await gateway.call(url, {method: 'POST', headers});
  const location = answer.headers.get('Location') ?? '';

  expect(location).not.toMatch(/^\/|:/);
  expect(await offsetOf(gateway, new URL(location, gateway.base + url).pathname)).toBe(0);
});

test('a creation may bring its first bytes', async () => {
  const headers = {...patchHeaders, 'Upload-Length': '10'};
  const answer = await gateway.call('/files/', {method: 'POST', headers, body: 'hello'});

  expect([answer.status, answer.headers.get('Upload-Offset')]).toEqual([201, '5']);
});

test('a creation whose first bytes are refuted makes no upload', async () => {
  const before = await uploadCount();
  const headers = {...patchHeaders, 'Upload-Length': '10', 'Upload-Checksum': digest('md5', 'other')};
  const answer = await gateway.call('/files/', {method: 'POST', headers, body: 'hello'});

  expect(answer.status).toBe(460);
  expect(await uploadCount()).toBe(before);
});

test.each(['sha1', 'sha256', 'md5'])(
  'a right %s is accepted, a wrong one is 460 and leaves the offset',
  async (name) => {
    const path = await createUpload(gateway, 10);

    const wrong = await patchUpload(gateway, path, 0, 'hello', {'Upload-Checksum': digest(name, 'jello')});
    const offset = await offsetOf(gateway, path);
    const right = await patchUpload(gateway, path, 0, 'hello', {'Upload-Checksum': digest(name, 'hello')});

    expect([wrong.status, offset, right.status]).toEqual([460, 0, 204]);
    expect(await offsetOf(gateway, path)).toBe(5);
  },
);

test('an upload that was refuted once ends up with the right bytes only', async () => {
  const path = await createUpload(gateway, 5);

  await patchUpload(gateway, path, 0, 'wrong', {'Upload-Checksum': digest('sha1', 'hello')});
  await patchUpload(gateway, path, 0, 'he');
  await patchUpload(gateway, path, 2, 'llo', {'Upload-Checksum': digest('sha1', 'llo')});

  expect(await contentOf(path, 5)).toBe('hello');
});

test.each(['crc32 AAAA', 'sha1', 'sha1 %%%', ''])(
  'the checksum "%s" is 400 and leaves the offset',
  async (checksum) => {
    const path = await createUpload(gateway, 5);
    const answer = await patchUpload(gateway, path, 0, 'hello', {'Upload-Checksum': checksum});

    expect([answer.status, await offsetOf(gateway, path)]).toEqual([400, 0]);
  },
);

// prettier-ignore
test.each([
  ['another offset',        409, {'Upload-Offset': '3'}],
  ['no whole offset',       400, {'Upload-Offset': 'x'}],
  ['another content type',  415, {'Content-Type': 'text/plain'}],
  ['another version',       412, {'Tus-Resumable': '0.2.0'}],
])('a PATCH with %s is %i and leaves the offset', async (_case, status, headers) => {
  const path = await createUpload(gateway, 5);
  const answer = await patchUpload(gateway, path, 0, 'hello', headers);

  expect([answer.status, await offsetOf(gateway, path)]).toEqual([status, 0]);
});

test('bytes beyond the length are 413, announced or not, and leave the offset', async () => {
  const path = await createUpload(gateway, 4);
  const announced = await patchUpload(gateway, path, 0, 'hello');

  const raw = openRaw(gateway.port, `PATCH ${path}`, {...rawHeaders, 'Transfer-Encoding': 'chunked'});
  raw.socket.write('5\r\nhello\r\n0\r\n\r\n');

  expect(await raw.received(/\r\n\r\n/)).toContain(' 413 ');
  expect([announced.status, await offsetOf(gateway, path)]).toEqual([413, 0]);
});

// prettier-ignore
test.each([
  ['no length',            400, {}],
  ['a deferred length',    400, {'Upload-Defer-Length': '1'}],
  ['a negative length',    400, {'Upload-Length': '-1'}],
  ['a huge length',        507, {'Upload-Length': '1000000000000000'}],
  ['an uncountable one',   400, {'Upload-Length': '99999999999999999999'}],
  ['bad metadata',         400, {'Upload-Length': '1', 'Upload-Metadata': 'fileName ***'}],
])('a creation with %s is %i', async (_case, status, headers) => {
  const answer = await gateway.call('/files/', {method: 'POST', headers: {...tusHeaders, ...headers}});
  expect(answer.status).toBe(status);
});

test('a body cut before its end keeps its bytes up to the cut', async () => {
  const path = await createUpload(gateway, 1000);
  await sendAndDie(path, 'x'.repeat(600));

  expect(await offsetOf(gateway, path)).toBe(600);
});

test('a cut body keeps its bytes also if it announced a checksum', async () => {
  const path = await createUpload(gateway, 1000);
  await sendAndDie(path, 'x'.repeat(600), {'Upload-Checksum': digest('sha1', 'x'.repeat(1000))});

  expect(await offsetOf(gateway, path)).toBe(600);
});

test.each(['HEAD', 'PATCH'])('a %s cuts off a request that hangs, within a second or so', async (method) => {
  const path = await createUpload(gateway, 1000);
  const hanging = openRaw(gateway.port, `PATCH ${path}`, {...rawHeaders, 'Content-Length': '1000'});
  hanging.socket.write('x'.repeat(600));
  await sizeOnDisk(path, 600);
  const startedAt = performance.now();

  const answer =
    method === 'HEAD' ? await offsetOf(gateway, path) : (await patchUpload(gateway, path, 600, 'y'.repeat(400))).status;

  expect(answer).toBe(method === 'HEAD' ? 600 : 204);
  expect(performance.now() - startedAt).toBeLessThan(3000);
  await hanging.ended;
});

test('of two requests for the same bytes at the same time both end, and the file is right', async () => {
  const body = Buffer.alloc(8 << 20, 'abcdefg');
  const path = await createUpload(gateway, body.length);

  const answers = await Promise.all([patchUpload(gateway, path, 0, body), patchUpload(gateway, path, 0, body)]);

  expect(answers.map(({status}) => status).sort()).toEqual([204, 409]);
  expect(await contentOf(path, body.length)).toBe(body.toString());
});

test("another user's upload does not exist, whatever is done to it", async () => {
  const path = await createUpload(gateway, 5);

  const asked = await gateway.call(path, {method: 'HEAD', headers: {...tusHeaders, ...bob}});
  const patched = await patchUpload(gateway, path, 0, 'hello', bob);
  const removed = await gateway.call(path, {method: 'DELETE', headers: {...tusHeaders, ...bob}});

  expect([asked.status, patched.status, removed.status]).toEqual([404, 404, 404]);
  expect(await offsetOf(gateway, path)).toBe(0);
});

test('a terminated upload is gone, bytes and all', async () => {
  const path = await uploadWhole(gateway, 'hello');
  const answer = await gateway.call(path, {method: 'DELETE', headers: tusHeaders});

  expect(answer.status).toBe(204);
  expect(await offsetOf(gateway, path)).toBeNaN();
  expect(await readdir(join(gateway.dataFolder, 'uploads'))).not.toContain(path.split('/').at(-1));
});

test('a POST that says X-HTTP-Method-Override does what it says', async () => {
  const path = await createUpload(gateway, 5);
  const headers = {...patchHeaders, 'Upload-Offset': '0', 'X-HTTP-Method-Override': 'PATCH'};
  const answer = await gateway.call(path, {method: 'POST', headers, body: 'hello'});

  expect([answer.status, answer.headers.get('Upload-Offset')]).toEqual([204, '5']);
});

test('an upload of no bytes is complete when it is made', async () => {
  const path = await createUpload(gateway, 0);
  expect(await offsetOf(gateway, path)).toBe(0);
});

test('an upload without a byte for 7 days is swept at the next start', async () => {
  const first = await startTestGateway();
  const stale = await createUpload(first, 5);
  const fresh = await createUpload(first, 5);
  await first.stop();
  const eightDaysAgo = new Date(Date.now() - 8 * 86_400_000);
  await utimes(join(first.dataFolder, 'uploads', idOf(stale), 'offset'), eightDaysAgo, eightDaysAgo);

  await using second = await startTestGateway({CARRYON_DATA: first.dataFolder});

  expect([await offsetOf(second, stale), await offsetOf(second, fresh)]).toEqual([NaN, 0]);
  await expect.poll(() => readdir(join(first.dataFolder, 'uploads')), {timeout: 10_000}).toEqual([idOf(fresh)]);
});

test('CARRYON_MAX_FILE is a 413 at creation that says how much goes', async () => {
  await using small = await startTestGateway({CARRYON_MAX_FILE: '1 KB'});
  const headers = {...tusHeaders, 'Upload-Length': '1001'};
  const answer = await small.call('/files/', {method: 'POST', headers});

  expect([answer.status, answer.headers.get('Tus-Max-Size')]).toEqual([413, '1000']);
});

const rawHeaders = {...patchHeaders, Authorization: 'Bearer secret-a', 'Upload-Offset': '0'};

/** Sends a part of what a PATCH of 1000 bytes announced, then closes the connection. */
async function sendAndDie(path: string, body: string, headers: Readonly<Record<string, string>> = {}) {
  const raw = openRaw(gateway.port, `PATCH ${path}`, {...rawHeaders, 'Content-Length': '1000', ...headers});
  raw.socket.end(body);
  await raw.ended;
}

const idOf = (path: string) => path.split('/').at(-1) ?? '';
const uploadCount = async () => (await readdir(join(gateway.dataFolder, 'uploads'))).length;

/** Waits until this many bytes are in an upload's file. */
async function sizeOnDisk(path: string, sizeBytes: number) {
  const file = join(gateway.dataFolder, 'uploads', idOf(path), 'data');
  await expect.poll(async () => (await stat(file)).size, {timeout: 10_000}).toBe(sizeBytes);
}

/** The bytes of a finished upload, fetched as a record's file. */
async function contentOf(path: string, fileSize: number) {
  const body = JSON.stringify({identifier: idOf(path), fileName: 'a.bin', fileSize, bizKey: 'test', upload: path});
  const headers = {'Content-Type': 'application/json'};
  const answer = await gateway.call('/kapi/fileRelationOperation/afterClientUpload', {method: 'POST', headers, body});
  const {fileUrl} = (await answer.json()) as {fileUrl: string};
  return (await gateway.call(fileUrl)).text();
}
