import {createHash, randomBytes} from 'node:crypto';
import {expect, test} from 'vitest';
import {answer, cutAfter, TusTestServer, type Misbehaviour} from '../../e2e/adapters/tus-test-server.ts';
import type {Transfer} from '../queue/job.ts';
import type {UploadRequest} from '../queue/ports.ts';
import {ConnectionBudget} from './connection-budget.ts';
import {Http} from './http.ts';
import {systemClock} from './system-clock.ts';
import {TusUploader, type TusUploaderOptions} from './tus-upload.ts';

const html = '<!doctype html><title>Sign in to the hotel</title>';
const withUpload = {'Tus-Extension': 'creation,creation-with-upload'};
const withChecksum = {'Tus-Extension': 'creation,checksum', 'Tus-Checksum-Algorithm': 'md5,sha256,sha1'};

test('a file goes over in chunks, each of them acknowledged, and arrives whole (F2)', async () => {
  await using server = await TusTestServer.start();
  const file = randomBytes(2500);

  const {transfer, acknowledged, log} = await upload(server, file);

  expect(server.only.bytes.equals(file)).toBe(true);
  expect(log).toEqual(['OPTIONS', 'POST +0', 'PATCH 0+1000', 'PATCH 1000+1000', 'PATCH 2000+500']);
  expect(acknowledged.map(({offset, complete}) => [offset, complete])).toEqual([
    [0, false],
    [1000, false],
    [2000, false],
    [2500, true],
  ]);
  expect(transfer).toEqual({url: `${server.base}/files/u1`, offset: 2500, complete: true});
});

test('metadata goes as base64 of UTF-8, whatever the name (tus, Creation)', async () => {
  await using server = await TusTestServer.start();

  await upload(server, randomBytes(10), {metadata: {fileName: '婚礼 "录像".mp4', bizKey: ''}});

  expect(server.only.metadata).toBe(`fileName ${Buffer.from('婚礼 "录像".mp4').toString('base64')},bizKey`);
});

test('an empty file is an upload without a chunk', async () => {
  await using server = await TusTestServer.start();
  server.capabilities = withUpload;

  const {transfer, log} = await upload(server, Buffer.alloc(0));

  expect(transfer.complete).toBe(true);
  expect(log).toEqual(['OPTIONS', 'POST +0']);
});

test('a small file goes with its POST where the server takes that (tus, Creation With Upload)', async () => {
  await using server = await TusTestServer.start();
  server.capabilities = withUpload;
  const file = randomBytes(1000);

  const {transfer, log} = await upload(server, file);

  expect(log).toEqual(['OPTIONS', 'POST +1000']);
  expect(transfer.complete).toBe(true);
  expect(server.only.bytes.equals(file)).toBe(true);
});

test('a proxy that refuses the POST for its body gets it without one', async () => {
  await using server = await TusTestServer.start();
  server.capabilities = withUpload;
  server.next('POST', answer(413, {'Content-Type': 'text/html'}, html));

  const {transfer, log} = await upload(server, randomBytes(1000));

  expect(transfer.complete).toBe(true);
  expect(log).toEqual(['OPTIONS', 'POST +1000', 'POST +0', 'PATCH 0+1000']);
});

test('a known upload is asked for its offset, and no acknowledged byte is sent again (F8)', async () => {
  await using server = await TusTestServer.start();
  const file = randomBytes(2500);
  server.next('PATCH', cutAfter(700));
  const first = await upload(server, file).catch((error: unknown) => error);

  const second = await upload(server, file, {known: known(server, 0)});

  expect(first).toMatchObject({code: 'network-lost'});
  expect(second.log).toEqual(['OPTIONS', 'HEAD', 'PATCH 700+1000', 'PATCH 1700+800']);
  expect(server.only.bytes.equals(file)).toBe(true);
});

test('an upload that is complete at the server is not sent again, though its last answer was lost (F8)', async () => {
  await using server = await TusTestServer.start();
  server.next('PATCH', cutAfter(800));
  await upload(server, randomBytes(800)).catch(() => undefined);

  const {transfer, log} = await upload(server, randomBytes(800), {known: known(server, 0)});

  expect(log).toEqual(['OPTIONS', 'HEAD']);
  expect(transfer).toMatchObject({offset: 800, complete: true});
});

test('an offset that went back is believed, and the bytes from there are sent again', async () => {
  await using server = await TusTestServer.start();
  const file = randomBytes(2000);
  server.uploads.set('u1', {length: 2000, metadata: '', bytes: file.subarray(0, 300)});

  const {acknowledged} = await upload(server, file, {known: known(server, 1500)});

  expect(acknowledged[0]).toMatchObject({offset: 300, complete: false});
  expect(server.only.bytes.equals(file)).toBe(true);
});

test('an acknowledgement of fewer bytes than were sent is where the next chunk begins', async () => {
  await using server = await TusTestServer.start();
  const file = randomBytes(1500);
  server.next('PATCH', async (request, response, held) => {
    await cutBody(request, held, 400);
    response.writeHead(204, {'Upload-Offset': '400'}).end();
  });

  const {log} = await upload(server, file);

  expect(log.slice(2)).toEqual(['PATCH 0+1000', 'PATCH 400+1000', 'PATCH 1400+100']);
  expect(server.only.bytes.equals(file)).toBe(true);
});

test('409: the server is asked where it stands, once in a row', async () => {
  await using server = await TusTestServer.start();
  const file = randomBytes(1500);
  server.next('PATCH', async (request, response, held) => {
    await cutBody(request, held, 600);
    response.writeHead(409).end();
  });

  const {log} = await upload(server, file);

  expect(log.slice(2)).toEqual(['PATCH 0+1000', 'HEAD', 'PATCH 600+900']);
  expect(server.only.bytes.equals(file)).toBe(true);
});

test('409 twice in a row is the failure it says it is', async () => {
  await using server = await TusTestServer.start();
  for (let i = 0; i < 2; i++) server.next('PATCH', answer(409, {}, '{"message": "Another file is there."}'));

  await expect(upload(server, randomBytes(10))).rejects.toMatchObject({
    code: 'server-refused',
    values: {status: 409, message: 'Another file is there.'},
  });
});

test.each([404, 410, 403])('a known upload that answers HEAD with %i starts again in the same call', async (status) => {
  await using server = await TusTestServer.start();
  const file = randomBytes(1500);
  server.next('HEAD', answer(status));

  const {acknowledged, transfer} = await upload(server, file, {known: known(server, 1000)});

  expect(acknowledged[0]).toMatchObject({url: `${server.base}/files/u1`, offset: 0});
  expect(transfer.complete).toBe(true);
  expect(server.only.bytes.equals(file)).toBe(true);
});

test('an upload that vanishes mid-way starts again; one that vanishes twice is a failure', async () => {
  await using server = await TusTestServer.start();
  const vanish = answer(404);
  server.next('PATCH', () => 'go-on');
  server.next('PATCH', vanish);

  const once = await upload(server, randomBytes(1500));
  server.next('PATCH', vanish);
  server.next('PATCH', vanish);
  const twice = upload(server, randomBytes(1500));

  expect(once.acknowledged.map(({url, offset}) => [url.at(-1), offset])).toEqual([
    ['1', 0],
    ['1', 1000],
    ['2', 0],
    ['2', 1000],
    ['2', 1500],
  ]);
  await expect(twice).rejects.toMatchObject({code: 'upload-vanished'});
});

test('a known upload of another length is somebody else’s: ours starts again', async () => {
  await using server = await TusTestServer.start();
  server.uploads.set('other', {length: 99, metadata: '', bytes: Buffer.alloc(99)});

  const {transfer} = await upload(server, randomBytes(20), {
    known: {url: `${server.base}/files/other`, offset: 0, complete: false},
  });

  expect(transfer).toMatchObject({url: `${server.base}/files/u1`, complete: true});
});

test('a chunk that a proxy refuses for its size is halved (413), and so are those after it', async () => {
  await using server = await TusTestServer.start();
  const file = randomBytes(200_000);
  server.next('PATCH', answer(413, {}, html));

  const {log} = await upload(server, file, {}, {largestChunkBytes: 100_000});

  expect(log.slice(2)).toEqual([
    'PATCH 0+100000',
    'HEAD',
    'PATCH 0+50000',
    'PATCH 50000+50000',
    'PATCH 100000+50000',
    'PATCH 150000+50000',
  ]);
  expect(server.only.bytes.equals(file)).toBe(true);
});

test('a server that loses again and again what it took is given up', async () => {
  await using server = await TusTestServer.start();
  const forget: Misbehaviour = async (request, response, held) => {
    await cutBody(request, held, 0);
    if (held) held.bytes = Buffer.alloc(0);
    response.writeHead(409).end();
  };
  for (let i = 0; i < 4; i++) {
    server.next('PATCH', () => 'go-on');
    server.next('PATCH', forget);
  }

  await expect(upload(server, randomBytes(1500))).rejects.toMatchObject({code: 'upload-vanished'});
});

test('on the NAS no file goes with its POST: a lost answer must not leave it in the way of the next', async () => {
  await using server = await TusTestServer.start();
  server.capabilities = withUpload;

  const {log} = await upload(server, randomBytes(10), {route: 'intranet'});

  expect(log).toEqual(['OPTIONS', 'POST +0', 'PATCH 0+10']);
});

test('checksums go along where the server knows them, the fastest first (tus, Checksum)', async () => {
  await using server = await TusTestServer.start();
  server.capabilities = withChecksum;
  const file = randomBytes(1500);

  await upload(server, file);

  const sent = server.headers.map((headers) => headers['upload-checksum']).filter((value) => value !== undefined);
  const sha1 = (bytes: Buffer) => `sha1 ${createHash('sha1').update(bytes).digest('base64')}`;
  expect(sent).toEqual([sha1(file.subarray(0, 1000)), sha1(file.subarray(1000))]);
});

test('no checksums where the server knows none, or the setting is off', async () => {
  await using plain = await TusTestServer.start();
  await using knowing = await TusTestServer.start();
  knowing.capabilities = withChecksum;

  await upload(plain, randomBytes(10));
  await upload(knowing, randomBytes(10), {}, {wantsChecksums: () => false});

  const sent = [...plain.headers, ...knowing.headers].map((headers) => headers['upload-checksum']);
  expect(sent.every((value) => value === undefined)).toBe(true);
});

test('460 is a damaged chunk', async () => {
  await using server = await TusTestServer.start();
  server.capabilities = withChecksum;
  server.next('PATCH', answer(460));

  await expect(upload(server, randomBytes(10))).rejects.toMatchObject({code: 'checksum'});
});

test.each([
  [401, {}, {code: 'signed-out'}],
  [423, {}, {code: 'server-busy'}],
  [429, {'Retry-After': '9'}, {code: 'server-busy', retryAfterMs: 9_000}],
  [500, {}, {code: 'server-error', values: {status: 500}}],
  [503, {'Retry-After': '9'}, {code: 'server-busy', retryAfterMs: 9_000}],
])('%i on a chunk ends the call: when to come back is for the flow to say (Q5)', async (status, headers, failure) => {
  await using server = await TusTestServer.start();
  server.next('PATCH', answer(status, headers));

  await expect(upload(server, randomBytes(10))).rejects.toMatchObject(failure);
  expect(server.log).toEqual(['OPTIONS', 'POST +0', 'PATCH 0+10']);
});

test.each([
  ['a PATCH answered 200, as a captive portal does', 'PATCH', answer(200, {'Upload-Offset': '10'}, html)],
  ['a PATCH without Upload-Offset', 'PATCH', answer(204)],
  ['a PATCH that claims more than was sent', 'PATCH', answer(204, {'Upload-Offset': '11'})],
  ['an Upload-Offset that is no number', 'PATCH', answer(204, {'Upload-Offset': '1e1'})],
  ['a HEAD without Upload-Offset', 'HEAD', answer(200, {'Upload-Length': '10'})],
  ['a HEAD that claims more than the file holds', 'HEAD', answer(200, {'Upload-Offset': '11'})],
  ['a POST answered 200 with a page', 'POST', answer(200, {}, html)],
  ['a POST without Location', 'POST', answer(201)],
] as const)('a lie is no success: %s', async (_name, method, act) => {
  await using server = await TusTestServer.start();
  server.uploads.set('u1', {length: 10, metadata: '', bytes: Buffer.alloc(0)});
  server.next(method, act);

  const outcome = upload(server, randomBytes(10), method === 'POST' ? {} : {known: known(server, 0)});

  await expect(outcome).rejects.toMatchObject({code: 'answer-unreadable'});
});

test('a server that takes chunks and keeps nothing is found out', async () => {
  await using server = await TusTestServer.start();
  for (let i = 0; i < 2; i++) server.next('PATCH', answer(204, {'Upload-Offset': '0'}));

  await expect(upload(server, randomBytes(10))).rejects.toMatchObject({code: 'answer-unreadable'});
});

test.each(['https://evil.example/files/u1', 'http://127.0.0.1:1/files/u1', '/elsewhere/u1', '../kapi/u1'])(
  'a Location at %s is refused, and no byte goes there (CONTRACT 2)',
  async (location) => {
    await using server = await TusTestServer.start();
    server.next('POST', answer(201, {Location: location}));

    await expect(upload(server, randomBytes(10))).rejects.toMatchObject({code: 'origin-refused'});
    expect(server.log).toEqual(['OPTIONS', 'POST +0']);
  },
);

test('a known upload at another origin gets no token: the file starts again at ours (CONTRACT 2)', async () => {
  await using server = await TusTestServer.start();
  await using old = await TusTestServer.start();

  const {transfer} = await upload(server, randomBytes(10), {known: known(old, 5)});

  expect(transfer).toMatchObject({url: `${server.base}/files/u1`, complete: true});
  expect(old.log).toEqual([]);
});

test('a redirect is not followed with a token (CONTRACT 2)', async () => {
  await using server = await TusTestServer.start();
  await using other = await TusTestServer.start();
  server.next('PATCH', answer(307, {Location: `${other.base}/files/u1`}));

  await expect(upload(server, randomBytes(10))).rejects.toMatchObject({code: 'network-lost'});
  expect(other.log).toEqual([]);
});

test('a server that goes silent is given up after a while', async () => {
  await using server = await TusTestServer.start();
  server.next('PATCH', () => undefined);

  await expect(upload(server, randomBytes(10), {}, {}, {silenceMs: 50})).rejects.toMatchObject({
    code: 'server-silent',
  });
});

test('an abort ends the request at once, with the reason given', async () => {
  await using server = await TusTestServer.start();
  const controller = new AbortController();
  const reason = new Error('paused');
  server.next('PATCH', () => controller.abort(reason));

  await expect(upload(server, randomBytes(10), {}, {}, {}, controller.signal)).rejects.toBe(reason);
});

test('a file larger than Tus-Max-Size is refused before a byte is sent', async () => {
  await using server = await TusTestServer.start();
  server.capabilities = {'Tus-Extension': 'creation', 'Tus-Max-Size': '9'};

  await expect(upload(server, randomBytes(10))).rejects.toMatchObject({code: 'upload-too-large'});
  expect(server.log).toEqual(['OPTIONS']);
});

test('no room at the NAS, and no NAS, are said as such (CONTRACT 4)', async () => {
  await using server = await TusTestServer.start();
  server.next('POST', answer(507));
  const full = await upload(server, randomBytes(10), {route: 'intranet'}).catch((error: unknown) => error);
  server.next('POST', answer(503));
  const gone = await upload(server, randomBytes(10), {route: 'intranet'}).catch((error: unknown) => error);

  expect(full).toMatchObject({code: 'nas-full'});
  expect(gone).toMatchObject({code: 'nas-gone'});
});

test('what was sent is never said to be more than the file', async () => {
  await using server = await TusTestServer.start();
  const file = randomBytes(2500);

  const {sent} = await upload(server, file);

  expect(sent).toEqual([1000, 2000, 2500]);
});

test('termination removes the upload; one that is gone already is as good (Q11)', async () => {
  await using server = await TusTestServer.start();
  const {uploader, owner, transfer} = await upload(server, randomBytes(10));

  await uploader.terminate(owner, 'internet', transfer, new AbortController().signal);
  await uploader.terminate(owner, 'internet', transfer, new AbortController().signal);

  expect(server.uploads.size).toBe(0);
});

test('a file of another length than the job’s has changed (F10)', async () => {
  await using server = await TusTestServer.start();

  await expect(upload(server, randomBytes(10), {size: 9})).rejects.toMatchObject({code: 'source-changed'});
  expect(server.log).toEqual([]);
});

test('a file that cannot be read any more is no network error', async () => {
  await using server = await TusTestServer.start();
  server.capabilities = withChecksum;

  await expect(upload(server, new UnreadableBlob(10))).rejects.toMatchObject({code: 'source-missing'});
});

test('a file that has become shorter without a word has changed (F10)', async () => {
  await using server = await TusTestServer.start();
  server.capabilities = withChecksum;

  await expect(upload(server, new ShortenedBlob(10))).rejects.toMatchObject({code: 'source-changed'});
});

/** A file that Firefox has looked at before half of it was taken away. */
class ShortenedBlob extends Blob {
  readonly #bytes: number;

  constructor(bytes: number) {
    super([randomBytes(bytes / 2)]);
    this.#bytes = bytes;
  }

  override get size(): number {
    return this.#bytes;
  }

  override slice(): Blob {
    return this;
  }
}

/** A file whose bytes are gone, though its length is still known. */
class UnreadableBlob extends Blob {
  readonly #bytes: number;

  constructor(bytes: number) {
    super([]);
    this.#bytes = bytes;
  }

  override get size(): number {
    return this.#bytes;
  }

  override slice(): Blob {
    return this;
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.reject(new DOMException('The file is gone.', 'NotReadableError'));
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const fail = (controller: ReadableByteStreamController) =>
      controller.error(new DOMException('The file is gone.', 'NotReadableError'));
    return new ReadableStream({type: 'bytes', start: fail});
  }
}

async function upload(
  server: TusTestServer,
  file: Buffer<ArrayBuffer> | Blob,
  request: Partial<UploadRequest> = {},
  options: Partial<TusUploaderOptions> = {},
  {silenceMs}: {readonly silenceMs?: number} = {},
  signal = new AbortController().signal,
) {
  const owner = {baseUrl: server.base, user: 'alice'};
  const blob = file instanceof Blob ? file : new Blob([file]);
  const http = new Http({tokenFor: async () => 'secret', clock: systemClock, ...(silenceMs && {silenceMs})});
  const uploader = new TusUploader({
    http,
    clock: systemClock,
    budget: new ConnectionBudget(),
    openFile: async () => blob,
    gatewayUrlOf: async () => server.base,
    tusPathOf: () => '/files/',
    wantsChecksums: () => true,
    largestChunkBytes: 1000,
    ...options,
  });
  const acknowledged: Transfer[] = [];
  const sent: number[] = [];
  const source = {id: 's', size: blob.size, lastModified: 0};
  server.log.length = 0;
  const transfer = await uploader.upload(
    {
      owner,
      route: 'internet',
      file: {type: 'source', source},
      size: blob.size,
      metadata: {},
      known: undefined,
      onAcknowledged: async (reached) => void acknowledged.push(reached),
      onSent: (bytes) => void sent.push(bytes),
      ...request,
    },
    signal,
  );
  return {transfer, acknowledged, sent, uploader, owner, log: [...server.log]};
}

function known(server: TusTestServer, offset: number): Transfer {
  return {url: `${server.base}/files/u1`, offset, complete: false};
}

async function cutBody(
  request: AsyncIterable<unknown>,
  upload: {bytes: Buffer} | undefined,
  bytes: number,
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  if (upload) upload.bytes = Buffer.concat([upload.bytes, Buffer.concat(pieces).subarray(0, bytes)]);
}
