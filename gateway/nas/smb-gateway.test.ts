import {createHash, randomBytes, randomUUID} from 'node:crypto';
import {mkdir, readFile, readdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {Faults} from '../testing/faults.ts';
import {createOnNas, getFromNas, pathOf, uploadToNas} from '../testing/nas-client.ts';
import {connectTo} from '../testing/smb-connection.ts';
import {hasSmbServer, startSmbServer} from '../testing/smb-server.ts';
import type {SmbServer} from '../testing/smb-server.ts';
import {startTestGateway} from '../testing/test-gateway.ts';
import type {TestGateway} from '../testing/test-gateway.ts';
import {offsetOf, patchUpload} from '../testing/tus-client.ts';

describe.skipIf(!hasSmbServer)('over a real SMB server', () => {
  const faults = new Faults();
  let server: SmbServer;
  let gateway: TestGateway;
  beforeAll(async () => {
    server = await startSmbServer({security: 'signing'});
    gateway = await startTestGateway({}, undefined, faults.of(connectTo(server)));
  }, 60_000);
  afterEach(() => {
    faults.now = undefined;
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await server.stop();
  });

  const onNas = (...names: string[]) => join(server.shareFolder, 'alice', ...names);
  const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  const isUp = async () => ((await (await gateway.call('/gateway/health')).json()) as {nas: boolean}).nas;

  test('killed in the middle of an upload it is 503, and the file goes on where the share stands', async () => {
    const body = randomBytes(32 << 20);
    const upload = pathOf(await createOnNas(gateway, 'originals/u1/片 🎬.mp4', body.length));
    await patchUpload(gateway, upload, 0, body.subarray(0, 4 << 20));

    const sending = patchUpload(gateway, upload, 4 << 20, body.subarray(4 << 20));
    await server.kill();
    const cut = await sending;
    const down = await isUp();
    await server.restart();
    await expect.poll(isUp, {timeout: 10_000}).toBe(true);
    const offset = await offsetOf(gateway, upload);
    const rest = await patchUpload(gateway, upload, offset, body.subarray(offset));

    expect([cut.status, await cut.json(), down]).toMatchObject([503, {type: 'NasGoneError'}, false]);
    expect(offset).toBeGreaterThanOrEqual(4 << 20);
    expect(rest.status).toBe(204);
    expect(await readdir(onNas('originals/u1'))).toEqual(['片 🎬.mp4']);
    expect(digestOf(await readFile(onNas('originals/u1/片 🎬.mp4')))).toBe(digestOf(body));
  });

  test('a rename of which the answer was lost is found out; the file is known as this upload wrote it', async () => {
    const identifier = randomUUID();
    const upload = pathOf(await createOnNas(gateway, 'lost/a', 8, {identifier}));
    faults.now = {call: 'rename', when: 'after', problem: 'gone'};
    const lost = await patchUpload(gateway, upload, 0, 'film-one');
    faults.now = undefined;
    const offset = await offsetOf(gateway, upload);
    await uploadToNas(gateway, 'lost/a', 'film-one', {identifier});
    const other = await createOnNas(gateway, 'lost/a', 8);

    expect([lost.status, offset, other.status]).toEqual([503, 8, 409]);
    expect(await readdir(onNas('lost'))).toEqual(['a']);
  });

  test('killed while a file is sent it cuts the answer, and a range with the same ETag goes on', async () => {
    const body = randomBytes(24 << 20);
    await mkdir(onNas('sent'), {recursive: true});
    await writeFile(onNas('sent/a'), body);
    const answer = await getFromNas(gateway, 'sent/a');
    const reader = answer.body?.getReader();
    const received: Uint8Array[] = [];
    const drain = async () => {
      for (;;) {
        const piece = await reader?.read();
        if (piece?.done !== false) return;
        received.push(piece.value as Uint8Array);
      }
    };
    await reader?.read().then(({value}) => received.push(value as Uint8Array));
    await server.kill();
    await expect(drain()).rejects.toThrow('terminated');
    await server.restart();
    await expect.poll(isUp, {timeout: 10_000}).toBe(true);

    const first = Buffer.concat(received);
    const headers = {Range: `bytes=${first.length}-`, 'If-Range': answer.headers.get('ETag') ?? ''};
    const rest = await getFromNas(gateway, 'sent/a', {headers});

    expect(rest.status).toBe(206);
    expect(digestOf(Buffer.concat([first, Buffer.from(await rest.arrayBuffer())]))).toBe(digestOf(body));
  });

  test('five answers that nobody reads keep no upload from the share', async () => {
    await mkdir(onNas('stalled'), {recursive: true});
    await writeFile(onNas('stalled/a'), Buffer.alloc(24 << 20));
    const stalled = await Promise.all(Array.from({length: 5}, () => getFromNas(gateway, 'stalled/a')));

    await uploadToNas(gateway, 'stalled/b', 'film');

    expect(await readFile(onNas('stalled/b'), 'utf8')).toBe('film');
    await Promise.all(stalled.map(async ({body}) => body?.cancel()));
  });
});
