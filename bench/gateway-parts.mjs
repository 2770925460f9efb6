import {copyFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'vite';
import {besideGateway} from '../scripts/build.mjs';

const root = join(import.meta.dirname, '..');

/** Exports of some of the gateway's files, such as `nas/folder-share`, built as one, with what lies beside a gateway. */
export async function loadGatewayParts(parts) {
  const folder = join(root, '.cache', 'bench');
  const outDir = join(folder, 'gateway-parts');
  const entry = join(folder, 'gateway-parts.js');
  mkdirSync(folder, {recursive: true});
  writeFileSync(entry, parts.map((part) => `export * from '${root}/gateway/${part}.ts';`).join('\n'));
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {ssr: entry, outDir, rollupOptions: {output: {entryFileNames: 'main.js'}}},
  });
  for (const path of besideGateway) copyFileSync(join(root, path), join(outDir, basename(path)));
  return import(pathToFileURL(join(outDir, 'main.js')).href);
}
