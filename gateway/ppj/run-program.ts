import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFile, readdir} from 'node:fs/promises';

export interface RunLimits {
  /** Without any use of the processor: a program that is slow is not one that hangs. */
  readonly idleMs: number;
  readonly totalMs: number;
}

export interface Run {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly limits: RunLimits;
  /** Exit codes of an end in good order, when it is not 0 alone. */
  readonly goodExits?: readonly number[];
  readonly signal: AbortSignal;
}

/** A program that was ended because it hung, or took too long. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}

const lookEveryMs = 1000;

/**
 * Runs a program in a process group of its own, of which nothing is left when the promise settles. What it exits with
 * says nothing of what it should have made: look for that.
 *
 * @throws TookTooLong; the signal's reason when it is aborted; what keeps the program from starting; Error when it
 * crashed, or ended in another way that is not good.
 */
export async function runProgram({
  program,
  arguments: words,
  environment,
  limits,
  goodExits = [0],
  signal,
}: Run): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(program, words, {
    detached: true,
    stdio: 'ignore',
    env: {...withoutSecrets(process.env), ...environment},
  });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let tooLong = false;
  const end = () => endGroup(child.pid);
  const watch = watchGroup(child.pid, limits, () => {
    tooLong = true;
    end();
  });
  signal.addEventListener('abort', end);
  let exit: Awaited<typeof exited>;
  try {
    exit = await exited;
  } finally {
    signal.removeEventListener('abort', end);
    clearInterval(watch);
    end();
  }
  signal.throwIfAborted();
  if (tooLong) throw new TookTooLong(`${program} hung or took too long`);
  const [code, killedBy] = exit;
  if (code === null || !goodExits.includes(code)) throw new Error(`${program} ended with ${killedBy ?? code}`);
}

/** A program that reads strangers' files has no use for our tokens and passwords. */
function withoutSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('CARRYON_')));
}

function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function watchGroup(leader: number | undefined, {idleMs, totalMs}: RunLimits, tooLong: () => void): NodeJS.Timeout {
  const startedAt = performance.now();
  let progressAt = startedAt;
  let used = -1;
  const look = async () => {
    const ticks = leader === undefined ? undefined : await processorTicks(leader);
    const now = performance.now();
    // Where processes cannot be looked at, only the time in all counts.
    if (ticks === undefined || ticks !== used) progressAt = now;
    used = ticks ?? used;
    if (now - progressAt > idleMs || now - startedAt > totalMs) tooLong();
  };
  return setInterval(() => void look(), Math.min(lookEveryMs, idleMs / 2)).unref();
}

/** Processor time of a process group so far; of what has ended in it too, once its parent knows. */
async function processorTicks(group: number): Promise<number | undefined> {
  const ids = await readdir('/proc').catch(() => undefined);
  if (ids === undefined) return undefined;
  const stats = await Promise.all(
    ids.filter((id) => /^\d+$/.test(id)).map((id) => readFile(`/proc/${id}/stat`, 'latin1').catch(() => '')),
  );
  return stats
    .map((stat) => stat.slice(stat.lastIndexOf(')') + 2).split(' '))
    .filter((fields) => Number(fields[2]) === group)
    .reduce((sum, fields) => sum + [11, 12, 13, 14].reduce((ticks, at) => ticks + Number(fields[at]), 0), 0);
}
