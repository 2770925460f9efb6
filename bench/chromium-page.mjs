import {mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {chromium} from '@playwright/test';
import {build, preview} from 'vite';

const cache = join(import.meta.dirname, '..', '.cache');

/** Where films are kept: on the disk, not in a /tmp that may be memory. */
export const mediaFolder = join(cache, 'media');

/** ffmpeg's threads want them. */
const isolation = {'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp'};

/**
 * A page of this folder, built and served, in a Chromium with a profile of its own.
 *
 * @returns `folder` is the run's own; `open` opens one more page; `close` removes all of it.
 */
export async function startChromium(pageFolder) {
  mkdirSync(mediaFolder, {recursive: true});
  const folder = mkdtempSync(join(cache, `${pageFolder}-`));
  const outDir = join(folder, 'site');
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, pageFolder),
    build: {outDir, target: 'es2023'},
    worker: {format: 'es'},
  });
  const server = await preview({
    configFile: false,
    logLevel: 'error',
    build: {outDir},
    preview: {host: '127.0.0.1', port: 0, strictPort: false, headers: isolation},
  });
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  return {
    folder,
    open: async () => {
      const page = await context.newPage();
      await page.goto(server.resolvedUrls.local[0]);
      return page;
    },
    close: async () => {
      await context.close();
      await server.close();
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

/** The largest renderer of a profile in this folder: the page's. */
export function rendererOf(folder) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isRenderer(name, folder))
    .map((pid) => ({pid: Number(pid), mebibytes: mebibytesOf(pid)}))
    .reduce((most, renderer) => (renderer.mebibytes > most.mebibytes ? renderer : most), {pid: 0, mebibytes: 0});
}

/** Runs `work`; gives what it does, and the most that the renderer has held meanwhile, in MiB. */
export async function withPeak(folder, work) {
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, rendererOf(folder).mebibytes)), 50);
  try {
    const result = await work();
    return {result, peak};
  } finally {
    clearInterval(watch);
  }
}

function isRenderer(pid, folder) {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return command.includes('--type=renderer') && command.includes(folder);
  } catch {
    return false;
  }
}

/** What is resident and the process's own or shared by its threads: pages of files that it has mapped do not count. */
function mebibytesOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0);
    return (kilobytes('RssAnon') + kilobytes('RssShmem')) / 1024;
  } catch {
    return 0;
  }
}
