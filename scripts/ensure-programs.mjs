import {spawnSync} from 'node:child_process';
import {accessSync, constants, existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';

/** Programs that the end-to-end tests need, and the Debian packages they come in. */
const packages = /** @type {const} */ ([
  ['chromium', 'chromium'],
  ['firefox-esr', 'firefox-esr'],
  ['ffmpeg', 'ffmpeg'],
]);

/**
 * Installs what is missing where that is possible (root on Debian), else says in one line what is missing.
 *
 * @returns {boolean} Whether all of it is there.
 */
export function ensurePrograms() {
  const wanted = packages.filter(([program]) => !isThere(program)).map(([, name]) => name);
  if (wanted.length === 0) return true;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version') && isThere('apt-get')) install(wanted);
  const missing = packages.filter(([program]) => !isThere(program)).map(([, name]) => name);
  if (missing.length > 0) console.error(`Missing for the end-to-end tests: ${missing.join(', ')}`);
  return missing.length === 0;
}

/** @param {readonly string[]} names */
function install(names) {
  for (const words of [
    ['update', '-q'],
    ['install', '-q', '-y', '--no-install-recommends', ...names],
  ]) {
    spawnSync('apt-get', words, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {...process.env, DEBIAN_FRONTEND: 'noninteractive'},
    });
  }
}

/** @param {string} program */
function isThere(program) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
