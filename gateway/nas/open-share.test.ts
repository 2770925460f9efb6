import {mkdtemp, readFile, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {expect, test} from 'vitest';
import {createOnNas, getFromNas, pathOf} from '../testing/nas-client.ts';
import {patterned} from '../testing/share-contract.ts';
import {hasSmbServer, startSmbServer} from '../testing/smb-server.ts';
import {startTestGateway} from '../testing/test-gateway.ts';
import {offsetOf, patchUpload} from '../testing/tus-client.ts';
import {openShare} from './open-share.ts';

test('a folder that CARRYON_NAS names is the NAS, whatever is in its name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'carryon nas %2F #'));
  const share = openShare({nas: pathToFileURL(folder), nasPassword: ''}, '/nonexistent', () => undefined);

  await share.makeFolders('alice');

  expect(await readdir(folder)).toEqual(['alice']);
  await rm(folder, {recursive: true});
});

test.skipIf(!hasSmbServer)('an SMB server takes uploads and gives ranges; while it is away that is told', async () => {
  await using server = await startSmbServer({security: 'encryption'});
  const variables = {CARRYON_NAS: server.url, CARRYON_NAS_PASSWORD: server.password};
  await using gateway = await startTestGateway(variables);
  const film = patterned(3_000_000);
  const upload = pathOf(await createOnNas(gateway, 'originals/u1/片 #1.mp4', film.length));

  await patchUpload(gateway, upload, 0, film.subarray(0, 2_000_000));
  await server.kill();
  const away = await patchUpload(gateway, upload, 2_000_000, film.subarray(2_000_000));
  const health = await gateway.call('/gateway/health');
  await server.restart();
  await expect.poll(async () => (await gateway.call('/gateway/health')).json()).toMatchObject({nas: true});
  const offset = await offsetOf(gateway, upload);
  const rest = await patchUpload(gateway, upload, offset, film.subarray(offset));
  const range = await getFromNas(gateway, 'originals/u1/片 #1.mp4', {headers: {Range: 'bytes=1999998-2000009'}});

  expect(away.status).toBe(503);
  expect(await health.json()).toMatchObject({ok: true, nas: false});
  expect([offset, rest.status, range.status]).toEqual([2_000_000, 204, 206]);
  expect(Buffer.from(await range.arrayBuffer()).equals(film.subarray(1_999_998, 2_000_010))).toBe(true);
  const folder = join(server.shareFolder, 'alice', 'originals', 'u1');
  expect(await readdir(folder)).toEqual(['片 #1.mp4']);
  expect((await readFile(join(folder, '片 #1.mp4'))).equals(film)).toBe(true);
});
