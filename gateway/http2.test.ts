import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile} from 'node:fs/promises';
import {connect} from 'node:http2';
import type {ClientHttp2Session, IncomingHttpHeaders, OutgoingHttpHeaders} from 'node:http2';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {startTestGateway} from './testing/test-gateway.ts';
import type {TestGateway} from './testing/test-gateway.ts';
import {metadata, patchHeaders, tusHeaders} from './testing/tus-client.ts';

const openssl = 'req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost'.split(
  ' ',
);
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

let folder: string;
let gateway: TestGateway;
let session: ClientHttp2Session;
beforeAll(async () => {
  if (!hasOpenssl) return;
  folder = await mkdtemp(join(tmpdir(), 'carryon-tls-'));
  spawnSync('openssl', openssl, {cwd: folder});
  const [CARRYON_TLS_CERT, CARRYON_TLS_KEY] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  gateway = await startTestGateway({CARRYON_TLS_CERT, CARRYON_TLS_KEY});
  session = connect(`https://localhost:${gateway.port}`, {rejectUnauthorized: false});
}, 60_000);
afterAll(async () => {
  if (!hasOpenssl) return;
  session.destroy();
  await gateway[Symbol.asyncDispose]();
  await rm(folder, {recursive: true});
});

test.skipIf(!hasOpenssl)('over HTTP/2 a cut body keeps its bytes, and a request that hangs is cut off', async () => {
  const created = await answerTo({':method': 'POST', ':path': '/files/', ...tusHeaders, 'Upload-Length': '1000'});
  const path = `/files/${String(created.location)}`;
  const patch = {':method': 'PATCH', ':path': path, ...patchHeaders};

  const cut = send({...patch, 'Upload-Offset': '0'});
  cut.write('x'.repeat(300));
  const data = join(gateway.dataFolder, 'uploads', path.slice('/files/'.length), 'data');
  await expect.poll(async () => (await stat(data)).size, {timeout: 10_000}).toBe(300);
  cut.destroy();
  expect(await offsetOf(path)).toBe(300);
  const hanging = send({...patch, 'Upload-Offset': '300'});
  const closed = new Promise((resolve) => hanging.once('close', resolve));
  hanging.write('x'.repeat(300));

  await expect.poll(() => offsetOf(path), {timeout: 10_000}).toBe(600);
  await closed;
});

test.skipIf(!hasOpenssl)('over HTTP/2 a file goes to the NAS in pieces, one of them cut, and is whole', async () => {
  const body = Buffer.alloc(9 << 20, 'abcdefghijk');
  const fields = metadata({path: 'originals/h2/片.mp4', identifier: 'h2'});
  const creation = {':method': 'POST', ':path': '/gateway/files/', ...tusHeaders, 'Upload-Metadata': fields};
  const created = await answerTo({...creation, 'Upload-Length': String(body.length)});
  const path = `/gateway/files/${String(created.location)}`;
  const patch = {':method': 'PATCH', ':path': path, ...patchHeaders};

  const cut = send({...patch, 'Upload-Offset': '0'});
  cut.write(body.subarray(0, 5 << 20));
  await expect.poll(() => sizeOfPart(), {timeout: 10_000}).toBe(5 << 20);
  cut.destroy();
  const offset = await offsetOf(path);
  const wrong = {...patch, 'Upload-Offset': String(offset), 'Upload-Checksum': `sha1 ${sha1('other')}`};
  const refuted = await receive(wrong, body.subarray(offset));
  const right = {...wrong, 'Upload-Checksum': `sha1 ${sha1(body.subarray(offset))}`};
  const taken = await receive(right, body.subarray(offset));

  expect(offset).toBe(5 << 20);
  expect([refuted.headers[':status'], JSON.parse(refuted.body.toString())]).toMatchObject([
    460,
    {type: 'ChecksumError'},
  ]);
  expect([taken.headers[':status'], taken.headers['upload-offset']]).toEqual([204, String(body.length)]);
  expect(await readdir(join(nasFolder(), 'h2'))).toEqual(['片.mp4']);
  expect((await readFile(join(nasFolder(), 'h2', '片.mp4'))).equals(body)).toBe(true);
});

test.skipIf(!hasOpenssl)('over HTTP/2 ranges and errors are those of HTTP/1.1', async () => {
  await mkdir(join(nasFolder(), 'ranges'), {recursive: true});
  await writeFile(join(nasFolder(), 'ranges', 'a'), 'film-one');
  const get = (path: string, headers = {}) =>
    receive({':path': `/gateway/files?path=${encodeURIComponent(path)}`, ...headers});

  const whole = await get('originals/ranges/a');
  const part = await get('originals/ranges/a', {Range: 'bytes=4-', 'If-Range': whole.headers.etag});
  const behind = await get('originals/ranges/a', {Range: 'bytes=8-'});
  const out = await get('../bob/a');

  expect([whole.headers[':status'], whole.body.toString()]).toEqual([200, 'film-one']);
  expect([part.headers[':status'], part.body.toString()]).toEqual([206, '-one']);
  expect([behind.headers[':status'], behind.headers['content-range']]).toEqual([416, 'bytes */8']);
  expect([out.headers[':status'], JSON.parse(out.body.toString())]).toMatchObject([400, {type: 'NasNameError'}]);
});

test.skipIf(!hasOpenssl)('over HTTP/2 a file that changes while it is sent ends its stream in an error', async () => {
  await mkdir(join(nasFolder(), 'changed'), {recursive: true});
  await writeFile(join(nasFolder(), 'changed', 'a'), Buffer.alloc(24 << 20));
  const stream = send({':path': '/gateway/files?path=originals/changed/a'}, true);
  const failed = new Promise<NodeJS.ErrnoException>((resolve) => stream.once('error', resolve));
  await new Promise((resolve) => stream.once('data', resolve));
  stream.pause();
  await writeFile(join(nasFolder(), 'changed', 'a'), 'other', {flag: 'r+'});
  stream.resume();

  expect((await failed).code).toBe('ERR_HTTP2_STREAM_ERROR');
  expect((await receive({':path': '/kapi/health'})).headers[':status']).toBe(200);
});

const nasFolder = () => join(gateway.dataFolder, 'nas', 'alice', 'originals');
const sha1 = (body: Buffer | string) => createHash('sha1').update(body).digest('base64');

async function sizeOfPart(): Promise<number> {
  const [part = ''] = await readdir(join(nasFolder(), 'h2'));
  return (await stat(join(nasFolder(), 'h2', part))).size;
}

/** A whole exchange: the answer's headers and body. */
async function receive(headers: OutgoingHttpHeaders, body?: Buffer) {
  const stream = send(headers, body === undefined);
  if (body !== undefined) stream.end(body);
  const answered = new Promise<IncomingHttpHeaders & {':status'?: number}>((resolve) =>
    stream.once('response', resolve),
  );
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return {headers: await answered, body: Buffer.concat(pieces)};
}

function send(headers: OutgoingHttpHeaders, isWhole = false) {
  const stream = session.request({Authorization: 'Bearer secret-a', ...headers}, {endStream: isWhole});
  return stream.on('error', () => undefined);
}

function answerTo(headers: OutgoingHttpHeaders): Promise<OutgoingHttpHeaders> {
  return new Promise((resolve) => send(headers, true).once('response', resolve).resume());
}

async function offsetOf(path: string): Promise<number> {
  return Number((await answerTo({':method': 'HEAD', ':path': path, ...tusHeaders}))['upload-offset']);
}
