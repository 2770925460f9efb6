import {readDevice} from '../support/device.ts';
import {expect, test} from '../support/fixtures.ts';
import type {HostPage} from '../support/host-page.ts';
import {sampleMedia} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';

const films = {isNetwork: true, transcodeTypes: ['mp4', 'mkv', 'webm', 'ts']} as const;
/** Slow enough for a look at a film that is being sent. */
const slow = 5_000;

/** The poster of a job: how large it is, and the mean of its red, green and blue. */
async function poster({page}: HostPage, uuid: string) {
  return page.evaluate(async (id) => {
    const blob = await window.app?.getPoster(id);
    if (!blob) return undefined;
    const image = await createImageBitmap(blob);
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context?.drawImage(image, 0, 0);
    const pixels = [...(context?.getImageData(0, 0, image.width, image.height).data ?? [])];
    const mean = (channel: number) =>
      pixels.reduce((sum, level, at) => sum + (at % 4 === channel ? level : 0), 0) / (pixels.length / 4);
    return {width: image.width, height: image.height, red: mean(0), green: mean(1), blue: mean(2)};
  }, uuid);
}

test('a film has its poster, length and plan while it waits, after a reload, and for nobody else', async ({
  hostPage,
  faultProxy,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  faultProxy.limitUploads(slow);
  await hostPage.open(gateway.token);
  const [job] = await hostPage.addUploads(await sampleMedia('red.mp4'), films);
  const uuid = job?.uuid ?? '';

  await expect.poll(async () => (await hostPage.job(uuid))?.poster).toBe(true);
  const waiting = await hostPage.job(uuid);
  expect(waiting?.state).toBe('running');
  expect(waiting).toMatchObject({width: 180, height: 320, plan: {way: 'repackage'}});
  expect(waiting?.durationSeconds).toBeCloseTo(13, 0);
  const shown = await poster(hostPage, uuid);
  expect(shown).toMatchObject({width: 90, height: 160});
  // It begins black: the picture is of a place where there is something to see.
  expect(shown?.red).toBeGreaterThan(200);
  expect((shown?.green ?? 255) + (shown?.blue ?? 255)).toBeLessThan(80);

  await hostPage.page.reload();
  await hostPage.page.waitForFunction(() => window.app !== undefined);
  expect(await poster(hostPage, uuid)).toEqual(shown);

  await hostPage.page.evaluate(() => window.app?.kmokeLogout());
  expect(await poster(hostPage, uuid)).toBeUndefined();
  await hostPage.signIn(gateway.token);
  faultProxy.limitUploads(Infinity);
  const transcode = await hostPage.transcodeOf(uuid);
  expect(transcode).toMatchObject({poster: true, plan: {way: 'repackage'}});
  expect(await poster(hostPage, transcode.uuid)).toEqual(shown);

  await hostPage.untilState(transcode.uuid, 'done');
  await hostPage.command('removeJob', uuid);
  expect(await poster(hostPage, transcode.uuid)).toEqual(shown);
  await hostPage.command('removeJob', transcode.uuid);
  await expect.poll(async () => (await readDevice(hostPage.page)).records['posters']).toBeUndefined();
});

test('films that are damaged, odd or none at all are looked at without harm, and tell what they can', async ({
  hostPage,
  gateway,
}) => {
  const names = ['garbage.mp4', 'empty.mp4', 'cut-off.mp4', 'no-index.mp4', 'hole.mp4', 'one-frame.mp4'] as const;
  const odd = ['turned.mp4', 'odd-size.mkv', 'vp9.webm', 'other-sound.mkv', 'broadcast.ts'] as const;
  await hostPage.open(gateway.token);
  const paths = [];
  for (const name of [...names, ...odd]) paths.push(await sampleMedia(name));

  const jobs = await hostPage.addUploads(paths, {...films, ready: false});
  const seen = async () => (await hostPage.jobs()).filter(({plan}) => plan !== undefined).length;
  await expect.poll(seen, {timeout: 60_000}).toBe(paths.length);

  const named = (name: string) => jobs.find(({fileName}) => fileName === name)?.uuid ?? '';
  expect((await hostPage.job(named('garbage.mp4')))?.plan).toMatchObject({why: 'container'});
  expect((await hostPage.job(named('other-sound.mkv')))?.plan).toEqual({way: 'webcodecs', why: 'not-aac'});
  // Its clock begins at 16:40:00.
  await expect.poll(async () => (await hostPage.job(named('broadcast.ts')))?.durationSeconds).toBeCloseTo(13, 0);
  await expect.poll(() => poster(hostPage, named('turned.mp4'))).toMatchObject({width: 90, height: 160});
  expect(await poster(hostPage, named('odd-size.mkv'))).toBeUndefined();
  expect((await hostPage.jobs()).every(({state, error}) => state === 'added' && error === null)).toBe(true);
});

test.describe('battery and data', () => {
  test.skip(({browserName}) => browserName === 'firefox', 'Firefox tells of neither.');

  test('a low battery holds transcodes back, and nothing else; the row says so', async ({journey, testBrowser}) => {
    await testBrowser.context.addInitScript(() => {
      const battery = Object.assign(new EventTarget(), {charging: false, level: 0.1});
      Object.assign(window, {battery});
      Object.defineProperty(Navigator.prototype, 'getBattery', {configurable: true, value: async () => battery});
    });
    await journey.page.reload();
    await journey.addFiles(await sampleMedia('red.mp4'));

    await journey.untilState('red.mp4', 'done');
    const transcode = journey.row('red.mp4', 'transcode');
    await expect(transcode).toContainText('Waits for power: the battery is low');
    await expect(transcode.locator('img')).toHaveJSProperty('naturalHeight', 160);
    await expect(transcode).toContainText('0:13');
    await journey.page.evaluate(() => {
      const {battery} = window as unknown as {battery: EventTarget & {charging: boolean}};
      battery.charging = true;
      battery.dispatchEvent(new Event('chargingchange'));
    });

    await journey.untilState('red.mp4', 'done', 'transcode');
  });

  test('transfers wait while the browser saves data, and go on when somebody says so', async ({
    journey,
    faultProxy,
  }) => {
    faultProxy.limitUploads(slow);
    await journey.addFiles(await sampleMedia('red.mp4'));
    await journey.untilState('red.mp4', 'running');
    for (const worker of journey.page.workers()) {
      await worker.evaluate(() => {
        const {connection} = navigator as {connection?: EventTarget};
        if (!connection) return;
        Object.defineProperty(connection, 'saveData', {value: true});
        connection.dispatchEvent(new Event('change'));
      });
    }
    await expect(journey.row('red.mp4')).toContainText('Waiting, since data is to be saved');
    await expect(journey.row('red.mp4')).toHaveAttribute('data-state', 'waiting');

    faultProxy.limitUploads(Infinity);
    await journey.page.getByRole('button', {name: 'Go on all the same'}).click();
    await journey.untilState('red.mp4', 'done');
  });
});
