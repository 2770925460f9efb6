import {existsSync} from 'node:fs';
import {cp, mkdir, mkdtemp, rename, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {readConfig} from '../config.ts';
import type {Share} from '../nas/share.ts';
import {openDatabase} from '../records/database.ts';
import {startGateway} from '../server.ts';
import type {Tools} from '../server.ts';

/** A gateway in this process, on a free port and a data folder of its own. */
export interface TestGateway extends AsyncDisposable {
  readonly base: string;
  readonly port: number;
  readonly dataFolder: string;
  /** Calls it as `alice`, unless other headers say otherwise. */
  readonly call: (path: string, init?: RequestInit) => Promise<Response>;
  readonly stop: () => Promise<void>;
}

/**
 * @param variables Of CONTRACT 1, above `alice` and `bob` with the tokens `secret-a` and `secret-b`.
 * @param share In place of the one that the variables name.
 * @param tools In place of the gateway's own.
 */
export async function startTestGateway(
  variables: Readonly<Record<string, string>> = {},
  appFolder = '/nonexistent',
  share?: Share,
  tools: Partial<Tools> = {},
): Promise<TestGateway> {
  const dataFolder = variables['CARRYON_DATA'] ?? (await mkdtemp(join(tmpdir(), 'carryon-gateway-')));
  await giveDatabase(dataFolder);
  const config = readConfig({
    PORT: '0',
    CARRYON_TOKENS: 'alice=secret-a,bob=secret-b',
    CARRYON_LOG: 'silent',
    CARRYON_DATA: dataFolder,
    ...variables,
  });
  const built = {app: appFolder, recordsTemplate: '/nonexistent'};
  const gateway = await startGateway(config, built, {...tools, ...(share && {openNas: () => share})});
  const port = Number(new URL(gateway.url).port);
  const base = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await gateway.recordsReady;
    await gateway.close();
  };
  return {
    base,
    port,
    dataFolder,
    stop,
    call: (path, init = {}) =>
      fetch(new URL(path, base), {...init, headers: {Authorization: 'Bearer secret-a', ...init.headers}}),
    [Symbol.asyncDispose]: async () => {
      await stop();
      await rm(dataFolder, {recursive: true, force: true});
    },
  };
}

const cachedDatabase = join(import.meta.dirname, '..', '..', '.cache', 'gateway-tests', 'records');

/** Puts an empty database into a data folder; making one takes seconds, so it is made once and copied. */
export async function giveDatabase(dataFolder: string): Promise<void> {
  const path = join(dataFolder, 'records');
  if (existsSync(path)) return;
  if (!existsSync(cachedDatabase)) {
    const draft = `${cachedDatabase}.${process.pid}`;
    await mkdir(dirname(cachedDatabase), {recursive: true});
    await (await openDatabase(draft)).close();
    // Another test file may have been faster: its database is as good.
    await rename(draft, cachedDatabase).catch(() => rm(draft, {recursive: true}));
  }
  await cp(cachedDatabase, path, {recursive: true});
}
