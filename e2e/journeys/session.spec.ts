import {expect, test} from '../support/fixtures.ts';
import {randomFile, sha256OfFile} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';
import {anyBody, chunks, mb} from '../support/requests.ts';
import {sha256AtServer} from '../support/server-files.ts';

test('G3: a token that ends in the middle stops nothing for good, and costs no retry', async ({
  hostPage,
  faultProxy,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  const path = await randomFile('60-mb.bin', 60 * mb);
  faultProxy.addRule({match: chunks, fault: {type: 'answer', status: 401, body: '{}'}, skip: 1});
  await hostPage.open(gateway.token);
  const [job] = await hostPage.addUploads(path);
  const uuid = job?.uuid ?? '';

  await hostPage.untilBlocked(uuid, 'session');
  expect(await hostPage.job(uuid)).toMatchObject({state: 'waiting', attempts: 0});
  const acknowledged = faultProxy
    .requests(anyBody)
    .reduce((sum, entry) => sum + (entry.status === 204 ? entry.bodyBytes : 0), 0);
  await hostPage.signIn(gateway.token);
  const {fileUrl = ''} = await hostPage.untilState(uuid, 'done');

  expect(await sha256AtServer(gateway, fileUrl)).toBe(await sha256OfFile(path));
  const offsets = faultProxy.requests(chunks).map(({headers}) => Number(headers['upload-offset']));
  expect(offsets.filter((offset) => offset < acknowledged)).toHaveLength(1);
});

test('Q11: a command works from any window, and all show the same', async ({
  hostPage,
  another,
  faultProxy,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  faultProxy.limitUploads(3 * mb);
  await hostPage.open(gateway.token);
  await hostPage.untilRunsHere();
  await another.openOnly();
  const [job] = await hostPage.addUploads(await randomFile('60-mb.bin', 60 * mb));
  const uuid = job?.uuid ?? '';
  await faultProxy.untilBodyBytes(anyBody, mb);

  await another.command('pauseJob', uuid);
  await hostPage.untilState(uuid, 'paused');
  await another.untilState(uuid, 'paused');
  await another.command('resumeJob', uuid);
  await hostPage.untilState(uuid, 'running');
  await another.command('cancelJob', uuid);

  await hostPage.untilState(uuid, 'cancelled');
  await expect.poll(() => faultProxy.requests({method: 'DELETE', path: /^\/files\/./}).at(-1)?.status).toBe(204);
});
