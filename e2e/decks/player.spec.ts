import {createRequire} from 'node:module';
import {readFile, writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {expect, test, type Page} from '@playwright/test';
import type {AxeResults} from 'axe-core';
import {writeDeck} from '../support/make-deck.ts';

const titles = ['Refraction', 'Snell', 'Fibre', 'Rainbow', '全反射'];

test.use({locale: 'en-US', viewport: {width: 1280, height: 800}});

const shown = (page: Page) => page.locator('.frame.shown');
const live = (page: Page) => page.locator('#live');

test('a deck plays from the disk: keys, links, addresses, search, notes, overview', async ({page}, testInfo) => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(await writeDeck(testInfo.outputPath('deck'), titles));

  await expect(live(page)).toHaveText('Slide 1 of 5: Refraction');
  await expect(shown(page).locator('img')).toHaveJSProperty('complete', true);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await page.keyboard.press('n');
  await expect(live(page)).toHaveText('Slide 4 of 5: Rainbow');
  await page.keyboard.press('p');
  await expect(live(page)).toHaveText('Slide 3 of 5: Fibre');
  await page.keyboard.press('End');
  await expect(live(page)).toHaveText('Slide 5 of 5: 全反射');
  expect(new URL(page.url()).hash).toBe('#/5');
  await page.keyboard.press('Home');
  await expect(live(page)).toHaveText('Slide 1 of 5: Refraction');

  await shown(page).getByRole('link', {name: 'Go to slide 5'}).click();
  await expect(live(page)).toHaveText('Slide 5 of 5: 全反射');
  await page.goBack();
  await expect(live(page)).toHaveText('Slide 1 of 5: Refraction');

  // The text lies on the picture of it, at this size too.
  const line = shown(page).getByText('Refraction', {exact: true});
  const [picture, box] = [await shown(page).boundingBox(), await line.boundingBox()];
  const scale = (picture?.width ?? 0) / 640;
  expect(Math.abs((box?.width ?? 0) - 300 * scale)).toBeLessThan(3);
  expect(Math.abs((box?.x ?? 0) - (picture?.x ?? 0) - 40 * scale)).toBeLessThan(2);

  await page.keyboard.press('/');
  await page.keyboard.type('SAID on slide 4');
  await expect(page.locator('#found')).toHaveText('1 place');
  await page.keyboard.press('Enter');
  await expect(live(page)).toHaveText('Slide 4 of 5: Rainbow');
  await expect(shown(page).locator('mark')).toHaveText('said on slide 4');
  await page.keyboard.press('Escape');
  await expect(shown(page).locator('mark')).toHaveCount(0);

  await page.keyboard.press('s');
  await expect(page.getByRole('complementary', {name: 'Notes'})).toHaveText('Notes of Rainbow');
  const notes = page.locator('#notes');
  await notes.evaluate((element) => element.append('There is more to say. '.repeat(1_000)));
  await notes.focus();
  await page.keyboard.press('End');
  await expect.poll(() => notes.evaluate(({scrollTop}) => scrollTop)).toBeGreaterThan(0);
  await expect(live(page)).toHaveText('Slide 4 of 5: Rainbow');
  await page.keyboard.press('o');
  const overview = page.getByRole('dialog', {name: 'All slides'});
  await expect(overview.getByRole('button', {name: '4 Rainbow'})).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(live(page)).toHaveText('Slide 3 of 5: Fibre');

  await page.keyboard.press('g');
  await page.keyboard.type('2');
  await page.keyboard.press('Enter');
  await expect(live(page)).toHaveText('Slide 2 of 5: Snell');
  expect(complaints).toEqual([]);
});

test.describe('on a phone', () => {
  test.use({hasTouch: true, viewport: {width: 390, height: 844}});

  test('a finger goes from slide to slide, and not where it scrolls', async ({page, browserName}, testInfo) => {
    test.skip(browserName !== 'chromium', 'Only Chromium can be told of fingers.');
    await page.goto(await writeDeck(testInfo.outputPath('deck'), titles));
    await expect(live(page)).toHaveText('Slide 1 of 5: Refraction');

    await swipe(page, {x: 300, y: 400}, {x: 90, y: 410});
    await expect(live(page)).toHaveText('Slide 2 of 5: Snell');
    await swipe(page, {x: 300, y: 400}, {x: 90, y: 390});
    await expect(live(page)).toHaveText('Slide 3 of 5: Fibre');
    await swipe(page, {x: 90, y: 400}, {x: 300, y: 400});
    await expect(live(page)).toHaveText('Slide 2 of 5: Snell');
    await swipe(page, {x: 200, y: 300}, {x: 150, y: 500});
    await swipe(page, {x: 200, y: 400}, {x: 190, y: 400});
    await swipe(page, {x: 300, y: 400}, {x: 90, y: 400});
    await expect(live(page)).toHaveText('Slide 3 of 5: Fibre');
  });
});

test('an address opens its slide, and all slides go on paper, one a page', async ({page, browserName}, testInfo) => {
  test.skip(browserName !== 'chromium', 'Only Chromium prints without being asked.');
  await page.goto(`${await writeDeck(testInfo.outputPath('deck'), titles)}#/3`);
  await expect(live(page)).toHaveText('Slide 3 of 5: Fibre');
  await page.evaluate(() => Object.assign(window, {print: () => document.body.classList.add('asked')}));

  await page.keyboard.press('Control+p');
  await expect(page.locator('body')).toHaveClass(/asked/);
  const pages = async () => (await page.pdf({preferCSSPageSize: true})).toString('latin1').match(/\/Type \/Page\b/g);

  expect(await pages()).toHaveLength(titles.length);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect(page.locator('.sheet')).toHaveCount(0);
});

test('there is nothing for axe to say, in Chinese too', async ({browser}, testInfo) => {
  const page = await browser.newPage({locale: 'zh-CN', viewport: {width: 1280, height: 800}});
  await page.goto(await writeDeck(testInfo.outputPath('deck'), titles));
  await expect(live(page)).toHaveText('第 1 页，共 5 页：Refraction');

  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', {name: '备注'}).click();
  await page.getByRole('button', {name: '搜索', exact: true}).click();
  await page.keyboard.type('said');
  await expect(page.locator('#found')).toHaveText('找到 5 处');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', {name: '全部页面'}).click();
  expect(await violations(page)).toEqual([]);
  await page.close();
});

test('a page whose deck is broken says so', async ({page}, testInfo) => {
  const url = await writeDeck(testInfo.outputPath('deck'), titles);
  const path = fileURLToPath(url);
  const shell = await readFile('dist/h5/player.html', 'utf8');
  await writeFile(path, shell.replace('<!--carryon-deck-->', '<script id="carryon-deck">{"format": 1, "ti</script>'));

  await page.goto(url);

  await expect(page.getByText('This deck is damaged')).toBeVisible();
});

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A finger goes from one place to another. */
async function swipe(page: Page, from: Point, to: Point): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const steps = 4;
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Point[]) =>
    client.send('Input.dispatchTouchEvent', {type, touchPoints});
  await touch('touchStart', [from]);
  for (let step = 1; step <= steps; step += 1) {
    const part = step / steps;
    await touch('touchMove', [{x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part}]);
  }
  await touch('touchEnd', []);
  await client.detach();
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({path: createRequire(import.meta.url).resolve('axe-core')});
  const results = await page.evaluate(async () => {
    const {axe} = window as unknown as {axe: {run(): Promise<AxeResults>}};
    return await axe.run();
  });
  return results.violations.map(({id, nodes}) => `${id}: ${nodes.map(({target}) => target.join(' ')).join(', ')}`);
}
