import {readFile, readdir, stat} from 'node:fs/promises';
import {setTimeout as wait} from 'node:timers/promises';

const longestMs = 5000;
const lookEveryMs = 20;

/** Variables that tell whose a program is, and all that it starts: of the gateway that has this folder locked. */
export async function markOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const {dev, ino} = await stat(folder, {bigint: true});
  return {CARRYON_RUN_BY: `${dev}-${ino}`};
}

/**
 * Ends the programs that an earlier life of the gateway left running: those that have its mark, and no others. Only with
 * the folder locked, and before any program is run. Where there is no `/proc`, nothing is found.
 *
 * @returns How many there were.
 */
export async function endStrays(folder: string): Promise<number> {
  const [mark = ''] = Object.entries(await markOf(folder)).map(([name, value]) => `${name}=${value}`);
  const ended = new Set<number>();
  // More than once: one may have started another since it was looked for.
  for (const startedAt = performance.now(); performance.now() - startedAt < longestMs; await wait(lookEveryMs)) {
    const strays = await processesWith(mark);
    if (strays.length === 0) break;
    for (const id of strays) {
      endProcess(id);
      ended.add(id);
    }
  }
  return ended.size;
}

/** What has ended has no environment any more; that of other users cannot be read. */
async function processesWith(variable: string): Promise<readonly number[]> {
  const ids = (await readdir('/proc').catch(() => [])).filter((id) => /^\d+$/.test(id));
  const environments = await Promise.all(ids.map((id) => readFile(`/proc/${id}/environ`, 'latin1').catch(() => '')));
  return ids.filter((_, at) => environments[at]?.split('\0').includes(variable)).map(Number);
}

function endProcess(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
