// Builds what `npm start` serves into dist/: the app, its service worker, and the gateway.
// Run it, or call `buildIfChanged`, which does nothing while what the build is made from is what it was.
import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {connect, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {basename, dirname, join, relative} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {buildApp} from './build-app.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const stampPath = join(dist, 'build-stamp');

const sources = [
  ...['src', 'h5', 'gateway', 'public', 'index.html', 'host.html', 'scripts/build.mjs', 'scripts/build-app.mjs'],
  ...[
    'vite.config.ts',
    'vite.h5.config.ts',
    'vite.sw.config.ts',
    'vite.lib.config.ts',
    'tsconfig.base.json',
    'tsconfig.app.json',
  ],
  ...['package.json', 'package-lock.json'],
];

/**
 * Builds unless dist/ was made from exactly these sources, in a process of its own: what a build takes up in memory
 * goes with it. Starts at the same time build once, one after the other.
 */
export async function buildIfChanged() {
  if (isCurrent()) return;
  const builder = spawn(process.execPath, [fileURLToPath(import.meta.url), ifChanged], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const end = () => builder.kill();
  process.once('exit', end);
  const [code] = await once(builder, 'exit');
  process.off('exit', end);
  if (code !== 0) throw new Error('The build failed.');
}

const ifChanged = '--if-changed';

async function buildUnlessCurrent() {
  if (isCurrent()) return;
  process.stderr.write('Building…\n');
  await build();
}

/** Builds all of it. The stamp comes last: a build that was cut short is no build. */
export async function build() {
  const digest = digestOfSources();
  rmSync(stampPath, {force: true});
  await buildApp();
  await buildGateway(join(dist, 'gateway'));
  await makeRecordsTemplate(join(dist, 'gateway', 'records-template'));
  mkdirSync(dist, {recursive: true});
  writeFileSync(stampPath, digest);
}

/** What the gateway starts from files of their own. */
export const besideGateway = [
  'gateway/records/database-thread.mjs',
  'gateway/nas/smb-child.mjs',
  'gateway/nas/smb-client.mjs',
];

/**
 * The gateway as one file of ESM; the packages it uses stay in node_modules.
 *
 * @param {string} outDir
 */
export async function buildGateway(outDir) {
  const vite = await import('vite');
  await vite.build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      ssr: join(root, 'gateway/main.ts'),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      sourcemap: true,
      rollupOptions: {output: {format: 'es', entryFileNames: 'main.js'}},
    },
  });
  // A thread and a process of their own, that start from files beside.
  for (const path of besideGateway) copyFileSync(join(root, path), join(outDir, basename(path)));
}

/**
 * An empty database for first starts, as a folder: making one takes seconds, a copy of it is there at once.
 *
 * @param {string} folder
 */
export async function makeRecordsTemplate(folder) {
  const version = JSON.parse(
    readFileSync(join(root, 'node_modules/@electric-sql/pglite/package.json'), 'utf8'),
  ).version;
  const versionPath = `${folder}.version`;
  if (existsSync(folder) && existsSync(versionPath) && readFileSync(versionPath, 'utf8') === version) return;
  const {PGlite} = await import('@electric-sql/pglite');
  const draft = `${folder}.${process.pid}.new`;
  const database = await PGlite.create({dataDir: draft});
  await database.close();
  rmSync(folder, {recursive: true, force: true});
  renameSync(draft, folder);
  writeFileSync(versionPath, version);
}

function isCurrent() {
  return existsSync(stampPath) && readFileSync(stampPath, 'utf8') === digestOfSources();
}

function digestOfSources() {
  const hash = createHash('sha256').update(process.version.split('.')[0] ?? '');
  for (const source of sources) {
    for (const path of filesUnder(join(root, source))) {
      hash.update(`${relative(root, path)}\0`).update(createHash('sha256').update(readFileSync(path)).digest());
    }
  }
  return hash.digest('hex');
}

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return path.endsWith('.test.ts') ? [] : [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/**
 * One build at a time in this folder. The lock is a listening socket, so a build that is killed leaves none.
 *
 * @param {() => Promise<void>} run
 */
async function withBuildLock(run) {
  const id = createHash('sha256').update(root).digest('hex').slice(0, 24);
  /** @type {Partial<Record<NodeJS.Platform, string>>} */
  const names = {linux: `\0carryon-build-${id}`, win32: `\\\\.\\pipe\\carryon-build-${id}`};
  const name = names[process.platform] ?? join(tmpdir(), `carryon-build-${id}.sock`);
  for (;;) {
    const lock = await listen(name);
    if (lock !== undefined) {
      await run().finally(() => lock.close());
      return;
    }
    if (name.startsWith('/') && !(await isAnswered(name))) rmSync(name, {force: true});
    else await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/**
 * @param {string} name
 * @returns {Promise<import('node:net').Server | undefined>}
 */
function listen(name) {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(name, () => resolve(server.unref()));
  });
}

/**
 * Whether somebody listens on a socket file; one that nobody listens on was left by a build that was killed.
 *
 * @param {string} name
 * @returns {Promise<boolean>}
 */
function isAnswered(name) {
  return new Promise((resolve) => {
    const socket = connect(name, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await withBuildLock(process.argv.includes(ifChanged) ? buildUnlessCurrent : build);
}
