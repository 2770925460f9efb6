import {randomUUID} from 'node:crypto';
import {mkdtemp, readFile, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {FolderShare} from '../nas/folder-share.ts';
import type {Share} from '../nas/share.ts';
import {Faults} from '../testing/faults.ts';
import type {Fault} from '../testing/faults.ts';
import {createOnNas, getFromNas, pathOf, uploadToNas} from '../testing/nas-client.ts';
import {startTestGateway} from '../testing/test-gateway.ts';
import type {TestGateway} from '../testing/test-gateway.ts';
import {offsetOf, patchUpload, tusHeaders} from '../testing/tus-client.ts';

let root: string;
const faults = new Faults();
let share: Share;
let gateway: TestGateway;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'carryon-nas-'));
  share = faults.of(new FolderShare(root));
  gateway = await startTestGateway({}, undefined, share);
}, 60_000);
afterEach(() => {
  faults.now = undefined;
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(root, {recursive: true});
});

const onNas = (...names: string[]) => join(root, 'alice', ...names);
const kindOf = async (answer: Response) => ((await answer.json()) as {type: string}).type;
const body = Buffer.alloc(500_000, 'abcdefghijk');

/** Finishes an upload as a client does: asks where it stands, and sends the rest. */
async function resume(upload: string, bytes = body): Promise<number> {
  const offset = await offsetOf(gateway, upload);
  if (offset === bytes.length) return 204;
  return (await patchUpload(gateway, upload, offset, bytes.subarray(offset))).status;
}

// prettier-ignore
test.each([
  ['openForWriting', 'before', 'gone',    503, 'NasGoneError'],
  ['write',          'before', 'gone',    503, 'NasGoneError'],
  ['write',          'after',  'gone',    503, 'NasGoneError'],
  ['write',          'before', 'full',    507, 'NasFullError'],
  ['flush',          'before', 'gone',    503, 'NasGoneError'],
  ['rename',         'before', 'gone',    503, 'NasGoneError'],
  ['rename',         'after',  'gone',    503, 'NasGoneError'],
  ['rename',         'before', 'refused', 503, 'NasRefusedError'],
  ['rename',         'before', 'name',    400, 'NasNameError'],
  ['stat',           'before', 'failed',  503, 'UnavailableError'],
  ['sizeBytes',      'before', 'gone',    503, 'NasGoneError'],
] as const)('%s that fails %s it is done (%s) is %i %s, and the upload goes on', async (call, when, problem, status, type) => {
  const name = `${call}-${when}-${problem}`;
  const upload = pathOf(await createOnNas(gateway, `${name}/a`, body.length));
  const half = await patchUpload(gateway, upload, 0, body.subarray(0, 300_000));

  faults.now = {call, when, problem};
  const failed = await patchUpload(gateway, upload, 300_000, body.subarray(300_000));
  faults.now = undefined;

  expect(half.status).toBe(204);
  expect([failed.status, await kindOf(failed)]).toEqual([status, type]);
  expect(await resume(upload)).toBe(204);
  expect(await offsetOf(gateway, upload)).toBe(body.length);
  expect(await readdir(onNas(name))).toEqual(['a']);
  expect((await readFile(onNas(name, 'a'))).equals(body)).toBe(true);
});

// prettier-ignore
test.each([
  [{call: 'stat',        when: 'before', problem: 'gone'},    503, 'NasGoneError'],
  [{call: 'makeFolders', when: 'before', problem: 'refused'}, 503, 'NasRefusedError'],
  [{call: 'makeFolders', when: 'before', problem: 'name'},    400, 'NasNameError'],
  [{call: 'freeBytes',   when: 'before', problem: 'gone'},    503, 'NasGoneError'],
] as const)('a creation that fails with %o is %i %s and makes nothing', async (fault: Fault, status, type) => {
  const before = await uploads();
  faults.now = fault;
  const answer = await createOnNas(gateway, 'never/a', 5);

  expect([answer.status, await kindOf(answer)]).toEqual([status, type]);
  expect(await uploads()).toEqual(before);
});

test('a creation whose first bytes find no room makes nothing', async () => {
  const before = await uploads();
  faults.now = {call: 'write', when: 'before', problem: 'full'};
  const headers = {'Content-Type': 'application/offset+octet-stream'};
  const answer = await createOnNas(gateway, 'full/a', 4, {}, {headers, body: 'film'});

  expect([answer.status, await kindOf(answer)]).toEqual([507, 'NasFullError']);
  expect(await uploads()).toEqual(before);
  expect(await readdir(onNas('full'))).toEqual([]);
});

test('bytes that the NAS took before it went are not sent again', async () => {
  const upload = pathOf(await createOnNas(gateway, 'kept/a', body.length));
  await patchUpload(gateway, upload, 0, body.subarray(0, 400_000));

  faults.now = {call: 'flush', when: 'before', problem: 'gone'};
  await patchUpload(gateway, upload, 400_000, body.subarray(400_000));
  faults.now = undefined;

  expect(await offsetOf(gateway, upload)).toBe(body.length - 1);
});

test('the answer to the last PATCH was lost and the upload made anew: no conflict', async () => {
  const identifier = randomUUID();
  const upload = pathOf(await createOnNas(gateway, 'anew/a', body.length, {identifier}));
  faults.now = {call: 'rename', when: 'after', problem: 'gone'};
  const lost = await patchUpload(gateway, upload, 0, body);
  faults.now = undefined;

  await uploadToNas(gateway, 'anew/a', body, {identifier});
  const other = await createOnNas(gateway, 'anew/a', 5);

  expect([lost.status, other.status]).toEqual([503, 409]);
  expect(await readdir(onNas('anew'))).toEqual(['a']);
});

test('a part that cannot be removed now is removed at the next sweep, though the upload is gone at once', async () => {
  const upload = pathOf(await createOnNas(gateway, 'debt/a', 5));
  await patchUpload(gateway, upload, 0, 'fi');
  faults.now = {call: 'remove', when: 'before', problem: 'gone'};
  const removed = await gateway.call(upload, {method: 'DELETE', headers: tusHeaders});
  const asked = await offsetOf(gateway, upload);
  const left = await readdir(onNas('debt'));
  await gateway.stop();
  faults.now = undefined;

  gateway = await startTestGateway({CARRYON_DATA: gateway.dataFolder}, undefined, share);

  expect([removed.status, asked, left.length]).toEqual([204, NaN, 1]);
  await expect.poll(() => readdir(onNas('debt')), {timeout: 10_000}).toEqual([]);
  await expect.poll(uploads, {timeout: 10_000}).not.toContainEqual(expect.stringMatching(/^\./));
});

test('a file that is there but cannot be opened is an error like any other, with nothing of the file about it', async () => {
  await uploadToNas(gateway, 'shut/a.mp4', 'film');
  faults.now = {call: 'openForReading', when: 'before', problem: 'refused'};
  const answer = await getFromNas(gateway, 'shut/a.mp4', {headers: {Range: 'bytes=1-'}});
  const {status, headers} = answer;

  expect([status, await kindOf(answer)]).toEqual([503, 'NasRefusedError']);
  expect(headers.get('Content-Type')).toBe('application/json; charset=utf-8');
  expect(['ETag', 'Content-Range', 'Content-Disposition'].map((name) => headers.get(name))).toEqual([null, null, null]);
});

test('a NAS that goes while a file is sent cuts the answer: it never ends as if it were whole', async () => {
  await uploadToNas(gateway, 'sent/a', Buffer.alloc(24 << 20));
  const answer = await getFromNas(gateway, 'sent/a');
  const reader = answer.body?.getReader();
  await reader?.read();
  faults.now = {call: 'read', when: 'before', problem: 'gone'};

  const drain = async () => {
    while ((await reader?.read())?.done === false);
  };

  expect(answer.headers.get('Content-Length')).toBe(String(24 << 20));
  await expect(drain()).rejects.toThrow('terminated');
});

const uploads = () => readdir(join(gateway.dataFolder, 'nas-uploads'));
