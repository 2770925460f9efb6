import {expect} from '@playwright/test';
import type {PublicJob} from '../../src/queue/public-job.ts';
import {filesOnDevice} from '../support/device-files.ts';
import type {HostPage} from '../support/host-page.ts';
import type {Round} from './round.ts';

/**
 * Saves every download, and holds its bytes against the file that was offered: whole, in one of the
 * states that it has been in.
 *
 * @returns How many there were.
 */
export async function checkDownloads(round: Round, jobs: readonly PublicJob[]): Promise<number> {
  const page = round.windows.at(0);
  const done = jobs.filter(({kind, state}) => kind === 'download' && state === 'done');
  await page.untilControlled();
  const theirs = new Set(done.map(({uuid}) => `downloads/${uuid}`));
  const others = async () =>
    (await filesOnDevice(page)).filter((path) => path.startsWith('downloads/') && !theirs.has(path));
  await expect.poll(others, {message: 'downloads that were given up'}).toEqual([]);
  for (const {uuid, fileName, fileSize} of done) {
    const offered = round.ledger.downloads.get(uuid);
    expect(offered?.sha256s, `${fileName} (${uuid}) is whole`).toContain(await takeOff(page, uuid));
    expect(fileSize, fileName).toBe(offered?.planned.bytes);
    await expect.poll(async () => (await page.job(uuid))?.savedAt, `${fileName} is saved`).toBeDefined();
  }
  return done.length;
}

/** @returns The SHA-256 of what the link gives, in hex. */
async function takeOff({page}: HostPage, uuid: string): Promise<string> {
  return page.evaluate(async (job) => {
    const {url = ''} = (await window.app?.saveDownload(job)) ?? {};
    const answer = await fetch(url);
    if (!answer.ok) return `${url}: ${answer.status}`;
    const digest = await crypto.subtle.digest('SHA-256', await answer.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }, uuid);
}
