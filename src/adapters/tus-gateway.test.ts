import {randomBytes} from 'node:crypto';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {startTestGateway, type TestGateway} from '../../gateway/testing/test-gateway.ts';
import type {Transfer} from '../queue/job.ts';
import type {UploadRequest} from '../queue/ports.ts';
import {ConnectionBudget} from './connection-budget.ts';
import {HealthChecks} from './health-probe.ts';
import {Http} from './http.ts';
import {Kapi, signIn} from './kapi.ts';
import {systemClock} from './system-clock.ts';
import {TusUploader} from './tus-upload.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
}, 60_000);
afterAll(() => gateway[Symbol.asyncDispose]());

const never = new AbortController().signal;

test('a file goes to our gateway with checksums, gets its record, and comes back the same (F2)', async () => {
  const {uploader, kapi, owner} = connect('secret-a', 'alice');
  const file = randomBytes(700_000);

  const transfer = await uploader.upload(request(owner, file), never);
  const call = {identifier: 'id-1', fileName: '婚礼.mp4', fileSize: file.length, bizKey: 'k', upload: transfer.url};
  const record = await kapi.afterClientUpload(owner, call, never);
  const again = await kapi.afterClientUpload(owner, call, never);

  const answer = await fetch(record.fileUrl, {headers: {Authorization: 'Bearer secret-a'}});
  expect(Buffer.from(await answer.arrayBuffer()).equals(file)).toBe(true);
  expect(again.bizId).toBe(record.bizId);
});

test('an upload that was stopped goes on where the gateway stands (F8)', async () => {
  const {uploader, owner, http} = connect('secret-a', 'alice');
  const file = randomBytes(900_000);
  const pause = new AbortController();
  const reached: Transfer[] = [];
  const first = uploader.upload(
    request(owner, file, {
      onAcknowledged: async (transfer) => {
        reached.push(transfer);
        if (transfer.offset > 0) pause.abort(new Error('paused'));
      },
    }),
    pause.signal,
  );
  await expect(first).rejects.toThrow('paused');
  const known = reached.at(-1);
  const later: number[] = [];

  await uploader.upload(
    request(owner, file, {known, onAcknowledged: async ({offset}) => void later.push(offset)}),
    never,
  );

  expect(known?.offset).toBe(300_000);
  expect(later).toEqual([300_000, 600_000, 900_000]);
  const head = await http.send(
    {
      url: known?.url ?? '',
      method: 'HEAD',
      headers: {'Tus-Resumable': '1.0.0'},
      credential: {owner, baseUrl: owner.baseUrl},
    },
    never,
  );
  expect(head.header('Upload-Offset')).toBe('900000');
});

test('an upload that was terminated is gone (Q11)', async () => {
  const {uploader, owner} = connect('secret-a', 'alice');
  const transfer = await uploader.upload(request(owner, randomBytes(10)), never);

  await uploader.terminate(owner, 'internet', transfer, never);

  const started: Transfer[] = [];
  const onAcknowledged = async (reached: Transfer) => void started.push(reached);
  await uploader.upload(request(owner, randomBytes(10), {known: transfer, onAcknowledged}), never);
  expect(started[0]?.url).not.toBe(transfer.url);
});

test('a record of an upload that is not complete is refused with 409 (CONTRACT 3)', async () => {
  const {uploader, kapi, owner} = connect('secret-a', 'alice');
  const transfer = await uploader.upload(request(owner, randomBytes(10)), never);
  const call = {identifier: 'id-2', fileName: 'a.mp4', fileSize: 11, bizKey: 'k', upload: transfer.url};

  await expect(kapi.afterClientUpload(owner, call, never)).rejects.toMatchObject({
    code: 'notify-refused',
    values: {status: 409},
  });
});

test('a wrong token is told from a right one; the gateway’s health names tus (CONTRACT 2, 3)', async () => {
  const right = connect('secret-a', 'alice');
  const wrong = connect('no-token-of-anybody', 'alice');
  const session = {owner: right.owner, ready: true, queueOpen: true, gatewayUrl: gateway.base};

  expect(await signIn(right.http, gateway.base, 'secret-a', never)).toEqual({user: 'alice'});
  expect(await right.health.check('internet', session, never)).toEqual({up: true});
  expect(right.health.newsOf(gateway.base).tus).toBe('/files/');
  await expect(wrong.uploader.upload(request(wrong.owner, randomBytes(10)), never)).rejects.toMatchObject({
    code: 'signed-out',
  });
});

function connect(token: string, user: string) {
  const clock = systemClock;
  const owner = {baseUrl: gateway.base, user};
  const http = new Http({tokenFor: async () => token, clock});
  const health = new HealthChecks(http, clock);
  const budget = new ConnectionBudget();
  const uploader = new TusUploader({
    http,
    clock,
    budget,
    openFile: async (file) => files.get(file.type === 'source' ? file.source.id : '') ?? new Blob([]),
    gatewayUrlOf: async () => gateway.base,
    tusPathOf: (baseUrl) => health.newsOf(baseUrl).tus,
    wantsChecksums: () => true,
    largestChunkBytes: 300_000,
  });
  const kapi = new Kapi({
    http,
    budget,
    openFile: async () => new Blob([]),
    healthOf: (baseUrl) => health.newsOf(baseUrl),
  });
  return {owner, http, health, uploader, kapi};
}

const files = new Map<string, Blob>();

function request(
  owner: UploadRequest['owner'],
  file: Buffer<ArrayBuffer>,
  more: Partial<UploadRequest> = {},
): UploadRequest {
  const id = crypto.randomUUID();
  files.set(id, new Blob([file]));
  return {
    owner,
    route: 'internet',
    file: {type: 'source', source: {id, size: file.length, lastModified: 0}},
    size: file.length,
    metadata: {identifier: 'id-1', fileName: '婚礼.mp4', bizKey: 'k', purpose: 'original'},
    known: undefined,
    onAcknowledged: async () => undefined,
    onSent: () => undefined,
    ...more,
  };
}
