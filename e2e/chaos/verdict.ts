import {expect} from '@playwright/test';
import type {PublicJob} from '../../src/queue/public-job.ts';
import {fetchRendition} from '../support/hls.ts';
import {notify} from '../support/requests.ts';
import {recordOf, sha256AtServer} from '../support/server-files.ts';
import {checkRendition} from '../transcode/judge.ts';
import {doubleSends, type Expected} from './ledger.ts';
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

/** Holds every job, and every byte at the server, against what the round knows. @returns All that are on the list. */
export async function checkJobs(round: Round, stage: Stage): Promise<readonly PublicJob[]> {
  const {ledger} = round;
  const jobs = await round.windows.at(0).jobs();
  const listed = new Set(jobs.map(({uuid}) => uuid));
  for (const uuid of [...ledger.uploads.keys(), ...ledger.downloads.keys()]) {
    expect(listed.has(uuid) || ledger.removed.has(uuid), `${uuid} is on the list`).toBe(true);
  }
  expect(new Set(listed).size, 'no job is listed twice').toBe(jobs.length);
  for (const job of jobs) {
    const expected = ledger.expectedOf(job);
    expect(expected ?? ledger.downloads.get(job.uuid), `${inWords(job)} was asked for`).toBeDefined();
    if (job.state === 'cancelled') expect(ledger.cancelled.has(job.uuid), inWords(job)).toBe(true);
    if (job.state === 'failed') expect(whyItMayFail(round, job), inWords(job)).toBe(job.error?.code);
    if (job.state === 'done' && expected) await checkAtServer(job, expected, stage);
  }
  const {internet} = stage;
  expect(doubleSends(stage), 'no two engines sent at once').toEqual([]);
  const told = internet.requests(notify).filter(({status, fault}) => status === 200 && fault === undefined);
  expect(told.length, 'no upload was told twice without a death').toBeLessThanOrEqual(
    ledger.uploads.size + ledger.deaths,
  );
  return jobs;
}

async function checkAtServer(job: PublicJob, {file}: Expected, {gateway}: Stage): Promise<void> {
  if (job.kind === 'upload') {
    expect(await sha256AtServer(gateway, job.fileUrl ?? ''), inWords(job)).toBe(file.sha256);
    return;
  }
  const {transcode} = await recordOf(gateway, job.bizId ?? '');
  expect(String(transcode?.status), inWords(job)).toBe('1');
  checkRendition(await fetchRendition(gateway, transcode?.fileUrl ?? ''), file.path);
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
