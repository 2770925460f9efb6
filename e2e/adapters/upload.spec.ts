import {randomBytes} from 'node:crypto';
import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from './harness.ts';
import {answer, cutAfter, TusTestServer} from './tus-test-server.ts';

const mebibyte = 1 << 20;

test('a file goes over by XMLHttpRequest in chunks, each with its checksum, and arrives whole (F2)', async ({
  server,
  folder,
  upload,
}) => {
  server.capabilities = {'Tus-Extension': 'creation,checksum', 'Tus-Checksum-Algorithm': 'sha1,sha256,md5'};
  const {path, bytes} = fileOf(folder, 3 * mebibyte);

  const outcome = await upload(path, {chunkBytes: mebibyte, checksums: true});

  expect(outcome).toMatchObject({
    transfer: {offset: bytes.length, complete: true},
    acknowledged: [0, mebibyte, 2 * mebibyte, 3 * mebibyte],
  });
  expect(server.only.bytes.equals(bytes)).toBe(true);
  expect(server.headers.filter((headers) => headers['upload-checksum'] !== undefined)).toHaveLength(3);
});

test('bytes on the wire are told while a chunk is under way, and never too many', async ({
  server,
  folder,
  upload,
  page,
}) => {
  const {path, bytes} = fileOf(folder, 48 * mebibyte);
  let goOn: () => void = () => undefined;
  const told = new Promise<void>((resolve) => (goOn = resolve));
  server.next('PATCH', () => 'go-on');
  server.next('PATCH', async () => {
    await told;
    return 'go-on' as const;
  });

  const outcome = upload(path);
  await page.waitForFunction((acknowledged) => window.harness.sentBytes > acknowledged, 4 * mebibyte);
  const inFlight = await page.evaluate(() => window.harness.sentBytes);
  goOn();

  const {sent, transfer} = await outcome;
  expect(inFlight).toBeLessThan(bytes.length);
  expect(transfer?.complete).toBe(true);
  expect(sent).toEqual([...sent].sort((a, b) => a - b));
  expect(sent.at(-1)).toBe(bytes.length);
});

test('a connection cut in a chunk is a lost network; the next call goes on at the server’s offset (F8)', async ({
  server,
  folder,
  upload,
}) => {
  const {path, bytes} = fileOf(folder, 3 * mebibyte);
  server.next('PATCH', cutAfter(700_000));
  // The browser may send a request again by itself after a reset.
  server.next('PATCH', stayDown);

  const cut = await upload(path, {chunkBytes: mebibyte});
  server.behave();
  const known = {url: `${origin(server)}/files/u1`, offset: 0, complete: false};
  const resumed = await upload(path, {chunkBytes: mebibyte, known});

  expect(cut.failed).toBe('network-lost');
  expect(resumed.acknowledged[0]).toBe(700_000);
  expect(server.only.bytes.equals(bytes)).toBe(true);

  function stayDown({socket}: {socket: {destroy(): void}}): void {
    server.next('PATCH', stayDown);
    socket.destroy();
  }
});

test('an abort ends the request under way, with its reason', async ({server, folder, upload, page}) => {
  const {path} = fileOf(folder, mebibyte);
  const closed = new Promise<void>((resolve) => {
    server.next('PATCH', (request, response) => {
      request.resume();
      response.on('close', resolve);
      void page.evaluate(() => window.harness.abort('paused'));
    });
  });

  const outcome = await upload(path);

  expect(outcome.failed).toBe('reason:paused');
  await closed;
});

test('a server that reads no more is silent', async ({server, folder, upload}) => {
  const {path} = fileOf(folder, 4 * mebibyte);
  server.next('PATCH', (request) => void request.pause());

  expect((await upload(path, {silenceMs: 500})).failed).toBe('server-silent');
});

test('a redirected chunk is refused, and its token stays at home (CONTRACT 2)', async ({server, folder, upload}) => {
  await using other = await TusTestServer.start();
  const {path} = fileOf(folder, 1000);
  server.next('PATCH', answer(307, {Location: `${other.base}/files/u1`}));

  const outcome = await upload(path);

  expect(['origin-refused', 'network-lost']).toContain(outcome.failed);
  expect(other.headers.every(({authorization}) => authorization === undefined)).toBe(true);
});

test('a redirect on the same origin is refused too', async ({server, folder, upload}) => {
  const {path} = fileOf(folder, 1000);
  server.next('PATCH', answer(307, {Location: '/files/elsewhere'}));

  expect((await upload(path)).failed).toBe('origin-refused');
});

test('a file that vanishes mid-way is missing, not a network that failed', async ({server, folder, upload}) => {
  const {path} = fileOf(folder, 3 * mebibyte);
  server.next('PATCH', () => {
    rmSync(path);
    return 'go-on';
  });

  // Firefox says nothing of a body that it cannot read: the silence is looked into.
  expect((await upload(path, {chunkBytes: mebibyte, silenceMs: 1000})).failed).toBe('source-missing');
});

test('the service worker sends the same by fetch (X2)', async ({server, folder, upload, page}) => {
  const {path, bytes} = fileOf(folder, 2 * mebibyte);
  await upload(fileOf(folder, 0).path);
  server.uploads.clear();
  await page.getByLabel('File').setInputFiles(path);

  const outcome = await page.evaluate((order) => window.harness.uploadFromServiceWorker(order), {chunkBytes: mebibyte});

  expect(outcome).toMatchObject({acknowledged: [0, mebibyte, 2 * mebibyte], transfer: {complete: true}});
  expect(server.only.bytes.equals(bytes)).toBe(true);
});

function fileOf(folder: string, size: number): {path: string; bytes: Buffer} {
  const path = join(folder, `file-${size}.bin`);
  const bytes = randomBytes(size);
  writeFileSync(path, bytes);
  return {path, bytes};
}

/** As the page sees it. */
function origin(server: TusTestServer): string {
  return server.base.replace('127.0.0.1', 'localhost');
}
