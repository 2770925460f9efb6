import {appendFile, copyFile, rename, rm} from 'node:fs/promises';
import type {TestInfo} from '@playwright/test';
import {dropFiles, leaveSpace} from '../support/chromium.ts';
import {expect, test} from '../support/fixtures.ts';
import {randomFile, sha256OfFile} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';
import {mb} from '../support/requests.ts';
import {sha256AtServer} from '../support/server-files.ts';

const missing = 'The file is no longer there. Put it back, or choose it again.';
const changed = 'The file has changed since it was added. Upload the new version?';

/** Files of 12 MB that a test may do with as it likes. @returns Their paths. */
async function ownFiles(info: TestInfo, ...names: readonly string[]): Promise<readonly string[]> {
  const source = await randomFile('12-mb.bin', 12 * mb);
  const paths = names.map((name) => info.outputPath(name));
  for (const path of paths) await copyFile(source, path);
  return paths;
}

test('F10: a copy that the browser has cleared away is said to be missing, and the other jobs go on', async ({
  journey,
  testBrowser,
  faultProxy,
  errors,
}, info) => {
  errors.allow(...networkErrors);
  await journey.untilControlled();
  await faultProxy.goOffline();
  await journey.addFiles(await ownFiles(info, 'cleared.bin', 'there.bin'));
  const jobs = () => journey.page.evaluate(async () => (await window.app?.getJobs()) ?? []);
  await expect.poll(async () => (await jobs()).map(({kept}) => kept)).toEqual([true, true]);
  const cleared = (await jobs()).find(({fileName}) => fileName === 'cleared.bin');
  await journey.page.evaluate(async (uuid) => {
    const sources = await (await navigator.storage.getDirectory()).getDirectoryHandle('sources');
    await sources.removeEntry(uuid);
  }, cleared?.uuid ?? '');

  await testBrowser.kill();
  await faultProxy.goOnline();
  await testBrowser.reopen();
  await journey.open({token: false});

  await journey.untilState('there.bin', 'done');
  await journey.untilState('cleared.bin', 'failed');
  await expect(journey.row('cleared.bin').getByText(missing)).toBeVisible();
});

test('F10: a file that was edited before its copy was made is not uploaded as if it had not been', async ({
  hostPage,
  faultProxy,
  gateway,
  errors,
}, info) => {
  errors.allow(...networkErrors);
  const [edited = '', whole = ''] = await ownFiles(info, 'edited.bin', 'whole.bin');
  await hostPage.open(gateway.token);

  await hostPage.chooseFiles([edited, whole]);
  await appendFile(edited, 'more');
  await faultProxy.goOffline();
  const [first, second] = await hostPage.addChosen();
  // Copies are made in turn: by then the one before has been tried.
  await hostPage.untilKept(second?.uuid ?? '');
  await faultProxy.goOnline();

  const {fileUrl = ''} = await hostPage.untilState(second?.uuid ?? '', 'done');
  expect(await sha256AtServer(gateway, fileUrl)).toBe(await sha256OfFile(whole));
  const failed = await hostPage.untilState(first?.uuid ?? '', 'failed');
  expect(failed).toMatchObject({kept: false, error: {code: 'source-changed', fatal: true}});
});

test.describe('files that a window has handles of, and there is no room for copies', () => {
  test.skip(({browserName}) => browserName !== 'chromium', 'no other browser has handles of files on disk');

  test('F10: moved, deleted or edited ones fail in clear words, and go on once they are back', async ({
    journey,
    faultProxy,
    errors,
  }, info) => {
    errors.allow(...networkErrors);
    const files = await ownFiles(info, 'there.bin', 'moved.bin', 'deleted.bin', 'edited.bin');
    const [, moved = '', deleted = '', edited = ''] = files;
    await journey.untilControlled();
    await leaveSpace(journey.page, 8 * mb);
    await faultProxy.goOffline();
    await dropFiles(journey.page, files);
    await journey.untilState('edited.bin', 'waiting');

    await rename(moved, info.outputPath('elsewhere.bin'));
    await rm(deleted);
    await appendFile(edited, 'more');
    await faultProxy.goOnline();

    await journey.untilState('there.bin', 'done');
    for (const [name, words] of [
      ['moved.bin', missing],
      ['deleted.bin', missing],
      ['edited.bin', changed],
    ] as const) {
      await journey.untilState(name, 'failed');
      await expect(journey.row(name).getByText(words)).toBeVisible();
    }
    await rename(info.outputPath('elsewhere.bin'), moved);
    await journey.row('moved.bin').getByRole('button', {name: 'More'}).click();
    await journey.page.getByRole('menuitem', {name: 'Continue'}).click();
    await journey.untilState('moved.bin', 'done');
  });

  test('Q5: after a restart they need one click, which uses up no retry', async ({
    journey,
    faultProxy,
    errors,
  }, info) => {
    errors.allow(...networkErrors);
    const files = await ownFiles(info, 'asked-for.bin');
    await journey.untilControlled();
    await leaveSpace(journey.page, 8 * mb);
    await faultProxy.goOffline();
    await dropFiles(journey.page, files);
    await journey.untilState('asked-for.bin', 'waiting');

    await journey.page.reload();
    await faultProxy.goOnline();
    const row = journey.row('asked-for.bin');
    await expect(row.getByText('The browser asks once more before it reads this file.')).toBeVisible({timeout: 30_000});
    // Nobody can answer a browser's question here; a file that is dropped again is allowed.
    await dropFiles(journey.page, files);
    await expect(journey.page.getByText('Already on its way')).toBeVisible();
    await row.getByRole('button', {name: 'Allow'}).click();

    await journey.untilState('asked-for.bin', 'done');
    expect(await journey.page.evaluate(async () => (await window.app?.getJobs())?.[0]?.attempts)).toBe(0);
  });
});
