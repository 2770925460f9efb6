import type {Page} from '@playwright/test';
import {savedFile} from '../support/saved-file.ts';
import {axeSeesInChromium, axeViolations, expect, looks, test} from './gallery.ts';

test.use({actionTimeout: 5_000});

const more = (page: Page) => page.getByRole('button', {name: /^(More for all of these|对这里全部任务的更多操作)/});
const items = (page: Page) => page.getByRole('menuitem');
const jobsIn = (page: Page, state: string, kind: string) =>
  page.locator(`job-row[data-state="${state}"][data-kind="${kind}"]`);
const openJob = async (page: Page, name: string) => {
  const uuid = await page.locator('job-row', {hasText: name}).first().getAttribute('data-uuid');
  await page.evaluate((id) => (location.hash = `#/job/${id ?? ''}`), uuid);
  await expect(page.locator('job-log')).toBeVisible();
};

/** As Chrome on Android has it. */
const onMobileNetwork = () =>
  Object.defineProperty(navigator, 'connection', {value: Object.assign(new EventTarget(), {type: 'cellular'})});

test('Q11: all jobs can be paused, resumed, retried, continued, cancelled or cleared away, as far as it is possible', async ({
  page,
  openGallery,
}) => {
  await openGallery({still: true});

  await more(page).press('Enter');
  await expect(items(page)).toHaveText([
    'Pause all (10)',
    'Resume all (1)',
    'Retry all now (1)',
    'Continue all that failed (2)',
    'Save failures as text (2)',
    'Save failures as JSON (2)',
    'Cancel all (11)',
    'Remove all that is done (4)',
  ]);
  await expect(items(page).first()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(items(page).last()).toBeFocused();
  await page.keyboard.press('Escape');

  await expect(more(page)).toBeFocused();
});

test('Q11: on the tab of one kind, all means all of that kind', async ({page, openGallery}) => {
  await openGallery({still: true});
  await page.getByRole('tab', {name: 'Transcodes'}).click();

  await page.getByRole('button', {name: 'Pause all: Transcodes'}).click();
  await expect(page.getByRole('button', {name: 'Resume all: Transcodes'})).toBeVisible();
  await page.getByRole('tab', {name: 'All 17'}).click();

  await expect(jobsIn(page, 'running', 'transcode')).toHaveCount(0);
  await expect(jobsIn(page, 'running', 'upload')).toHaveCount(2);
});

test('Q11: cancelling all asks first, and removing what is done can be undone', async ({page, openGallery}) => {
  await openGallery({still: true});

  await more(page).click();
  await items(page).filter({hasText: 'Cancel all'}).click();
  const question = page.getByRole('dialog', {name: 'Cancel 11 jobs?'});
  await expect(question).toContainText('already sent will be removed from the server');
  await question.getByRole('button', {name: 'Keep going'}).click();
  await expect(jobsIn(page, 'running', 'upload')).toHaveCount(2);

  await more(page).click();
  await items(page).filter({hasText: 'Remove all that is done'}).click();
  await expect(page.locator('job-row')).toHaveCount(13);
  await page.getByRole('button', {name: 'Undo'}).click();
  await expect(page.locator('job-row')).toHaveCount(17);
});

test('Q11: the log of a job is there to be read, the latest first, and folded when it is long', async ({
  page,
  openGallery,
}) => {
  await openGallery({still: true});
  await openJob(page, 'Wednesday, cam A');
  const log = page.locator('job-log');
  const lines = log.getByRole('listitem');

  await expect(lines).toHaveCount(8);
  await expect(lines.first()).toContainText('The server did not answer. Next try at');
  await log.getByRole('button', {name: 'Show all 17'}).click();
  await expect(lines).toHaveCount(17);
  await expect(lines.last()).toContainText('Added.');
  await expect(log).toContainText('The window that did it was closed or hung. It keeps its place.');
  await expect(log).not.toContainText('server-error');

  await page.locator('job-details').getByRole('button', {name: 'Pause'}).click();
  await expect(lines.first()).toContainText('Paused by you.');
});

test('Q11: failures are saved as a report, as JSON and as text', async ({page, openGallery, browserName}) => {
  await openGallery({still: true});
  const save = async (item: string) => {
    await more(page).click();
    return await savedFile(page, browserName, () => items(page).filter({hasText: item}).click());
  };

  const json = await save('Save failures as JSON');
  expect(json.name).toMatch(/^carryon-report-\d{4}-\d\d-\d\d\.json$/);
  expect(JSON.parse(json.text)).toMatchObject({
    app: 'Carryon',
    version: expect.stringMatching(/^\d+\.\d+/),
    browser: expect.stringContaining('Mozilla'),
    state: {routes: {internet: true, intranet: false}, missing: []},
    jobs: [
      {job: {fileName: 'Interview_Lin_cam-B.mov'}, log: expect.any(Array)},
      {job: {fileName: 'River_delta_mix.flv'}, log: expect.any(Array)},
    ],
  });
  await expect(page.getByText('Report of 2 jobs saved')).toBeVisible();

  const text = await save('Save failures as text');
  expect(text.name).toMatch(/\.txt$/);
  expect(text.text).toContain('Stopped. The video is damaged at 12:41 and cannot be transcoded. [media-corrupt:');
});

test('Q11: the chosen jobs are saved as a report', async ({page, openGallery, browserName}) => {
  await openGallery({still: true});
  await page.locator('job-row').nth(3).focus();
  await page.keyboard.press('Space');

  await page.getByRole('button', {name: 'Save report'}).click();
  const {text} = await savedFile(page, browserName, () => items(page).filter({hasText: 'As text'}).click());

  expect(text).toContain('Interview_Lin_cam-A.mov');
});

test('Q11: while transfers wait for Wi-Fi, the line and the rows say so', async ({page, openGallery}) => {
  await openGallery({scene: 'wifi', still: true});

  await expect(page.locator('line-status')).toContainText('Waiting for Wi-Fi, as you chose');
  await expect(page.locator('job-row', {hasText: 'cam-A.mov'})).toContainText('Waiting for Wi-Fi, as you chose');
  await page.locator('line-status').getByRole('button').click();
  await expect(page.locator('line-details')).toContainText('not asked yet');
});

test('Q11: only where the browser tells what network it is on can one ask for Wi-Fi', async ({page, openGallery}) => {
  const choice = page.getByRole('switch', {name: 'Only on Wi-Fi'});
  await openGallery({still: true});
  await page.getByRole('button', {name: 'Settings'}).click();
  await expect(page.getByRole('dialog', {name: 'Settings'})).toBeVisible();
  await expect(choice).toHaveCount(0);

  await page.addInitScript(onMobileNetwork);
  await openGallery({still: true, more: 'again'});
  await page.getByRole('button', {name: 'Settings'}).click();
  await choice.click();

  await expect(choice).toHaveAttribute('aria-checked', 'true');
});

for (const [theme, lang] of looks) {
  test.describe(`${theme}, ${lang}`, () => {
    axeSeesInChromium();

    test('menu, log and settings: nothing for axe to say', async ({page, openGallery}) => {
      await page.addInitScript(onMobileNetwork);
      await openGallery({theme, lang, still: true});
      await openJob(page, 'Wednesday, cam A');
      expect(await axeViolations(page)).toEqual([]);

      await more(page).click();
      await expect(page.getByRole('menuitem').first()).toBeVisible();
      expect(await axeViolations(page)).toEqual([]);
      await page.keyboard.press('Escape');

      await page.getByRole('button', {name: /^(Settings|设置)$/}).click();
      await expect(page.locator('settings-sheet dialog')).toBeVisible();
      expect(await axeViolations(page)).toEqual([]);
    });
  });
}
