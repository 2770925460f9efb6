import {readdir, readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {expect} from '@playwright/test';
import type {PublicJob} from '../../src/queue/public-job.ts';
import {filesOnDevice} from '../support/device-files.ts';
import type {Gateway} from '../support/gateway.ts';
import {checkRendition, fetchRendition} from '../support/hls.ts';
import {sha256AtServer, recordOf} from '../support/server-files.ts';
import {notify} from '../support/requests.ts';
import {doubleSends, lostCreations} from './ledger.ts';
import type {Round, Stage} from './round.ts';

/** Once all is well, the rest of a round's work takes seconds; ffmpeg on a busy machine takes longer. */
const restWithinMs = 90_000;
const mostContinues = 3;

/** Waits until every job has come to its end. What failed of the faults is continued, as a person would. */
export async function untilAtRest(round: Round): Promise<void> {
  const page = round.windows.at(0);
  const continued = new Map<string, number>();
  const moving = async () => {
    const jobs = await page.jobs();
    for (const {uuid, state} of jobs) if (state === 'paused') await page.command('resumeJob', uuid);
    for (const job of jobs) {
      const times = continued.get(job.uuid) ?? 0;
      if (job.state !== 'failed' || whyItMayFail(round, job) || times >= mostContinues) continue;
      continued.set(job.uuid, times + 1);
      await page.page.evaluate((uuid) => window.app?.continueJob(uuid), job.uuid);
    }
    return (await page.jobs()).filter(({state}) => !['done', 'failed', 'cancelled'].includes(state)).map(inWords);
  };
  await expect.poll(moving, {timeout: restWithinMs, message: 'every job comes to its end'}).toEqual([]);
}

/** Holds every job, and every byte at the server, against what the round knows. @returns How many films were made. */
export async function checkJobs(round: Round, {gateway, proxy}: Stage): Promise<number> {
  const {ledger} = round;
  const jobs = await round.windows.at(0).jobs();
  const listed = new Set(jobs.map(({uuid}) => uuid));
  for (const uuid of ledger.uploads.keys()) {
    expect(listed.has(uuid) || ledger.removed.has(uuid), `${uuid} is on the list`).toBe(true);
  }
  expect(new Set(listed).size, 'no job is listed twice').toBe(jobs.length);
  for (const job of jobs) {
    const expected = ledger.expectedOf(job);
    expect(expected, `${inWords(job)} was asked for`).toBeDefined();
    if (job.state === 'cancelled') expect(ledger.cancelled, inWords(job)).toContain(job.uuid);
    if (job.state === 'failed') expect(whyItMayFail(round, job), inWords(job)).toBe(job.error?.code);
    if (job.state !== 'done' || !expected) continue;
    if (job.kind === 'upload') {
      expect(await sha256AtServer(gateway, job.fileUrl ?? ''), inWords(job)).toBe(expected.file.sha256);
    } else {
      const {transcode} = await recordOf(gateway, job.bizId ?? '');
      expect(String(transcode?.status), inWords(job)).toBe('1');
      await checkRendition(await fetchRendition(gateway, transcode?.fileUrl ?? ''), expected.file.path);
    }
  }
  expect(doubleSends(proxy), 'no two engines sent at once').toEqual([]);
  const told = proxy.requests(notify).filter(({status, fault}) => status === 200 && fault === undefined);
  expect(told.length, 'no upload was told twice without a death').toBeLessThanOrEqual(
    ledger.uploads.size + ledger.deaths,
  );
  return jobs.filter(({kind, state}) => kind === 'transcode' && state === 'done').length;
}

/** Nothing is left that no job needs: not at the server, and once the list is empty, not in the browser. */
export async function checkOrphans(round: Round, {gateway, proxy}: Stage): Promise<void> {
  const {ledger} = round;
  const page = round.windows.at(0);
  const jobs = await page.jobs();
  const kept = jobs.filter(({state}) => state === 'done').reduce((sum, {kind}) => sum + (kind === 'upload' ? 1 : 2), 0);
  const files = await readdir(join(gateway.dataDir, 'files'));
  // A job that was cancelled may have been told, or half told, before.
  const spared = 3 * ledger.cancelled.size;
  expect(files.length, 'files of the records').toBeGreaterThanOrEqual(kept);
  expect(files.length, 'files that no record needs').toBeLessThanOrEqual(kept + spared);
  const left = lostCreations(proxy) + ledger.deaths;
  await expect
    .poll(async () => (await unfinishedUploads(gateway)).length, {message: 'uploads left unfinished at the server'})
    .toBeLessThanOrEqual(left);

  for (const {uuid} of jobs) await page.command('removeJob', uuid);
  await round.windows.reload(0);
  await expect.poll(() => filesOnDevice(page), {message: 'files left in the browser'}).toEqual([]);
}

/** Why a job may have failed although all is well now; anything else is no true reason. */
function whyItMayFail(round: Round, job: PublicJob): string | undefined {
  const expected = round.ledger.expectedOf(job);
  const code = job.error?.code;
  if (job.kind === 'transcode' && expected?.file.isSpoilt && code?.startsWith('media-')) return code;
  return expected?.mayLackSource && code === 'source-missing' ? code : undefined;
}

function inWords({uuid, kind, state, step, fileName, blocked, error, attempts}: PublicJob): string {
  const why = [blocked && `blocked: ${blocked}`, error && `${error.code}: ${error.message}`].filter(Boolean).join(', ');
  return `${kind} of ${fileName} (${uuid}) is ${state} at step ${step} after ${attempts} retries; ${why}`;
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
