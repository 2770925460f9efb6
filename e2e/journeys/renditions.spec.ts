import {basename} from 'node:path';
import {expect, test} from '../support/fixtures.ts';
import {networkErrors} from '../support/page-errors.ts';
import {fetchFile, recordOf} from '../support/server-files.ts';
import {ffmpeg, words} from '../transcode/native.ts';

test('with several sizes a film goes up in each of them, and plays from the server and from this device', async ({
  journey,
  gateway,
  faultProxy,
  errors,
}) => {
  const path = test.info().outputPath('film.mp4');
  const picture = '-f lavfi -i testsrc2=size=640x580:rate=15:duration=8';
  ffmpeg([...words(`${picture} -f lavfi -i sine=duration=8 -c:v libx264 -bf 2 -g 30 -c:a aac`), path]);
  const {page} = journey;
  await journey.untilControlled();
  await page.getByRole('button', {name: 'Settings'}).click();
  const several = page.getByRole('switch', {name: 'Films in several sizes'});
  await several.click();
  await expect(several).toBeChecked();
  await page.keyboard.press('Escape');

  await journey.addFiles(path);
  await journey.untilState('film.mp4', 'done');
  await journey.untilState('film.mp4', 'done', 'transcode');

  const [job] = await page.evaluate(async () => (await window.app?.getAllJobs(location.origin))?.upload ?? []);
  const {transcode} = await recordOf(gateway, job?.bizId ?? '');
  const master = new URL(transcode?.fileUrl ?? '', `${gateway.url}/`);
  const playlists = uris(await (await fetchFile(gateway, master.href)).text());
  const name = basename(master.pathname, '.m3u8');
  expect(playlists).toEqual([`${name}-580p.m3u8`, `${name}-480p.m3u8`]);
  const segments: string[] = [];
  for (const playlist of playlists) {
    segments.push(...uris(await (await fetchFile(gateway, new URL(playlist, master).href)).text()));
  }
  expect([...new Set(segments)]).toEqual([`${name}.ts`, `${name}-480p.ts`]);
  for (const segment of new Set(segments)) await fetchFile(gateway, new URL(segment, master).href, {method: 'HEAD'});

  await journey.play('film.mp4', 'Playing from the server');
  errors.allow(...networkErrors);
  await faultProxy.goOffline();
  await page.reload();
  await journey.play('film.mp4', 'Playing from this device');
});

/** What a playlist names. */
function uris(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
