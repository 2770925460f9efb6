import type {Locator, Page} from '@playwright/test';
import type {} from '../../src/components/carryon-app.ts';
import type {ScriptedApp} from '../../src/components/testing/scripted-app.ts';
import {axeSeesInChromium, axeViolations, expect, looks, test} from './gallery.ts';

test.use({actionTimeout: 5_000});

const grid = (page: Page) => page.getByRole('grid', {name: /^(Jobs|任务)$/});
const row = (page: Page, name: string) => page.locator('job-row', {hasText: name});
const focused = (page: Page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent.trim() ?? '';
  });

test('every row says what it is, and every row has one progress bar', async ({page, openGallery}) => {
  await openGallery({still: true});

  const rows = grid(page).locator('job-row');
  await expect(rows).toHaveCount(17);
  for (const element of await rows.all()) {
    await expect(element).toHaveAttribute('data-uuid', /.+/);
    await expect(element).toHaveAttribute('data-kind', /^(upload|transcode)$/);
    await expect(element.getByRole('progressbar')).toHaveCount(1);
  }
  const running = row(page, 'Interview_Lin_cam-A.mov');
  await expect(running).toHaveAttribute('data-state', 'running');
  await expect(running.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '64');
  await expect(running.getByRole('progressbar')).toHaveAttribute('aria-valuetext', '64%, Uploading by internet');
  await expect(row(page, 'Skyline_timelapse').getByRole('progressbar')).toHaveAttribute('aria-valuenow', '100');
});

test('a film shows its own picture and its length; of thousands only the seen ones are read', async ({
  page,
  openGallery,
}) => {
  await openGallery({scene: 'films', still: true});

  const film = row(page, 'Interview_Lin_cam-A.mov');
  await expect(film.locator('img')).toHaveJSProperty('complete', true);
  expect(await film.locator('.thumb').boundingBox()).toMatchObject({width: 48, height: 32});
  await expect(film).toContainText('1:32:13');
  await expect(row(page, 'Lecture hall').locator('img')).toHaveCount(0);
  await expect(row(page, 'Portrait')).toContainText('Will be encoded again · the sound is not AAC');

  await openGallery({scene: 'many', still: true});
  const read = await page.evaluateHandle(() => {
    const {scripted} = window as unknown as {scripted: ScriptedApp};
    const reads: string[] = [];
    const read = scripted.getPoster.bind(scripted);
    scripted.getPoster = async (job) => (reads.push(typeof job === 'string' ? job : job.uuid), read(job));
    return reads;
  });
  await page.mouse.wheel(0, 3_000);
  await expect(page.locator('job-row img').first()).toBeVisible();
  expect(await read.evaluate(({length}) => length)).toBeLessThan(60);
});

test('the grid counts all its rows, heads included, and groups them', async ({page, openGallery}) => {
  await openGallery({still: true});

  await expect(grid(page)).toHaveAttribute('aria-multiselectable', 'true');
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '21');
  await expect(grid(page).getByRole('rowgroup')).toHaveCount(4);
  for (const [group, name, index] of [
    ['Needs you', 'Day 3 rushes', '2'],
    ['Now', 'Interview_Lin_cam-A', '6'],
    ['Done', 'Opening ceremony', '18'],
  ] as const) {
    const section = grid(page).getByRole('rowgroup', {name: group});
    await expect(section.locator('job-row', {hasText: name})).toHaveAttribute('aria-rowindex', index);
  }
});

test('each state has its sentence and its one action', async ({page, openGallery}) => {
  await openGallery({still: true});

  for (const [name, sentence, action] of [
    ['Day 3 rushes', 'The browser asks once more before it reads this file.', 'Allow'],
    ['cam-B.mov', 'The file has changed since it was added.', 'Upload new version'],
    ['cam-A.mov', 'Uploading by internet', 'Pause: Interview_Lin_cam-A.mov'],
    ['Campus aerial', 'Repackaging, picture untouched', 'Pause: Campus aerial 4K 0917.mp4'],
    ['Wednesday, cam A', 'The server did not answer. Again in', 'Retry now: Open class, Wednesday, cam A.mp4'],
    ['Drone_river', 'Interrupted at 41%. Goes on from there.', 'Move to front: Drone_river_day2_0042.mp4'],
    ['cam-C.mkv', 'Waiting for the intranet, as you chose', 'More: Interview_Lin_cam-C.mkv'],
    ['Archive_2024', 'Paused by you', 'Resume: Archive_2024_masters.tar'],
    ['Opening ceremony', 'Ready to play', 'Play: Opening ceremony 2026, final cut.mp4'],
    ['Wrong_card', 'Cancelled by you', 'Remove: Wrong_card_dump.zip'],
  ] as const) {
    await expect(row(page, name)).toContainText(sentence);
    await expect(row(page, name).getByRole('button', {name: action, exact: true})).toBeVisible();
  }
});

test('decks on the server: an impossible date and a failed Fetch leave the list, and the focus stays at its row', async ({
  page,
  openGallery,
}) => {
  await openGallery({scene: 'decks', still: true});
  await page.getByRole('button', {name: 'More ways to bring something'}).click();
  await page.getByRole('menuitem', {name: 'Decks on the server'}).click();
  const sheet = page.getByRole('dialog', {name: 'Decks on the server'});
  const deck = sheet.getByRole('listitem').filter({hasText: 'Onboarding.pptx'});
  await sheet.getByLabel('From').fill('12026-01-01');
  await sheet.getByLabel('From').dispatchEvent('change');
  await expect(deck).toBeVisible();
  const fetchDecks = (fails: boolean) =>
    page.evaluate((isFailing) => {
      const {scripted} = window as unknown as {scripted: ScriptedApp};
      if (isFailing) scripted.fetchRemoteDecks = () => Promise.reject(new Error('No.'));
      else Reflect.deleteProperty(scripted, 'fetchRemoteDecks');
    }, fails);

  await fetchDecks(true);
  await deck.getByRole('button', {name: 'Fetch'}).click();
  await expect(deck.getByRole('alert')).toHaveText('Something unforeseen happened.');
  await expect(sheet.getByRole('listitem')).toHaveCount(5);
  await fetchDecks(false);
  await deck.getByRole('button', {name: 'Fetch'}).press('Enter');
  await expect(deck).toContainText('In the list');
  await expect(deck.getByRole('alert')).toBeEmpty();

  await expect(deck).toBeFocused();
});

test('a film goes to full screen and back by keys', async ({page, openGallery, complaints}) => {
  await openGallery({still: true});
  const play = row(page, 'Opening ceremony').getByRole('button', {name: /^Play/});
  await play.click();
  const player = page.getByRole('dialog', {name: 'Opening ceremony'});
  // The gallery has no film to play.
  await expect(player.getByRole('alert')).toContainText('The video could not be fetched.');
  complaints.splice(0);
  const fillsScreen = () => page.evaluate(() => document.fullscreenElement !== null);
  await page.keyboard.press('f');
  await expect.poll(fillsScreen).toBe(true);
  await expect(player.getByRole('button', {name: 'Full screen'})).toBeInViewport();
  await page.keyboard.press('f');
  await expect.poll(fillsScreen).toBe(false);
  await expect(player).toBeVisible();
  await page.keyboard.press('Escape');

  await expect(play).toBeFocused();
});

test('added jobs are shown and then released by the page itself', async ({page, openGallery}) => {
  await openGallery({scene: 'empty', still: true});
  await page.getByLabel('Add files').setInputFiles({name: 'a.mp4', mimeType: 'video/mp4', buffer: Buffer.from('a')});

  await expect(row(page, 'a.mp4')).toHaveAttribute('data-state', 'waiting');
});

test('arrows, ends and pages move the one focus; the arrow keys go into the actions and back', async ({
  page,
  openGallery,
}) => {
  await openGallery({still: true});
  await row(page, 'cam-A.mov').focus();

  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toContain('Campus aerial');
  await page.keyboard.press('ArrowRight');
  expect(await focused(page)).toBe('More: Campus aerial 4K 0917.mp4');
  await page.keyboard.press('ArrowRight');
  expect(await focused(page)).toBe('Pause: Campus aerial 4K 0917.mp4');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  expect(await focused(page)).toContain('Campus aerial 4K 0917.mp4, Transcode');
  await page.keyboard.press('End');
  expect(await focused(page)).toContain('Voice-over');
  await page.keyboard.press('Home');
  expect(await focused(page)).toContain('Day 3 rushes');
  await expect(grid(page).locator('job-row[tabindex="0"]')).toHaveCount(1);
});

test('rows are chosen with the keyboard, and the bar offers what is possible', async ({page, openGallery}) => {
  await openGallery({still: true});
  await row(page, 'cam-A.mov').focus();
  const bar = page.getByRole('toolbar', {name: 'Selection'});

  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(bar).toContainText('3 selected');
  await bar.getByRole('button', {name: 'Pause'}).click();
  await expect(grid(page).locator('job-row[data-state="paused"]')).toHaveCount(4);
  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);

  await row(page, 'cam-A.mov').focus();
  await page.keyboard.press('Control+a');
  await expect(bar).toContainText('17 selected');
  await expect(bar.getByRole('button', {name: 'Resume (4)'})).toBeVisible();
});

test('letters act on the row with the focus', async ({page, openGallery}) => {
  await openGallery({still: true});
  await row(page, 'cam-A.mov').focus();

  await page.keyboard.press('p');
  await expect(row(page, 'cam-A.mov')).toHaveAttribute('data-state', 'paused');
  await page.keyboard.press('p');
  await expect(row(page, 'cam-A.mov')).toHaveAttribute('data-state', 'waiting');
  await row(page, 'Wednesday, cam A').focus();
  await page.keyboard.press('r');
  await expect(row(page, 'Wednesday, cam A')).toHaveAttribute('data-state', 'waiting');
});

test('a removed row goes at once, the next one has the focus, and undo brings it back', async ({page, openGallery}) => {
  await openGallery({still: true});
  await row(page, 'cam-A.mov').focus();

  await page.keyboard.press('Delete');
  await expect(row(page, 'cam-A.mov')).toHaveCount(0);
  await expect.poll(() => focused(page)).toContain('Campus aerial');
  await page.keyboard.press('Control+z');

  await expect(row(page, 'cam-A.mov')).toBeVisible();
});

test('a cancel asks first when something sent would be lost', async ({page, openGallery}) => {
  await openGallery({still: true});
  const dialog = page.getByRole('dialog', {name: 'Cancel this job?'});

  await row(page, 'cam-A.mov').getByRole('button', {name: /^More/}).click();
  await page.getByRole('menuitem', {name: 'Cancel'}).click();
  await expect(dialog).toContainText('12.6 GB already sent will be removed from the server.');
  await dialog.getByRole('button', {name: 'Keep going'}).click();
  await expect(row(page, 'cam-A.mov')).toHaveAttribute('data-state', 'running');

  await row(page, 'cam-A.mov').getByRole('button', {name: /^More/}).click();
  await page.getByRole('menuitem', {name: 'Cancel'}).click();
  await dialog.getByRole('button', {name: 'Cancel the job'}).click();
  await expect(row(page, 'cam-A.mov')).toHaveAttribute('data-state', 'cancelled');
});

test('the menu is a menu: arrows, Escape, and the focus comes back', async ({page, openGallery}) => {
  await openGallery({still: true});
  const more = row(page, 'cam-A.mov').getByRole('button', {name: /^More/});

  await more.click();
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('menuitem', {name: 'Remove'})).toBeFocused();
  await page.keyboard.press('Escape');

  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(more).toBeFocused();
});

test('details have an address, say where the job starts again, and go back with the browser', async ({
  page,
  openGallery,
  context,
  browserName,
}) => {
  const canRead = browserName === 'chromium';
  if (canRead) await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openGallery({still: true});
  const details = page.getByRole('complementary', {name: /^Details of/});

  await row(page, 'Wednesday, cam A').click();
  await expect(page).toHaveURL(/#\/job\/scripted-7$/);
  await expect(details).toContainText('step 3 of 4');
  await expect(details).toContainText('Stopped at 72%. Starts again from step 1, sends only what is missing.');
  await expect(details.locator('[aria-current="step"]')).toContainText('Upload in chunks');
  await details.getByRole('button', {name: /^Copy report/}).click();
  if (canRead) {
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('"uuid": "scripted-7"');
  }

  await page.evaluate(() => history.back());
  await expect(details).toHaveCount(0);
});

test('a result opens in the player, which says in words what is wrong, and gives the focus back', async ({
  page,
  openGallery,
  complaints,
}) => {
  await openGallery({still: true});
  await row(page, 'cam-A.mov').focus();
  await page.keyboard.press('End');
  await row(page, 'Opening ceremony').focus();

  await page.keyboard.press('Enter');
  const player = page.getByRole('dialog', {name: 'Opening ceremony 2026, final cut.mp4'});
  // The gallery has no film to play.
  await expect(player.getByRole('alert')).toContainText('The video could not be fetched.');
  await expect(player.getByRole('button', {name: 'Try again'})).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');

  await expect(player).toHaveCount(0);
  await expect(row(page, 'Opening ceremony')).toBeFocused();
  // Of the film that is not there.
  complaints.splice(0);
});

test('a filter without hits says so, and can be cleared', async ({page, openGallery}) => {
  await openGallery({still: true});
  await page.getByRole('searchbox').fill('nothing like this');

  await expect(page.getByText('Nothing here matches “nothing like this”.')).toBeVisible();
  await page.getByRole('button', {name: 'Clear filter'}).click();

  await expect(grid(page).locator('job-row')).toHaveCount(17);
});

for (const look of looks) {
  const [theme, lang] = look;
  test.describe(`${theme}, ${lang}`, () => {
    if (look !== looks[0]) axeSeesInChromium();

    test('list, selection, menu and details: nothing for axe to say', async ({page, openGallery}) => {
      await page.emulateMedia({reducedMotion: 'reduce'});
      await openGallery({theme, lang, still: true});
      await row(page, 'Wednesday, cam A').click();
      await row(page, 'cam-A.mov').click({modifiers: ['Control']});
      expect(await axeViolations(page)).toEqual([]);
      await row(page, 'cam-A.mov')
        .getByRole('button', {name: /^(More|更多)/})
        .click();
      expect(await axeViolations(page), 'menu').toEqual([]);

      await openGallery({scene: 'battery', theme, lang, still: true});
      await expect(page.locator('job-row img').first()).toBeVisible();
      expect(await axeViolations(page), 'films').toEqual([]);

      await openGallery({scene: 'many', theme, lang, still: true});
      await expect(grid(page).locator('job-row').first()).toBeVisible();
      expect(await axeViolations(page), 'many').toEqual([]);
    });
  });
}

test.describe('ten thousand rows', () => {
  test('only the rows that are seen are in the page, and any of them can be reached', async ({page, openGallery}) => {
    await openGallery({scene: 'many', still: true});
    await expect(grid(page)).toHaveAttribute('aria-rowcount', /^\d{4}$/);

    await page.evaluate(() => scrollTo({top: document.documentElement.scrollHeight / 2, behavior: 'instant'}));
    await expect(page.getByText(/^row \d/)).toBeVisible();
    const seen = grid(page).locator('job-row');
    expect(await seen.count()).toBeLessThan(40);
    await expectNoGap(page, seen);
  });

  test('the chips part the list, and all of a filter can be chosen', async ({page, openGallery}) => {
    await openGallery({scene: 'many', still: true});
    const chips = page.getByRole('group', {name: 'Filter by state'}).getByRole('button');
    await expect(chips).toHaveCount(6);
    const counts = (await chips.allTextContents()).map((text) => Number(text.replace(/\D/g, '')));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(10_000);

    await chips.filter({hasText: 'Paused'}).click();
    const paused = Number((await chips.filter({hasText: 'Paused'}).textContent())?.replace(/\D/g, ''));
    await expect(grid(page)).toHaveAttribute('aria-rowcount', String(paused + 1));
    await page.getByRole('button', {name: /^Select all/}).click();
    await page.getByRole('toolbar').getByRole('button', {name: 'Resume'}).click();
    await expect(grid(page).locator('job-row[data-state="paused"]')).toHaveCount(0);
  });

  test('what is read stays where it is while rows come in above', async ({page, openGallery}) => {
    await openGallery({scene: 'many', still: true});
    await page.evaluate(() => scrollTo({top: 40_000, behavior: 'instant'}));
    const read = grid(page).locator('job-row', {hasText: 'Recorded_lesson'}).nth(12);
    await expect(read).toHaveAttribute('aria-rowindex', /^\d{3}$/);
    const uuid = await read.getAttribute('data-uuid');
    const before = await read.evaluate((element) => element.getBoundingClientRect().top);

    await page.evaluate(async () => {
      const {scripted} = window as unknown as {scripted: ScriptedApp};
      const paused = (await scripted.getJobs()).filter(({state}) => state === 'paused').slice(0, 30);
      await scripted.moveJobToFront(paused);
    });

    const same = grid(page).locator(`job-row[data-uuid="${uuid ?? ''}"]`);
    await expect
      .poll(() => page.evaluate(() => document.querySelector('carryon-app')?.store.snapshot.arrangement.groups.next[0]))
      .not.toBe('scripted-7');
    expect(await same.evaluate((element) => element.getBoundingClientRect().top)).toBeCloseTo(before, 0);
  });

  test('events stream and rows come in, and the page is never busy for 50 ms', async ({
    page,
    openGallery,
    browserName,
  }) => {
    test.skip(browserName !== 'chromium', 'Processor time of tasks is read from a trace of Chromium.');
    await openGallery({scene: 'many'});
    await expect(grid(page).locator('job-row').first()).toBeVisible();

    await page.evaluate(() => {
      const files = Array.from({length: 3_000}, (_, n) => new File(['x'], `New_${String(n)}.mp4`));
      Object.assign(window, {files});
    });
    const tasks = await mainThreadTasks(page, () =>
      page.evaluate(async () => {
        const {files} = window as unknown as {files: readonly File[]};
        await document.querySelector('carryon-app')?.store.addFiles(files);
        for (let frame = 0; frame < 240; frame += 1) await new Promise(requestAnimationFrame);
      }),
    );

    expect(tasks.length).toBeGreaterThan(100);
    expect(Math.max(...tasks)).toBeLessThanOrEqual(50);
    await expect(page.getByRole('tab', {name: /^All/})).toContainText('13,000');
  });
});

test.describe('on a phone', () => {
  test.use({viewport: {width: 390, height: 844}, hasTouch: true});

  test('a tap opens the details as a page; back returns to the row', async ({page, openGallery, browserName}) => {
    // No tap of Playwright's reaches a page in Firefox.
    const tap = (on: Locator) => (browserName === 'firefox' ? on.click() : on.tap());
    await openGallery({still: true});
    await tap(row(page, 'cam-A.mov'));
    const details = page.getByRole('complementary', {name: /^Details of/});
    await expect(details.getByRole('button', {name: 'Back'})).toBeFocused();

    await tap(details.getByRole('button', {name: 'Back'}));

    await expect(details).toHaveCount(0);
    expect(await focused(page)).toContain('Interview_Lin_cam-A.mov');
  });

  test('nothing is wider than the screen', async ({page, openGallery}) => {
    for (const lang of ['en', 'zh-CN'] as const) {
      await openGallery({still: true, lang});
      await expect(row(page, 'cam-A.mov')).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
  });
});

async function expectNoGap(page: Page, rows: Locator): Promise<void> {
  const edges = await rows.evaluateAll((elements) =>
    elements.map((element) => element.getBoundingClientRect()).map(({top, bottom}) => ({top, bottom})),
  );
  const height = page.viewportSize()?.height ?? 0;
  expect(Math.min(...edges.map(({top}) => top))).toBeLessThan(100);
  expect(Math.max(...edges.map(({bottom}) => bottom))).toBeGreaterThan(height);
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time, in µs. */
  readonly tdur?: number;
  readonly args?: {readonly name?: string};
}

/**
 * Processor time of each task of the page's main thread meanwhile, in ms.
 *
 * A `longtask` entry counts by the wall clock, and so the time that other processes have the processor.
 */
async function mainThreadTasks(page: Page, meanwhile: () => Promise<void>): Promise<readonly number[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({value}) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {transferMode: 'ReportEvents', traceConfig: {includedCategories: ['toplevel']}});
  await meanwhile();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  const main = new Set(
    events.filter(({args}) => args?.name === 'CrRendererMain').map(({pid, tid}) => `${String(pid)} ${String(tid)}`),
  );
  return events
    .filter(({name, pid, tid}) => name.endsWith('RunTask') && main.has(`${String(pid)} ${String(tid)}`))
    .map(({tdur = 0}) => tdur / 1000);
}
