import {spawn} from 'node:child_process';
import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {endStrays, markOf} from './strays.ts';

let ours = '';
let another = '';
const children: ChildProcess[] = [];

beforeEach(async () => {
  [ours, another] = (await Promise.all([1, 2].map(() => mkdtemp(join(tmpdir(), 'carryon-strays-'))))) as [
    string,
    string,
  ];
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of [ours, another]) await rm(folder, {recursive: true, force: true});
});

test('what a dead gateway of this folder left is ended, in other process groups too, and nothing else', async () => {
  const [left, foreign, unmarked] = await Promise.all([startUnder(ours), startUnder(another), startUnder(undefined)]);

  expect(await endStrays(ours)).toBe(2);
  expect(await Promise.all([left.exited, left.innerEnded])).toEqual([['SIGKILL'], 'closed']);
  expect([foreign, unmarked].map(({child}) => child.exitCode ?? child.signalCode)).toEqual([null, null]);
  expect(await endStrays(ours)).toBe(0);
});

/** A program that has started another one in a session of its own; both hold its output open. */
async function startUnder(folder: string | undefined) {
  const env = {...process.env, ...(folder !== undefined && (await markOf(folder)))};
  const lines = 'setsid sleep 100 & echo started; exec sleep 100';
  const child = spawn('/bin/sh', ['-c', lines], {env, detached: true, stdio: ['ignore', 'pipe', 'ignore']});
  children.push(child);
  const exited = once(child, 'exit').then(([, signal]) => [signal as string]);
  const innerEnded = once(child.stdout, 'close').then(() => 'closed');
  await once(child.stdout, 'data');
  return {child, exited, innerEnded};
}
