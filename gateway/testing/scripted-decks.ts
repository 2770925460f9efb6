import {existsSync} from 'node:fs';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {DeckRefused} from '../ppj/deck-engine.ts';
import type {ConvertRequest, Converted, DeckEngine} from '../ppj/deck-engine.ts';
import {zipFolder} from '../ppj/zip-folder.ts';
import type {Tools} from '../server.ts';

/**
 * An engine that does what the presentation says: `pages 3`, `refuse words`, `fault` (always), `fault 2` (that many times),
 * `die` (takes the process with it), `hold path` (until that file is there), `hold-zip path` (holds the zip up instead).
 */
export class ScriptedEngine implements DeckEngine {
  /** File names in the order in which they were begun. */
  readonly begun: string[] = [];

  async convert({sourcePath, fileName, folder, signal}: ConvertRequest): Promise<Converted> {
    this.begun.push(fileName);
    const script = await readFile(sourcePath, 'utf8');
    const [word = '', ...others] = script.trim().split(' ');
    const rest = others.join(' ');
    if (word === 'refuse') throw new DeckRefused(rest);
    if (word === 'fault' && this.#timesBegun(fileName) <= (rest === '' ? Infinity : Number(rest)))
      throw new Error('a fault');
    if (word === 'die') process.kill(process.pid, 'SIGKILL');
    if (word === 'hold') await fileThere(rest, signal);
    await writeFile(join(folder, 'index.html'), `<!doctype html>${script}`);
    return {totalPages: word === 'pages' ? Number(rest) : 1};
  }

  #timesBegun(fileName: string): number {
    return this.begun.filter((name) => name === fileName).length;
  }
}

/** Tools of a gateway that converts as presentations say. */
export function scriptedDecks(engine: DeckEngine = new ScriptedEngine()): Pick<Tools, 'openEngine' | 'zipFolder'> {
  return {
    openEngine: () => Promise.resolve(engine),
    zipFolder: async (folder, zipPath, signal) => {
      const held = /hold-zip (\S+)/.exec(await readFile(join(folder, 'index.html'), 'utf8'))?.[1];
      if (held !== undefined) await fileThere(held, signal);
      await zipFolder(folder, zipPath, signal);
    },
  };
}

async function fileThere(path: string, signal: AbortSignal): Promise<void> {
  while (!existsSync(path)) await wait(10, undefined, {signal});
}
