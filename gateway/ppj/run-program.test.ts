import {chmod, mkdtemp, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {TookTooLong, runProgram} from './run-program.ts';

let folder = '';
const generous = {idleMs: 20_000, totalMs: 20_000};
const {signal} = new AbortController();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carryon-run-'));
});
afterEach(() => rm(folder, {recursive: true, force: true}));

test('what a program leaves running ends with it', async () => {
  await runProgram({...(await script('sleep 1000 & echo $! > child')), limits: generous, signal});

  await expect.poll(() => isRunning('child')).toBe(false);
});

test('CONTRACT 2: no token or password of the gateway goes to a program that reads the files of strangers', async () => {
  process.env['CARRYON_NAS_PASSWORD'] = 'secret';
  const told = {...(await script('env > told')), environment: {CARRYON_RUN_BY: 'us'}};
  await runProgram({...told, limits: generous, signal}).finally(() => delete process.env['CARRYON_NAS_PASSWORD']);

  const lines = (await readFile(join(folder, 'told'), 'utf8')).split('\n');
  expect(lines.filter((line) => line.startsWith('CARRYON_'))).toEqual(['CARRYON_RUN_BY=us']);
});

test('a program that hangs is ended, with what it has started', async () => {
  const hung = script('sleep 1000 & echo $! > child; wait');

  await expect(runProgram({...(await hung), limits: {idleMs: 300, totalMs: 20_000}, signal})).rejects.toThrow(
    TookTooLong,
  );

  await expect.poll(() => isRunning('child')).toBe(false);
});

test('a program that works is not ended for being slow, until it takes too long in all', async () => {
  const busy = await script('while :; do :; done');
  const startedAt = performance.now();

  await expect(runProgram({...busy, limits: {idleMs: 500, totalMs: 1500}, signal})).rejects.toThrow(TookTooLong);

  expect(performance.now() - startedAt).toBeGreaterThan(1500);
});

test.each([
  ['crashes', 'kill -SEGV $$', 'SIGSEGV'],
  ['tells of a crash in what it started', 'exit 134', '134'],
])('a program that %s is an error', async (_what, lines, told) => {
  const run = {...(await script(lines)), limits: generous, goodExits: [0, 1], signal};

  await expect(runProgram(run)).rejects.toThrow(`ended with ${told}`);
});

test('a program that is not there is an error', async () => {
  const run = {program: join(folder, 'none'), arguments: [], limits: generous, signal};

  await expect(runProgram(run)).rejects.toThrow('ENOENT');
});

async function script(lines: string) {
  const program = join(folder, 'program');
  await writeFile(program, `#!/bin/sh\ncd '${folder}'\n${lines}\n`);
  await chmod(program, 0o755);
  return {program, arguments: []};
}

async function isRunning(file: string): Promise<boolean> {
  const id = (await readFile(join(folder, file), 'utf8')).trim();
  expect(id).not.toBe('');
  const state = /\) (\w)/.exec(await readFile(`/proc/${id}/stat`, 'utf8').catch(() => ''))?.[1];
  return (await readdir('/proc')).includes(id) && state !== 'Z';
}
