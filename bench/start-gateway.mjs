import {spawn} from 'node:child_process';
import {join} from 'node:path';
import {createInterface} from 'node:readline';

/**
 * Starts a gateway on a free port and a data folder of its own; settles once it listens.
 *
 * @param env Further variables.
 * @returns `url` is the one it prints, with the first user's token. Whoever called this ends the `child`.
 */
export async function startGateway(dataFolder, env = {}) {
  const child = spawn('node', ['scripts/start.mjs'], {
    cwd: join(import.meta.dirname, '..'),
    env: {...process.env, PORT: '0', CARRYON_DATA: dataFolder, CARRYON_LOG: 'warn', ...env},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({input: child.stdout})) {
    const url = /Carryon is at (\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    const {origin, hash} = new URL(url);
    return {child, url, origin, token: decodeURIComponent(hash.replace('#token=', ''))};
  }
  throw new Error('The gateway ended before it listened.');
}
