// npm test: everything that can be checked (npm run test:full: in all its lengths). Goes on after a failure; the last line says how many passed and failed.
import {spawn} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {ensurePrograms} from './ensure-programs.mjs';

/** @typedef {{passed: number, failed: number}} Count */
/** @typedef {{numPassedTests: number, numFailedTests: number, stats: {expected: number, unexpected: number, flaky: number}}} Report What runners write; each its own part of it. */
/** @typedef {{name: string, run: readonly string[], report?: string, read?: (report: Report) => Count, needs?: string}} Part */

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, '.cache');
const modules = 'node_modules';

/** In this order. A part without a report of its own counts as one test. */
const parts = /** @type {readonly Part[]} */ ([
  {name: 'types', run: [`${modules}/typescript/bin/tsc`, '--build']},
  {name: 'lint', run: [`${modules}/eslint/bin/eslint.js`, '.']},
  {name: 'format', run: [`${modules}/prettier/bin/prettier.cjs`, '--check', '--log-level', 'warn', '.']},
  {
    name: 'unit',
    run: [
      ...[`${modules}/vitest/vitest.mjs`, 'run', '--reporter=default', '--reporter=json'],
      '--outputFile.json=.cache/unit-report.json',
    ],
    report: join(cache, 'unit-report.json'),
    read: ({numPassedTests, numFailedTests}) => ({passed: numPassedTests, failed: numFailedTests}),
  },
  {name: 'build', run: ['scripts/build.mjs']},
  {
    name: 'e2e',
    run: [`${modules}/@playwright/test/cli.js`, 'test'],
    report: join(cache, 'e2e-report.json'),
    read: ({stats}) => ({passed: stats.expected, failed: stats.unexpected + stats.flaky}),
    needs: 'build',
  },
]);

mkdirSync(cache, {recursive: true});
const hasPrograms = ensurePrograms();
const total = {passed: 0, failed: hasPrograms ? 0 : 1};
/** @type {Set<string>} */
const failedParts = new Set();

for (const part of parts) {
  const count = await runPart(part);
  if (count.failed > 0) failedParts.add(part.name);
  total.passed += count.passed;
  total.failed += count.failed;
}

if (failedParts.size > 0) console.log(`\nFailed: ${[...failedParts].join(', ')}`);
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed`);

/**
 * @param {Part} part
 * @returns {Promise<Count>}
 */
async function runPart({name, run, report, read, needs}) {
  console.log(`\n── ${name}`);
  if (needs !== undefined && failedParts.has(needs)) {
    console.log(`not run: ${needs} failed`);
    return {passed: 0, failed: 1};
  }
  if (report !== undefined) rmSync(report, {force: true});
  const ok = await succeeds(run);
  if (report === undefined || read === undefined) return ok ? {passed: 1, failed: 0} : {passed: 0, failed: 1};
  const count = readCount(report, read);
  // A runner that fails without a failed test (it crashed, a file did not load) is a failure too.
  return ok || count.failed > 0 ? count : {...count, failed: 1};
}

/**
 * @param {string} report
 * @param {(report: Report) => Count} read
 * @returns {Count}
 */
function readCount(report, read) {
  try {
    return read(JSON.parse(readFileSync(report, 'utf8')));
  } catch {
    return {passed: 0, failed: 1};
  }
}

/**
 * Runs a script of Node, its output going where ours goes.
 *
 * @param {readonly string[]} run
 * @returns {Promise<boolean>}
 */
function succeeds(run) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...run], {cwd: root, stdio: ['ignore', 'inherit', 'inherit']});
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}
