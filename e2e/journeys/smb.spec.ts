import {statSync} from 'node:fs';
import {basename, join} from 'node:path';
import {startSmbServer, type SmbServer} from '../../gateway/testing/smb-server.ts';
import type {Gateway} from '../support/gateway.ts';
import {fetchRendition} from '../support/hls.ts';
import {largeFilm, sha256OfFile} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';
import {anyNasBody, mb} from '../support/requests.ts';
import {recordOf} from '../support/server-files.ts';
import {expect, filesBelow, test as base} from '../support/two-routes.ts';
import {checkRendition} from '../transcode/judge.ts';
import {isFull} from '../transcode/matrix.ts';

/** `test` whose gateway writes to a real smbd that demands signing. */
const test = base.extend<{smb: SmbServer}>({
  smb: async ({}, use) => {
    await using smb = await startSmbServer({security: 'signing'});
    await use(smb);
  },
  gatewayOptions: async ({smb}, use) => {
    await use({env: {CARRYON_NAS: smb.url, CARRYON_NAS_PASSWORD: smb.password}});
  },
});

// It is the gateway's way to the share; what the browser does on it is in routes.spec.ts, in both.
test.skip(({browserName}) => browserName !== 'chromium', 'seen in Chromium');

test(`F1, F3, F5, X1: ${isFull ? 356 : 89} MB go up, become a film and come down again, while share and gateway are killed`, async ({
  hostPage,
  intranet,
  smb,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  const path = await largeFilm(isFull ? 4 : 1);
  const [name, size] = [basename(path), statSync(path).size];
  const ends = {share: () => smb.kill().then(() => smb.restart()), gateway: () => restart(gateway)};
  intranet.limitUploads(isFull ? 120 * mb : 40 * mb);
  intranet.limitDownloads(isFull ? 120 * mb : 40 * mb);
  await hostPage.open(gateway.token);
  await hostPage.untilControlled();

  const [{uuid} = {uuid: ''}] = await hostPage.addUploads(path, {transcodeTypes: ['mp4'], isNetwork: false});
  await intranet.untilBodyBytes(anyNasBody, size / 4);
  await ends.share();
  await intranet.untilBodyBytes(anyNasBody, size / 2);
  await ends.gateway();
  const {bizId = ''} = await hostPage.untilState(uuid, 'done');
  await intranet.untilBodyBytes(anyNasBody, size * 1.25);
  await ends.share();
  const transcode = await hostPage.transcodeOf(uuid);
  await hostPage.untilState(transcode.uuid, 'done');

  const original = `alice/originals/${uuid}/${name}`;
  expect(await filesBelow(smb.shareFolder)).toEqual([
    original,
    `alice/transcodes/${uuid}/${uuid}.m3u8`,
    `alice/transcodes/${uuid}/${uuid}.ts`,
  ]);
  expect(await sha256OfFile(join(smb.shareFolder, original))).toBe(await sha256OfFile(path));
  const {transcode: kept} = await recordOf(gateway, bizId);
  checkRendition(await fetchRendition(gateway, kept?.fileUrl ?? ''), path);

  const nasPath = `originals/${uuid}/${name}`;
  const [{uuid: download} = {uuid: ''}] = await hostPage.addDownloads([{url: nasPath, fileName: name}], false);
  await hostPage.untilProgress(download, 25);
  await ends.share();
  await hostPage.untilProgress(download, 50);
  await ends.gateway();
  expect(await hostPage.untilState(download, 'done')).toMatchObject({result: {size}, attempts: 0});
  const saved = await hostPage.saveDownload(download);
  expect(await sha256OfFile(saved.path)).toBe(await sha256OfFile(path));
});

async function restart(gateway: Gateway): Promise<void> {
  await gateway.kill();
  await gateway.start();
}
