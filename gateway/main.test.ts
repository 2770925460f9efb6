import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {mkdtemp, readFile, readdir, rm, stat, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {buildForTests, startChild} from './testing/child-gateway.ts';
import type {ChildGateway} from './testing/child-gateway.ts';
import {makeDeck} from './testing/make-deck.ts';
import {createOnNas, pathOf} from './testing/nas-client.ts';
import {PpjClient} from './testing/ppj-client.ts';
import {openRaw} from './testing/raw-request.ts';
import {StubbornUpload} from './testing/stubborn-upload.ts';
import {giveDatabase} from './testing/test-gateway.ts';
import {createUpload, offsetOf, patchHeaders, patchUpload} from './testing/tus-client.ts';

let builtPath: string;
let dataFolder: string;
const children: ChildGateway[] = [];

beforeAll(async () => {
  builtPath = await buildForTests();
}, 60_000);
afterAll(() => rm(dirname(builtPath), {recursive: true}));
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'carryon-main-'));
  await giveDatabase(dataFolder);
}, 60_000);
afterEach(async () => {
  for (const {child, exited} of children.splice(0)) {
    child.kill('SIGKILL');
    await exited;
  }
  await rm(dataFolder, {recursive: true, force: true});
});

function start(variables: Readonly<Record<string, string>> = {}): ChildGateway {
  const gateway = startChild(builtPath, {CARRYON_DATA: dataFolder, ...variables});
  children.push(gateway);
  return gateway;
}

/** What the tus client of the tests needs of a gateway. */
async function clientOf(gateway: ChildGateway) {
  const base = await gateway.base;
  const call = (path: string, init: RequestInit = {}) =>
    fetch(new URL(path, base), {...init, headers: {Authorization: 'Bearer secret-a', ...init.headers}});
  const nothing = () => Promise.resolve();
  return {base, port: Number(new URL(base).port), call, dataFolder, stop: nothing, [Symbol.asyncDispose]: nothing};
}

test("it prints where it is, with the first user's token, on a line of its own (CONTRACT 1)", async () => {
  const gateway = start();
  await gateway.base;

  expect(gateway.output()).toMatch(/^Carryon is at http:\/\/localhost:\d+\/#token=secret-a\n/m);
});

test('a port that is taken is one line and exit 1', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const {port} = other.address() as AddressInfo;
  const gateway = start({PORT: String(port)});

  expect(await gateway.exited).toBe(1);
  expect(gateway.output()).toMatch(new RegExp(`^[^\n]*port ${port}[^\n]*\n$`));
  other.close();
});

test('a second gateway on the same folder is one line and exit 1, and leaves the first in peace', async () => {
  const first = start();
  const {call} = await clientOf(first);
  const second = start();

  expect(await second.exited).toBe(1);
  expect(second.output()).toMatch(/^[^\n]*another gateway[^\n]*\n$/);
  expect((await call('/kapi/me')).status).toBe(200);
});

test('a variable that makes no sense is one line and exit 1', async () => {
  const gateway = start({CARRYON_MAX_FILE: 'much'});

  expect(await gateway.exited).toBe(1);
  expect(gateway.output()).toMatch(/^[^\n]*CARRYON_MAX_FILE[^\n]*\n$/);
});

test('a LibreOffice that was asked for and is not there is one line and exit 1', async () => {
  const gateway = start({CARRYON_DECK_ENGINE: 'libreoffice', CARRYON_SOFFICE: '/nowhere/soffice'});

  expect(await gateway.exited).toBe(1);
  expect(gateway.output()).toMatch(/^[^\n]*CARRYON_DECK_ENGINE[^\n]*libreoffice-impress[^\n]*\n$/);
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it within 5 s with exit 0, while requests hang', async (signal) => {
  const gateway = start();
  const client = await clientOf(gateway);
  const path = await createUpload(client, 1000);
  const hanging = openRaw(client.port, `PATCH ${path}`, {...hangingPatch, 'Content-Length': '1000'});
  hanging.socket.write('x'.repeat(600));
  await bytesOnDisk(path, 600);
  const onNas = pathOf(await createOnNas(client, 'a/b.mp4', 1000));
  const alsoHanging = openRaw(client.port, `PATCH ${onNas}`, {...hangingPatch, 'Content-Length': '1000'});
  alsoHanging.socket.write('x'.repeat(600));
  const part = join(dataFolder, 'nas/alice/a', `.carryon-${onNas.split('/').at(-1) ?? ''}.part`);
  await expect.poll(async () => (await stat(part).catch(() => undefined))?.size, {timeout: 10_000}).toBe(600);
  // Its records are open from here on.
  await client.call('/kapi/records/x');
  const startedAt = performance.now();

  gateway.child.kill(signal);

  expect(await gateway.exited).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(5000);
  const next = await clientOf(start());
  expect(await Promise.all([path, onNas].map((upload) => offsetOf(next, upload)))).toEqual([600, 600]);
});

test('killed at once after it answered, it starts again with what it acknowledged (X1)', async () => {
  const first = start();
  const client = await clientOf(first);
  const path = await createUpload(client, 8);
  const half = await patchUpload(client, path, 0, 'film');
  first.child.kill('SIGKILL');
  await first.exited;

  const second = await clientOf(start());
  const offset = await offsetOf(second, path);
  await patchUpload(second, path, 4, '-one');
  const identifier = 'u1';
  const body = JSON.stringify({identifier, fileName: 'a', fileSize: 8, bizKey: 'k', upload: path});
  const init = {method: 'POST', headers: {'Content-Type': 'application/json'}, body};
  const recorded = await second.call('/kapi/fileRelationOperation/afterClientUpload', init);
  const {bizId, fileUrl} = (await recorded.json()) as {bizId: string; fileUrl: string};
  children.at(-1)?.child.kill('SIGKILL');
  await children.at(-1)?.exited;

  const third = await clientOf(start());
  const again = (await (await third.call(`/kapi/records/${bizId}`)).json()) as {fileUrl: string};

  expect([half.status, offset]).toEqual([204, 4]);
  expect(await (await third.call(new URL(again.fileUrl).pathname)).text()).toBe('film-one');
  expect(new URL(fileUrl).pathname).toBe(new URL(again.fileUrl).pathname);
});

test('killed in the middle of a body, what counts is what the journal says, and the file goes on from there', async () => {
  const sizeBytes = 48 << 20;
  const content = Buffer.alloc(sizeBytes, 'abcdefghijk');
  const first = start();
  const client = await clientOf(first);
  const path = await createUpload(client, sizeBytes);
  const raw = openRaw(client.port, `PATCH ${path}`, {...hangingPatch, 'Content-Length': String(sizeBytes)});
  raw.socket.write(content.subarray(0, 40 << 20));
  await bytesOnDisk(path, 40 << 20);
  first.child.kill('SIGKILL');
  await first.exited;

  const second = await clientOf(start());
  const offset = await offsetOf(second, path);
  const rest = await patchUpload(second, path, offset, content.subarray(offset));

  expect(offset).toBeGreaterThanOrEqual(16 << 20);
  expect(rest.status).toBe(204);
  const stored = await readFile(dataOf(path));
  expect(digestOf(stored)).toBe(digestOf(content));
});

test('killed before a checksum was compared, the bytes it was for never count', async () => {
  const sizeBytes = 24 << 20;
  const first = start();
  const client = await clientOf(first);
  const path = await createUpload(client, sizeBytes);
  await patchUpload(client, path, 0, 'film');
  const raw = openRaw(client.port, `PATCH ${path}`, {
    ...hangingPatch,
    'Upload-Offset': '4',
    'Upload-Checksum': 'sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    'Content-Length': String(sizeBytes - 4),
  });
  raw.socket.write(Buffer.alloc(20 << 20));
  await bytesOnDisk(path, 4 + (20 << 20));
  first.child.kill('SIGKILL');
  await first.exited;

  const second = await clientOf(start());
  const offset = await offsetOf(second, path);
  const next = await patchUpload(second, path, 4, '-one');

  expect([offset, next.headers.get('Upload-Offset')]).toEqual([4, '8']);
  expect((await readFile(dataOf(path))).toString()).toBe('film-one');
});

test('killed while files go to the NAS, at any moment of it, all of them end whole and alone (X1, CONTRACT 4)', async () => {
  const sizeBytes = 6 << 20;
  const files = Array.from({length: 3}, () => new StubbornUpload(dataFolder, sizeBytes));
  const [one, two, three] = files as [StubbornUpload, StubbornUpload, StubbornUpload];
  const moments = [
    (signal: AbortSignal) => one.untilPartHolds(1 << 20, signal),
    (signal: AbortSignal) => two.untilPartHolds(sizeBytes / 2, signal),
    (signal: AbortSignal) => two.untilPartHolds(sizeBytes / 2 + 1, signal),
    (signal: AbortSignal) => one.untilFinishing(signal),
    (signal: AbortSignal) => two.untilNamed(signal),
    (signal: AbortSignal) => three.untilNamed(signal),
  ];

  for (const moment of moments) {
    const gateway = start();
    const client = await clientOf(gateway);
    const sending = Promise.allSettled(files.map((file) => file.send(client)));
    const over = new AbortController();
    await Promise.race([moment(over.signal), sending]);
    over.abort();
    gateway.child.kill('SIGKILL');
    await Promise.all([sending, gateway.exited]);
  }
  const last = await clientOf(start());
  for (const file of files) await file.send(last);

  const whole = {names: ['a.mp4'], isRight: true};
  expect(await Promise.all(files.map((file) => file.result()))).toEqual([whole, whole, whole]);
}, 60_000);

test('killed while LibreOffice runs, its next start ends that one, removes its profile, and begins again', async () => {
  const soffice = join(dataFolder, 'soffice');
  const runs = join(dataFolder, 'runs');
  await writeFile(soffice, `#!/bin/sh\nsleep 100 &\necho $! >> '${runs}'\nwait\n`, {mode: 0o755});
  const variables = {CARRYON_DECK_ENGINE: 'libreoffice', CARRYON_SOFFICE: soffice};
  const profiles = async () =>
    (await readdir(join(dataFolder, 'scratch'))).filter((name) => name.startsWith('soffice-'));
  const runsBegun = async () => (await readFile(runs, 'utf8').catch(() => '')).split('\n').slice(0, -1);
  const isRunning = async (id = '') =>
    (await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')).startsWith('sleep');
  const first = start(variables);
  await new PpjClient(await first.base).post([['file_source', new File([new Uint8Array(await makeDeck())], 'a.pptx')]]);
  await expect.poll(runsBegun, {timeout: 10_000}).toHaveLength(1);
  const [before, [left]] = await Promise.all([profiles(), runsBegun()]);
  first.child.kill('SIGKILL');
  await first.exited;
  expect([before.length, await isRunning(left)]).toEqual([1, true]);

  const second = start(variables);
  await expect.poll(runsBegun, {timeout: 30_000}).toHaveLength(2);

  expect(await isRunning(left)).toBe(false);
  const [after, [, next]] = await Promise.all([profiles(), runsBegun()]);
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
  second.child.kill('SIGTERM');
  expect(await second.exited).toBe(0);
  expect([await profiles(), await isRunning(next)]).toEqual([[], false]);
}, 60_000);

test('killed in the middle of its first start, it leaves no half database', async () => {
  await rm(join(dataFolder, 'records'), {recursive: true});
  const first = start();
  await expect.poll(() => readdir(dataFolder), {timeout: 15_000}).toContain('records.new');
  first.child.kill('SIGKILL');
  await first.exited;
  await giveDatabase(dataFolder);

  const {call} = await clientOf(start());

  expect((await call('/kapi/records/x')).status).toBe(404);
});

test('killed in the instant in which PostgreSQL locks its folder, it starts again', async () => {
  await writeFile(join(dataFolder, 'records', 'postmaster.pid'), '');

  const {call} = await clientOf(start());

  expect((await call('/kapi/records/x')).status).toBe(404);
});

test('nothing it writes holds a token', async () => {
  const gateway = start({CARRYON_LOG: 'trace'});
  const {call, base} = await clientOf(gateway);
  await call('/kapi/me?token=secret-a');
  await fetch(`${base}/kapi/me`, {headers: {Authorization: 'Bearer secret-guess'}});
  gateway.child.kill('SIGTERM');
  await gateway.exited;

  const lines = gateway.output().split('\n');
  expect(lines.filter((line) => !line.startsWith('Carryon is at') && line.includes('secret'))).toEqual([]);
});

const hangingPatch = {...patchHeaders, Authorization: 'Bearer secret-a', 'Upload-Offset': '0'};

const dataOf = (path: string) => join(dataFolder, 'uploads', path.split('/').at(-1) ?? '', 'data');
const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function bytesOnDisk(path: string, sizeBytes: number) {
  await expect.poll(async () => (await stat(dataOf(path))).size, {timeout: 10_000}).toBe(sizeBytes);
}
