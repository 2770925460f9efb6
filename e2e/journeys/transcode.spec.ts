import {expect, test} from '../support/fixtures.ts';
import {checkRendition, fetchRendition} from '../support/hls.ts';
import {sampleMedia, sha256OfFile} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';
import {recorded} from '../support/requests.ts';
import {recordOf, sha256AtServer} from '../support/server-files.ts';

for (const [name, way] of [
  ['b-frames.mp4', 'repackage'],
  ['vp9.webm', 'webcodecs'],
] as const) {
  test(`${name} is uploaded, made into HLS and kept at the server`, async ({hostPage, gateway}) => {
    const path = await sampleMedia(name);
    await hostPage.open(gateway.token);

    const [job] = await hostPage.addUploads(path, {isNetwork: true, transcodeTypes: ['mp4', '.WEBM']});
    const {uuid = ''} = job ?? {};
    const {bizId = '', fileUrl = ''} = await hostPage.untilState(uuid, 'done');
    const transcode = await hostPage.transcodeOf(uuid);
    expect(await hostPage.untilState(transcode.uuid, 'done')).toMatchObject({way});

    expect(await sha256AtServer(gateway, fileUrl)).toBe(await sha256OfFile(path));
    const {transcode: kept} = await recordOf(gateway, bizId);
    expect(String(kept?.status)).toBe('1');
    await checkRendition(await fetchRendition(gateway, kept?.fileUrl ?? ''), path);
  });
}

test('a network that goes does not disturb a transcode; its result goes out when it is back', async ({
  hostPage,
  faultProxy,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  const path = await sampleMedia('long.avi');
  await hostPage.open(gateway.token);

  const [job] = await hostPage.addUploads(path, {isNetwork: true, transcodeTypes: ['avi']});
  const {uuid = ''} = job ?? {};
  const {bizId = ''} = await hostPage.untilState(uuid, 'done');
  const transcode = await hostPage.transcodeOf(uuid);
  await hostPage.untilProgress(transcode.uuid, 1);
  await faultProxy.goOffline();
  // Made without a network, it has nowhere to go.
  await hostPage.untilBlocked(transcode.uuid, 'network');
  expect(faultProxy.requests(recorded)).toHaveLength(0);

  await faultProxy.goOnline();
  await hostPage.untilState(transcode.uuid, 'done');
  const {transcode: kept} = await recordOf(gateway, bizId);
  await checkRendition(await fetchRendition(gateway, kept?.fileUrl ?? ''), path);
});
