import {spawnSync} from 'node:child_process';
import {mkdtemp, rm, stat} from 'node:fs/promises';
import {connect} from 'node:http2';
import type {ClientHttp2Session, OutgoingHttpHeaders} from 'node:http2';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {startTestGateway} from './testing/test-gateway.ts';
import type {TestGateway} from './testing/test-gateway.ts';
import {patchHeaders, tusHeaders} from './testing/tus-client.ts';

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
