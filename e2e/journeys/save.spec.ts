import {expect, test} from '../support/fixtures.ts';
import {randomFile, sha256OfFile} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';
import {mb} from '../support/requests.ts';

// The browsers' own dialogs cannot be answered here: what is saved goes where downloads go.
const withoutPickers = () => {
  Object.assign(window, {showSaveFilePicker: undefined, showDirectoryPicker: undefined});
};

test('a finished upload comes down again, pasted links too, and all of it is saved', async ({
  journey,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  const path = await randomFile('3-mb.bin', 3 * mb);
  const {page} = journey;
  await page.addInitScript(withoutPickers);
  // The token of the address is used once: a reload before it was taken would sign nobody in.
  await expect(page.getByText('Online by internet')).toBeVisible();
  await page.reload();
  await journey.untilControlled();

  await journey.addFiles(path);
  await journey.untilState('3-mb.bin', 'done');
  await page.getByRole('button', {name: 'Download: 3-mb.bin'}).click();
  await journey.untilState('3-mb.bin', 'done', 'download');
  await expect(journey.row('3-mb.bin', 'download')).toContainText('Downloaded, not saved to your disk yet');

  const fileUrl = await page.evaluate(async () => (await window.app?.getAllJobs(location.origin))?.upload[0]?.fileUrl);
  await page.getByRole('button', {name: 'More ways to bring something'}).click();
  await page.getByRole('menuitem', {name: 'Paste links to download'}).click();
  await page
    .getByRole('textbox', {name: 'Links, one a line'})
    .fill(`${String(fileUrl)}?again\n${new URL(page.url()).origin}/kapi/files/nothing`);
  await page.getByRole('button', {name: 'Download 2 files'}).click();
  const name = new URL(fileUrl ?? '', gateway.url).pathname.split('/').at(-1) ?? '';
  await journey.untilState(name, 'done', 'download');
  await journey.untilState('nothing', 'failed', 'download');

  const saved: string[] = [];
  page.on('download', (download) => void download.path().then((file) => saved.push(file)));
  await page.getByRole('tab', {name: /Downloads/}).click();
  await page.getByRole('button', {name: 'More for all of these: Downloads'}).click();
  await page.getByRole('menuitem', {name: 'Save all to disk (2)'}).click();
  await expect.poll(() => saved.length).toBe(2);

  for (const file of saved) expect(await sha256OfFile(file)).toBe(await sha256OfFile(path));
  await expect(page.getByText(/Saved to your disk/)).toHaveCount(2);
});
