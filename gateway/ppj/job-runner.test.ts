import {mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {FileVault} from '../file-vault.ts';
import {createLog} from '../log.ts';
import {openDatabase} from '../records/database.ts';
import type {Database} from '../records/database.ts';
import {migrate} from '../records/schema.ts';
import {ScriptedEngine} from '../testing/scripted-decks.ts';
import {giveDatabase} from '../testing/test-gateway.ts';
import {JobRunner} from './job-runner.ts';
import {JobStore} from './job-store.ts';
import type {Job} from './job.ts';
import {zipFolder} from './zip-folder.ts';

let folder: string;
let database: Database;
let store: JobStore;
let vault: FileVault;
const scratch = () => join(folder, 'scratch');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carryon-runner-'));
  await giveDatabase(folder);
  for (const name of ['files', 'scratch']) await mkdir(join(folder, name));
  database = await openDatabase(join(folder, 'records'));
  await migrate(database);
  store = new JobStore(database);
  vault = new FileVault(join(folder, 'files'), scratch());
}, 60_000);
afterAll(async () => {
  await database.close();
  await rm(folder, {recursive: true});
});

/** A life of the gateway. */
function live(engine = new ScriptedEngine(), workers = 1) {
  const log = createLog('silent');
  const runner = new JobRunner({
    store,
    vault,
    scratch: scratch(),
    engine,
    zipFolder,
    workers,
    log,
    onNotifying: () => undefined,
  });
  return {engine, runner};
}

async function receive(script: string, fileName = 'demo.pptx') {
  const token = await store.begin('alice', fileName);
  const {id, sizeBytes} = await vault.store(Readable.from([Buffer.from(script)]), 1000);
  return (await store.receive(token, {identifier: undefined, notifyUrl: undefined, sizeBytes, sourceId: id})).job;
}

const until = (token: string, state: string) =>
  expect.poll(async () => (await store.get(token)).state, {timeout: 10_000, interval: 20}).toBe(state);

test('a Job that was begun by three lives of the gateway, none of which ended it, is halted (P2)', async () => {
  let job = await receive('pages 1');
  for (const starts of [1, 2, 3]) job = await store.advance(job, 'begun', {starts});
  const next = await receive('pages 2');

  const {engine, runner} = live();
  await runner.resume(job);
  await runner.resume(next);
  await until(next.token, 'completed');

  expect(await store.get(job.token)).toMatchObject({
    state: 'halted',
    sourceId: null,
    lastError: '转换该文件时服务器多次中断，已停止转换。',
  });
  expect(engine.begun).toHaveLength(1);
  await runner.stop();
});

test('a Job that was interrupted twice is begun again, from `disting` too (P2)', async () => {
  let job = await receive('pages 4');
  for (const starts of [1, 2]) job = await store.advance(job, 'begun', {starts});
  job = await store.advance(job, 'converted', {totalPages: 4});

  const {runner} = live();
  await runner.resume(job);
  await until(job.token, 'completed');

  expect(await store.get(job.token)).toMatchObject({totalPages: 4, starts: 0, sourceId: null});
  await runner.stop();
});

test('what ran when the gateway died is begun again one at a time; then all goes on side by side (P2)', async () => {
  const gates = ['gate-1', 'gate-2', 'none', 'none'].map((name) => join(folder, name));
  const jobs: Job[] = [];
  for (const [at, gate] of gates.entries()) {
    const job = await receive(`hold ${gate}`, `${at}`);
    jobs.push(at < 2 ? await store.advance(job, 'begun', {starts: 1}) : job);
  }
  const starts = async () => Promise.all(jobs.map(async ({token}) => (await store.get(token)).starts));

  const {engine, runner} = live(new ScriptedEngine(), 2);
  for (const job of jobs) await runner.resume(job);

  await expect.poll(() => engine.begun, {timeout: 10_000}).toEqual(['0']);
  expect(await starts()).toEqual([2, 1, 0, 0]);
  await writeFile(gates[0] ?? '', '');
  await expect.poll(() => engine.begun, {timeout: 10_000}).toEqual(['0', '1']);
  expect(await starts()).toEqual([0, 2, 0, 0]);
  await writeFile(gates[1] ?? '', '');
  await expect.poll(() => engine.begun.toSorted(), {timeout: 10_000}).toEqual(['0', '1', '2', '3']);
  await runner.stop();
});

test('an end in good order counts for nothing, however often, and leaves nothing half done', async () => {
  const job = await receive(`hold ${join(folder, 'never-there')}`);

  for (let lives = 0; lives < 5; lives += 1) {
    const {engine, runner} = live();
    await runner.resume(await store.get(job.token));
    await expect.poll(() => engine.begun.length, {timeout: 10_000, interval: 20}).toBe(1);
    await runner.stop();
  }

  expect(await store.get(job.token)).toMatchObject({state: 'converting', starts: 0});
  expect(await readdir(scratch())).toEqual([]);
});
