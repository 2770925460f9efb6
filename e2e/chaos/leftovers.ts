import {readdir, readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {expect} from '@playwright/test';
import type {PublicJob} from '../../src/queue/public-job.ts';
import {readDevice} from '../support/device.ts';
import type {Gateway} from '../support/gateway.ts';
import {filesBelow} from '../support/two-routes.ts';
import {lostCreations} from './ledger.ts';
import {offeredFolder} from './made-files.ts';
import type {Round, Stage} from './round.ts';

/** Nothing is left that no job needs: not at the server, not on the NAS, and once the list is empty, not in the browser. */
export async function checkLeftovers(round: Round, stage: Stage, jobs: readonly PublicJob[]): Promise<void> {
  await checkVault(round, stage, jobs);
  await checkFilesOnNas(round, stage, jobs);
  const page = round.windows.at(0);
  for (const {uuid} of jobs) await page.command('removeJob', uuid);
  await round.windows.reload(0);
  const kept = async () => {
    const {files, records} = await readDevice(page.page);
    return [...files, ...Object.keys(records).filter((store) => store !== 'meta' && store !== 'sessions')];
  };
  await expect.poll(kept, {message: 'what is left in the browser'}).toEqual([]);
  await checkParts(stage);
}

/** What went by either route lies on one of them, and may have been begun on the other. */
async function checkVault({ledger}: Round, {gateway, internet}: Stage, jobs: readonly PublicJob[]): Promise<void> {
  const offered = ledger.offered.filter(({from}) => from === 'server').length;
  const files = await readdir(join(gateway.dataDir, 'files'));
  expect(files.length, 'files of the records').toBeGreaterThanOrEqual(
    offered + filesOf(jobs.filter(({route}) => route === 'internet')),
  );
  // A job that was cancelled may have been told, or half told, before.
  expect(files.length, 'files that no record needs').toBeLessThanOrEqual(
    offered + filesOf(jobs.filter(({route}) => route !== 'intranet')) + 3 * ledger.cancelled.size,
  );
  await expect
    .poll(async () => (await unfinishedUploads(gateway)).length, {message: 'uploads left unfinished at the server'})
    .toBeLessThanOrEqual(lostCreations(internet) + ledger.deaths);
}

async function checkFilesOnNas({ledger}: Round, {nas}: Stage, jobs: readonly PublicJob[]): Promise<void> {
  const theirs = jobs.filter(({route}) => route !== 'internet').map(({identifier}) => identifier);
  // The backend may have heard of a job that was cancelled, though the client never did: its copy stays.
  const known = new Set([...theirs, ...ledger.cancelled.values()]);
  const left = (await filesBelow(join(nas, 'alice'))).filter((path) => {
    const [folder = '', identifier = ''] = path.split('/');
    return folder !== offeredFolder && !known.has(identifier);
  });
  expect(left, 'files on the NAS that no record needs').toEqual([]);
}

function filesOf(jobs: readonly PublicJob[]): number {
  const done = jobs.filter(({state}) => state === 'done');
  return done.reduce((sum, {kind}) => sum + (filesOfOne[kind] ?? 0), 0);
}

const filesOfOne: Readonly<Partial<Record<string, number>>> = {upload: 1, transcode: 2};

/** An upload to the NAS has no byte there before its client has written down where it is: none can be lost. */
async function checkParts({gateway, nas}: Stage): Promise<void> {
  const isOwed = (await readdir(join(gateway.dataDir, 'nas-uploads'))).some((name) => name.startsWith('.gone-'));
  if (isOwed) {
    // What could not be removed while the share was away goes with the next sweep: once an hour, and at each start.
    await gateway.kill();
    await gateway.start();
  }
  const parts = async () => (await filesBelow(nas)).filter(isPart);
  await expect.poll(parts, {message: 'uploads left unfinished on the NAS'}).toEqual([]);
}

function isPart(path: string): boolean {
  return /\/\.carryon-[0-9a-f]{32}\.part$/.test(path);
}

/** Uploads of which the server has not all bytes, each with how many. */
async function unfinishedUploads({dataDir}: Gateway): Promise<readonly string[]> {
  const folder = join(dataDir, 'uploads');
  const unfinished: string[] = [];
  for (const id of await readdir(folder)) {
    const path = join(folder, id);
    const text = await readFile(join(path, 'upload.json'), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const {sizeBytes} = JSON.parse(text) as {sizeBytes: number}; // as the gateway writes it
    const {size} = await stat(join(path, 'data'));
    if (size < sizeBytes) unfinished.push(`${id}: ${size} of ${sizeBytes}`);
  }
  return unfinished;
}
