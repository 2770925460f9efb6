import {spawnSync} from 'node:child_process';
import {accessSync, constants, existsSync, rmSync, writeFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';

/** Programs that the tests need, and the Debian packages they come in; smbclient's brings libsmbclient.so.0. */
const packages = /** @type {const} */ ([
  ['chromium', 'chromium'],
  ['firefox-esr', 'firefox-esr'],
  ['ffmpeg', 'ffmpeg'],
  ['smbd', 'samba'],
  ['smbclient', 'smbclient'],
  ['soffice', 'libreoffice-impress-nogui'],
  ['pdftocairo', 'poppler-utils'],
  ['pdftotext', 'poppler-utils'],
]);
/** Any will do. */
const chineseFonts = 'fonts-noto-cjk';

/**
 * Installs what is missing where that is possible (root on Debian), else says in one line what is missing.
 *
 * @returns {boolean} Whether all of it is there.
 */
export function ensurePrograms() {
  const wanted = findMissing();
  if (wanted.length === 0) return true;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version') && isThere('apt-get')) install(wanted);
  const missing = findMissing();
  if (missing.length > 0) console.error(`Missing for the tests: ${missing.join(', ')}`);
  return missing.length === 0;
}

/** @returns {readonly string[]} Names of packages. */
function findMissing() {
  const missing = packages.filter(([program]) => !isThere(program)).map(([, name]) => name);
  return [...new Set(missing), ...(hasChineseFont() ? [] : [chineseFonts])];
}

function hasChineseFont() {
  const {stdout} = spawnSync('fc-list', [':lang=zh', 'family'], {encoding: 'utf8'});
  return (stdout ?? '').trim() !== '';
}

/** @param {readonly string[]} names */
function install(names) {
  withoutServices(() => {
    for (const words of [
      ['update', '-q'],
      ['install', '-q', '-y', '--no-install-recommends', ...names],
    ]) {
      spawnSync('apt-get', words, {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: {...process.env, DEBIAN_FRONTEND: 'noninteractive'},
      });
    }
  });
  if (names.includes('samba') && isThere('systemctl')) {
    spawnSync('systemctl', ['disable', 'smbd', 'nmbd', 'samba-ad-dc'], {stdio: 'ignore'});
  }
}

/**
 * Debian starts what it installs unless this file says no. The tests want smbd itself, none on the machine's port 445.
 *
 * @param {() => void} run
 */
function withoutServices(run) {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return run();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', {mode: 0o755});
  try {
    run();
  } finally {
    rmSync(policy);
  }
}

/** @param {string} program */
function isThere(program) {
  return [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
