import {createHash, randomUUID} from 'node:crypto';
import {mkdir, readFile, readdir, rm, stat, truncate, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {createOnNas, pathOf, uploadToNas} from '../testing/nas-client.ts';
import {openRaw} from '../testing/raw-request.ts';
import {startTestGateway} from '../testing/test-gateway.ts';
import type {TestGateway} from '../testing/test-gateway.ts';
import {offsetOf, patchHeaders, patchUpload, tusHeaders} from '../testing/tus-client.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
}, 60_000);
afterAll(() => gateway[Symbol.asyncDispose]());

const onNas = (...names: string[]) => join(gateway.dataFolder, 'nas', 'alice', ...names);
const idOf = (path: string) => path.split('/').at(-1) ?? '';
const partOf = (upload: string, folder: string) => onNas(folder, `.carryon-${idOf(upload)}.part`);
const kindOf = async (answer: Response) => ((await answer.json()) as {type: string}).type;
const sha1 = (body: string) => `sha1 ${createHash('sha1').update(body).digest('base64')}`;

test('until the last byte is there the file has no name, then it is whole and alone (CONTRACT 4)', async () => {
  const upload = pathOf(await createOnNas(gateway, 'originals/u1/片 🎬.mp4', 8));

  const first = await patchUpload(gateway, upload, 0, 'film');
  const between = await readdir(onNas('originals/u1'));
  const last = await patchUpload(gateway, upload, 4, '-one');

  expect([first.status, last.status, await offsetOf(gateway, upload)]).toEqual([204, 204, 8]);
  expect(between).toEqual([`.carryon-${idOf(upload)}.part`]);
  expect(await readdir(onNas('originals/u1'))).toEqual(['片 🎬.mp4']);
  expect(await readFile(onNas('originals/u1/片 🎬.mp4'), 'utf8')).toBe('film-one');
});

test('OPTIONS says the same as at /files/, and a Location without a slash resolves too', async () => {
  const answers = await Promise.all(
    ['/files/', '/gateway/files/'].map((path) => fetch(gateway.base + path, {method: 'OPTIONS'})),
  );
  const [ours, theirs] = answers.map(({headers}) => headers.get('Tus-Extension'));
  const headers = {...tusHeaders, 'Upload-Length': '1', 'Upload-Metadata': `path ${btoa('slash/a')}`};
  const created = await gateway.call('/gateway/files', {method: 'POST', headers});
  const location = created.headers.get('Location') ?? '';

  expect(theirs).toBe(ours);
  expect(location).not.toMatch(/^\/|:/);
  expect(await offsetOf(gateway, new URL(location, `${gateway.base}/gateway/files`).pathname)).toBe(0);
});

test('a creation may bring all of it, or a file of no bytes', async () => {
  const init = {headers: patchHeaders, body: 'film'};
  const whole = await createOnNas(gateway, 'first/whole.mp4', 4, {}, init);
  const empty = await createOnNas(gateway, 'first/empty.txt', 0);

  expect([whole.status, whole.headers.get('Upload-Offset'), empty.status]).toEqual([201, '4', 201]);
  expect(await offsetOf(gateway, pathOf(empty))).toBe(0);
  expect((await readdir(onNas('first'))).sort()).toEqual(['empty.txt', 'whole.mp4']);
  expect((await stat(onNas('first/empty.txt'))).size).toBe(0);
});

test('a wrong checksum is 460 and leaves the offset, a right one is taken', async () => {
  const upload = pathOf(await createOnNas(gateway, 'sums/a', 5));

  const wrong = await patchUpload(gateway, upload, 0, 'hello', {'Upload-Checksum': sha1('jello')});
  const offset = await offsetOf(gateway, upload);
  const right = await patchUpload(gateway, upload, 0, 'hello', {'Upload-Checksum': sha1('hello')});

  expect([wrong.status, offset, right.status]).toEqual([460, 0, 204]);
  expect(await readFile(onNas('sums/a'), 'utf8')).toBe('hello');
});

test('a body cut before its end keeps its bytes up to the cut', async () => {
  const upload = pathOf(await createOnNas(gateway, 'cut/a', 1000));
  await sendAndDie(upload, 'x'.repeat(600));

  const offset = await offsetOf(gateway, upload);
  const rest = await patchUpload(gateway, upload, offset, 'y'.repeat(400));

  expect([offset, rest.status]).toEqual([600, 204]);
  expect(await readFile(onNas('cut/a'), 'utf8')).toBe('x'.repeat(600) + 'y'.repeat(400));
});

test('a creation whose body was cut leaves nothing: nobody knows of it', async () => {
  const raw = openRaw(gateway.port, 'POST /gateway/files/', {
    ...patchHeaders,
    Authorization: 'Bearer secret-a',
    'Upload-Length': '1000',
    'Content-Length': '1000',
    'Upload-Metadata': `path ${btoa('orphan/a')}`,
  });
  raw.socket.write('x'.repeat(600));
  await expect.poll(() => readdir(onNas('orphan')).catch(() => []), {timeout: 10_000}).toHaveLength(1);
  raw.socket.destroy();

  await expect.poll(() => readdir(onNas('orphan')), {timeout: 10_000}).toEqual([]);
});

test("another upload's file is 409 at creation and again at the end; overwrite says otherwise", async () => {
  await uploadToNas(gateway, 'taken/a', 'first');
  const refused = await createOnNas(gateway, 'taken/a', 5);
  const late = pathOf(await createOnNas(gateway, 'taken/b', 5));
  await uploadToNas(gateway, 'taken/b', 'first');

  const lateEnd = await patchUpload(gateway, late, 0, 'later');
  const offset = await offsetOf(gateway, late);
  await rm(onNas('taken/b'));
  const again = await patchUpload(gateway, late, offset, 'r');
  await uploadToNas(gateway, 'taken/a', 'other', {overwrite: 'true'});
  await uploadToNas(gateway, 'taken/b', 'other', {overwrite: '1'});

  expect([refused.status, await kindOf(refused)]).toEqual([409, 'NasExistsError']);
  expect([lateEnd.status, await kindOf(lateEnd), offset, again.status]).toEqual([409, 'NasExistsError', 4, 204]);
  expect(await readFile(onNas('taken/a'), 'utf8')).toBe('other');
  expect((await readdir(onNas('taken'))).sort()).toEqual(['a', 'b']);
});

test('the same file once more is no conflict, unless it was changed or is a folder', async () => {
  const identifier = randomUUID();
  await uploadToNas(gateway, 'again/a', 'first', {identifier});

  await uploadToNas(gateway, 'again/a', 'first', {identifier});
  await writeFile(onNas('again/a'), 'edited by hand');
  const edited = await createOnNas(gateway, 'again/a', 5, {identifier});
  await mkdir(onNas('again/folder'));
  const folder = await createOnNas(gateway, 'again/folder', 5, {identifier, overwrite: '1'});

  expect([edited.status, folder.status]).toEqual([409, 409]);
  expect(await readFile(onNas('again/a'), 'utf8')).toBe('edited by hand');
});

test('an earlier upload of the same file that was given up goes when this one is complete', async () => {
  const fields = {identifier: randomUUID()};
  const other = pathOf(await createOnNas(gateway, 'twice/a', 5));
  await patchUpload(gateway, other, 0, 'ot');
  const lost = pathOf(await createOnNas(gateway, 'twice/a', 5, fields));
  await patchUpload(gateway, lost, 0, 'fi');

  await uploadToNas(gateway, 'twice/a', 'first', fields);

  expect(await offsetOf(gateway, lost)).toBeNaN();
  expect(await offsetOf(gateway, other)).toBe(2);
  expect((await readdir(onNas('twice'))).sort()).toEqual([`.carryon-${idOf(other)}.part`, 'a']);
});

test('two uploads of the same file at the same time both end, and the file is whole', async () => {
  const body = Buffer.alloc(6 << 20, 'abcdefg');
  const identifier = randomUUID();

  const answers = await Promise.allSettled([1, 2].map(() => uploadToNas(gateway, 'race/a', body, {identifier})));

  expect(answers.some(({status}) => status === 'fulfilled')).toBe(true);
  expect(await readdir(onNas('race'))).toEqual(['a']);
  expect((await readFile(onNas('race/a'))).equals(body)).toBe(true);
});

test('bytes that the NAS lost are asked for again: a part that is shorter, or gone', async () => {
  const upload = pathOf(await createOnNas(gateway, 'lost/a', 8));
  await patchUpload(gateway, upload, 0, 'film-o');

  await truncate(partOf(upload, 'lost'), 3);
  const shorter = await patchUpload(gateway, upload, 6, 'ne');
  const afterShorter = await offsetOf(gateway, upload);
  await rm(onNas('lost'), {recursive: true});
  const gone = await patchUpload(gateway, upload, 3, 'm-one');
  const afterGone = await offsetOf(gateway, upload);
  const whole = await patchUpload(gateway, upload, 0, 'film-one');

  expect([shorter.status, afterShorter, gone.status, afterGone, whole.status]).toEqual([409, 3, 409, 0, 204]);
  expect(await readFile(onNas('lost/a'), 'utf8')).toBe('film-one');
});

test('of a job that was given up nothing stays: no part, no file, no folder of its own', async () => {
  const [half, whole, edited] = [randomUUID(), randomUUID(), randomUUID()];
  const uploads = [
    pathOf(await createOnNas(gateway, `originals/${half}/a`, 8, {identifier: half})),
    await uploadToNas(gateway, `transcodes/${whole}/a.ts`, 'film', {identifier: whole}),
    await uploadToNas(gateway, `originals/${edited}/a`, 'film', {identifier: edited}),
    // Somebody else's name for the folder.
    await uploadToNas(gateway, `originals/mine/a`, 'film', {identifier: randomUUID()}),
  ];
  await patchUpload(gateway, uploads[0] ?? '', 0, 'film');
  await writeFile(onNas('originals', edited, 'a'), 'their own');

  for (const path of uploads) {
    expect((await gateway.call(path, {method: 'DELETE', headers: tusHeaders})).status).toBe(204);
  }

  const left = await readdir(onNas('originals'));
  expect(left).not.toContain(half);
  expect(await readdir(onNas('transcodes'))).not.toContain(whole);
  expect(await readdir(onNas('originals', edited))).toEqual(['a']);
  expect(await readdir(onNas('originals/mine'))).toEqual(['a']);
});

test('a terminated upload takes its part along, a finished one leaves the file', async () => {
  const half = pathOf(await createOnNas(gateway, 'ended/half', 8));
  await patchUpload(gateway, half, 0, 'film');
  const whole = await uploadToNas(gateway, 'ended/whole', 'film');

  const answers = await Promise.all(
    [half, whole].map((path) => gateway.call(path, {method: 'DELETE', headers: tusHeaders})),
  );

  expect(answers.map(({status}) => status)).toEqual([204, 204]);
  expect([await offsetOf(gateway, half), await offsetOf(gateway, whole)]).toEqual([NaN, NaN]);
  expect(await readdir(onNas('ended'))).toEqual(['whole']);
});

test('a PATCH of nothing leaves a finished upload as it is, one of more is 413', async () => {
  const upload = await uploadToNas(gateway, 'ended/more', 'film');

  const nothing = await patchUpload(gateway, upload, 4, '');
  const more = await patchUpload(gateway, upload, 4, 'more');

  expect([nothing.status, more.status]).toEqual([204, 413]);
  expect(await readFile(onNas('ended/more'), 'utf8')).toBe('film');
});

// prettier-ignore
test.each([
  ['no path',          400, {}],
  ['a way out',        400, {path: 'a/../../bob/x'}],
  ['a stream',         400, {path: 'a/b.mp4:hidden'}],
  ['a hidden part',    400, {path: 'a/.CARRYON-0.part'}],
  ['a name too long',  400, {path: `a/${'x'.repeat(300)}`}],
  ['a file as folder', 409, {path: 'solid/a/b'}],
])('a creation with %s is %i', async (_case, status, fields: {path?: string}) => {
  await mkdir(onNas('solid'), {recursive: true});
  await writeFile(onNas('solid/a'), '');
  const answer = await createOnNas(gateway, fields.path ?? '', 5);

  expect([answer.status, await kindOf(answer)]).toEqual([status, status === 400 ? 'NasNameError' : 'NasExistsError']);
});

test('a file larger than the room there is is 507 at creation', async () => {
  const answer = await createOnNas(gateway, 'huge/a', 1e15);
  expect([answer.status, await kindOf(answer)]).toEqual([507, 'NasFullError']);
});

test("another user's upload does not exist, and the same path is another file", async () => {
  const bob = {Authorization: 'Bearer secret-b'};
  const upload = await uploadToNas(gateway, 'private/a', 'film');
  const theirs = await createOnNas(gateway, 'private/a', 4, {}, {headers: bob});
  const asked = await gateway.call(upload, {method: 'HEAD', headers: {...tusHeaders, ...bob}});

  expect([theirs.status, asked.status]).toEqual([201, 404]);
});

test('an upload without a byte for 7 days is swept at the next start, part and all', async () => {
  const first = await startTestGateway();
  const stale = pathOf(await createOnNas(first, 'old/a', 5));
  await patchUpload(first, stale, 0, 'fi');
  await first.stop();
  const eightDaysAgo = new Date(Date.now() - 8 * 86_400_000);
  await utimes(join(first.dataFolder, 'nas-uploads', idOf(stale), 'offset'), eightDaysAgo, eightDaysAgo);

  await using second = await startTestGateway({CARRYON_DATA: first.dataFolder});

  expect(await offsetOf(second, stale)).toBeNaN();
  const left = async () => [
    ...(await readdir(join(second.dataFolder, 'nas-uploads'))),
    ...(await readdir(join(second.dataFolder, 'nas/alice/old'))),
  ];
  await expect.poll(left, {timeout: 10_000}).toEqual([]);
});

/** Sends a part of what a PATCH of 1000 bytes announced, then closes the connection. */
async function sendAndDie(path: string, body: string) {
  const headers = {...patchHeaders, Authorization: 'Bearer secret-a', 'Upload-Offset': '0', 'Content-Length': '1000'};
  const raw = openRaw(gateway.port, `PATCH ${path}`, headers);
  raw.socket.end(body);
  await raw.ended;
}
