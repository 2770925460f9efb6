import {expect} from '@playwright/test';
import {unlinkSync} from 'node:fs';
import {test} from './transcode-page.ts';

test.describe.configure({mode: 'default', timeout: 150_000});

test('a cancel ends the work at once', async ({transcoder}) => {
  const {outcome} = await transcoder.transcode(transcoder.make('long.avi'), {cancelAt: 0.05});

  expect(outcome).toMatchObject({state: 'failed', message: 'cancelled'});
  expect(outcome.cancelMs).toBeLessThan(1000);
});

test('a cancelled job that is started again at once keeps its result', async ({transcoder}) => {
  const {uuid} = await transcoder.transcode(transcoder.make('long.avi'), {cancelAt: 0.05});
  const {outcome} = await transcoder.transcodeAs(uuid, transcoder.make('silent.mp4'), {});

  expect(outcome).toMatchObject({state: 'done', ways: ['repackage']});
  // Whoever still cleared up after the older run would find its files free while the next one is made.
  await transcoder.transcode(transcoder.make('b-frames.mp4'));
  expect(Object.keys(await transcoder.list(uuid))).toHaveLength(2);
});

test('a file that is gone by then is said to be gone', async ({transcoder}) => {
  for (const name of ['b-frames.mp4', 'mpeg4.avi'] as const) {
    const path = transcoder.make(name);
    const {outcome} = await transcoder.transcode(path, {}, () => unlinkSync(path));

    expect(outcome).toMatchObject({state: 'failed', code: 'source-missing'});
  }
});

test('a full device is said to be full, and nothing is left', async ({transcoder, browserName}) => {
  test.skip(browserName !== 'chromium', 'only its debugger can make the device small');
  const {page, context, harness} = transcoder;
  const debug = await context.newCDPSession(page);
  const origin = harness.url.slice(0, -1);
  await debug.send('Storage.overrideQuotaForOrigin', {origin, quotaSize: 100_000});
  try {
    for (const name of ['b-frames.mp4', 'mpeg4.avi'] as const) {
      const {outcome, uuid} = await transcoder.transcode(transcoder.make(name));

      expect(outcome).toMatchObject({state: 'failed', code: 'storage-full'});
      expect(await transcoder.list(uuid)).toEqual({});
    }
  } finally {
    await debug.send('Storage.overrideQuotaForOrigin', {origin});
  }
});
