import {spawn} from 'node:child_process';
import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {copyFile} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {build} from 'vite';
import {besideGateway} from '../../scripts/build.mjs';

/** A gateway in a process of its own, to be killed. */
export interface ChildGateway {
  readonly child: ChildProcess;
  /** What it wrote to stdout and stderr so far. */
  readonly output: () => string;
  /** Settles with its address once it listens. */
  readonly base: Promise<string>;
  /** Settles with its exit code; `null` after a kill. */
  readonly exited: Promise<number | null>;
}

const root = join(import.meta.dirname, '..', '..');

/**
 * Builds the gateway as `npm run build` does, for this test file alone.
 *
 * @param entry What is built, when it is not the gateway as it is.
 * @returns The built file.
 */
export async function buildForTests(entry = 'gateway/main.ts'): Promise<string> {
  const outDir = join(root, '.cache', 'gateway-tests', `build-${process.pid}`);
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      ssr: join(root, entry),
      outDir,
      emptyOutDir: true,
      rollupOptions: {output: {entryFileNames: 'main.js'}},
    },
  });
  await Promise.all(besideGateway.map((path) => copyFile(join(root, path), join(outDir, basename(path)))));
  return join(outDir, 'main.js');
}

/** Starts a built gateway with these variables, above a free port and users `alice` and `bob`. */
export function startChild(builtPath: string, variables: Readonly<Record<string, string>>): ChildGateway {
  const script = `import(${JSON.stringify(`file://${builtPath}`)}).then(({start}) => start())`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: {...process.env, PORT: '0', CARRYON_TOKENS: 'alice=secret-a,bob=secret-b', CARRYON_LOG: 'warn', ...variables},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (piece: Buffer) => (text += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (text += piece.toString()));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const base = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const port = /^Carryon is at http:\/\/localhost:(\d+)\/#token=/m.exec(text)?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
    void exited.then(() => reject(new Error(`it ended: ${text}`)));
  });
  base.catch(() => undefined);
  return {child, output: () => text, base, exited};
}
