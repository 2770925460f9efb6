import {randomUUID} from 'node:crypto';
import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {FolderShare} from '../nas/folder-share.ts';
import type {Share} from '../nas/share.ts';
import {Faults} from '../testing/faults.ts';
import {createOnNas, pathOf, uploadToNas} from '../testing/nas-client.ts';
import {startTestGateway} from '../testing/test-gateway.ts';
import type {TestGateway} from '../testing/test-gateway.ts';
import {patchUpload, tusHeaders, uploadWhole} from '../testing/tus-client.ts';

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

const gone = {call: 'stat', when: 'before', problem: 'gone'} as const;
const unopened = {call: 'openForReading', when: 'before', problem: 'gone'} as const;
const unremoved = {call: 'remove', when: 'before', problem: 'gone'} as const;

async function post(call: string, fields: Readonly<Record<string, unknown>>) {
  const headers = {'Content-Type': 'application/json'};
  const body = JSON.stringify({bizKey: 'k', ...fields});
  const answer = await gateway.call(`/kapi/fileRelationOperation/${call}`, {method: 'POST', headers, body});
  return {status: answer.status, body: (await answer.json()) as Record<string, unknown>};
}

/** What the client does on the intranet (F1): the original, its record, the transcode, and word of it (K1, K2). */
async function recordOnNas() {
  const identifier = randomUUID();
  const filePath = `originals/${identifier}/片 1.mp4`;
  await uploadToNas(gateway, filePath, 'film', {identifier});
  const original = {identifier, fileName: '片 1.mp4', fileSize: 4};
  const {body} = await post('afterClientUpload', {...original, filePath});
  const {body: folder} = await post('getTranscodeFilePath', original);
  const playlist = `${String(folder['filePath'])}/片 1.m3u8`;
  await uploadToNas(gateway, playlist, '#EXTM3U', {identifier});
  await post('afterClientTranscode', {bizId: body['bizId'], status: 1, filePath: playlist});
  return {identifier, bizId: String(body['bizId']), fileUrl: String(body['fileUrl']), playlist};
}

test('original and playlist on the NAS are fetched by the URLs of their record (CONTRACT 3)', async () => {
  const {bizId, fileUrl, playlist} = await recordOnNas();
  const kept = (await (await gateway.call(`/kapi/records/${bizId}`)).json()) as {
    readonly fileUrl: string;
    readonly transcode: {readonly filePath: string; readonly fileUrl: string};
  };
  const original = await gateway.call(kept.fileUrl, {headers: {Range: 'bytes=2-'}});

  expect(kept).toMatchObject({fileUrl: `${gateway.base}/kapi/files/${bizId}`, transcode: {filePath: playlist}});
  expect(fileUrl).toBe(kept.fileUrl);
  expect([original.status, await original.text()]).toEqual([206, 'lm']);
  expect(original.headers.get('Content-Disposition')).toContain("filename*=UTF-8''%E7%89%87%201.mp4");
  expect(await (await gateway.call(kept.transcode.fileUrl)).text()).toBe('#EXTM3U');
});

test('an upload to the NAS that is not finished is no file to record: 409', async () => {
  const identifier = randomUUID();
  const filePath = `originals/${identifier}/a`;
  const upload = pathOf(await createOnNas(gateway, filePath, 4, {identifier}));
  await patchUpload(gateway, upload, 0, 'fil');
  const [part = ''] = await readdir(join(root, 'alice/originals', identifier));

  const early = await post('afterClientUpload', {identifier, fileName: 'a', fileSize: 4, filePath});
  const hidden = `originals/${identifier}/${part}`;
  const sly = await post('afterClientUpload', {identifier, fileName: 'a', fileSize: 3, filePath: hidden});

  expect([early.status, sly.status]).toEqual([409, 400]);
});

test('while the NAS is down it is 503, to be tried again, and nothing is recorded or forgotten', async () => {
  const {bizId, fileUrl, identifier} = await recordOnNas();
  const late = randomUUID();
  await uploadToNas(gateway, `originals/${late}/a`, 'film');
  const fields = {identifier: late, fileName: 'a', fileSize: 4, filePath: `originals/${late}/a`};

  faults.now = gone;
  const recorded = await post('afterClientUpload', fields);
  faults.now = unopened;
  const fetched = await gateway.call(fileUrl);
  faults.now = unremoved;
  const removed = await gateway.call(`/kapi/records/${bizId}`, {method: 'DELETE'});
  faults.now = undefined;

  expect([recorded.status, fetched.status, removed.status]).toEqual([503, 503, 503]);
  expect(fetched.headers.get('Retry-After')).toBe('5');
  expect(recorded.body).toMatchObject({type: 'NasGoneError'});
  expect(await (await gateway.call(fileUrl)).text()).toBe('film');
  expect((await post('afterClientUpload', fields)).status).toBe(200);
  expect(await readdir(join(root, 'alice/transcodes'))).toContain(identifier);
});

test('an upload that a record was made of may be given up: its file stays', async () => {
  const identifier = randomUUID();
  const filePath = `originals/${identifier}/a.mp4`;
  const original = await uploadToNas(gateway, filePath, 'film', {identifier});
  const {body} = await post('afterClientUpload', {identifier, fileName: 'a.mp4', fileSize: 4, filePath});
  const playlist = `transcodes/${identifier}/a.m3u8`;
  const ofTranscode = await uploadToNas(gateway, playlist, '#EXTM3U', {identifier});
  await post('afterClientTranscode', {bizId: body['bizId'], status: 1, filePath: playlist});

  for (const upload of [original, ofTranscode]) {
    expect((await gateway.call(upload, {method: 'DELETE', headers: tusHeaders})).status).toBe(204);
  }

  expect(await readdir(join(root, 'alice/originals', identifier))).toEqual(['a.mp4']);
  expect(await readdir(join(root, 'alice/transcodes', identifier))).toEqual(['a.m3u8']);
});

test('while the NAS is away nothing of a finished upload is given up, and then all of it', async () => {
  const identifier = randomUUID();
  const upload = await uploadToNas(gateway, `originals/${identifier}/a`, 'film', {identifier});
  const giveUp = async () => (await gateway.call(upload, {method: 'DELETE', headers: tusHeaders})).status;

  faults.now = unremoved;
  expect(await giveUp()).toBe(503);
  faults.now = undefined;
  expect(await giveUp()).toBe(204);

  expect(await readdir(join(root, 'alice/originals'))).not.toContain(identifier);
});

test('DELETE removes the record and its files on the NAS', async () => {
  const {bizId, fileUrl, identifier} = await recordOnNas();
  const removed = await gateway.call(`/kapi/records/${bizId}`, {method: 'DELETE'});

  expect(removed.status).toBe(200);
  expect((await gateway.call(fileUrl)).status).toBe(404);
  expect(await readdir(join(root, 'alice/originals'))).not.toContain(identifier);
  expect(await readdir(join(root, 'alice/transcodes'))).not.toContain(identifier);
});

test('DELETE removes a transcode on the NAS of an original that came by the internet (X5)', async () => {
  const identifier = randomUUID();
  const original = {identifier, fileName: 'a.mp4', fileSize: 4};
  const upload = await uploadWhole(gateway, 'film');
  const {body} = await post('afterClientUpload', {...original, upload});
  const playlist = `transcodes/${identifier}/${identifier}.m3u8`;
  await uploadToNas(gateway, playlist, '#EXTM3U', {identifier});
  await post('afterClientTranscode', {bizId: body['bizId'], status: 1, filePath: playlist});

  const removed = await gateway.call(`/kapi/records/${String(body['bizId'])}`, {method: 'DELETE'});

  expect(removed.status).toBe(200);
  expect(await readdir(join(root, 'alice/transcodes'))).not.toContain(identifier);
});
