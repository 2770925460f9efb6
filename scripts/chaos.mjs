// Plays rounds of chaos on a real browser, gateway and network, and says what came of them.
//
//   npm run chaos                            ten rounds, from seed 1
//   npm run chaos -- --rounds 300 --seed 7   the rounds 7 to 306
//
// The seed decides what happens, so a round that failed is played again by `--rounds 1 --seed N`. It needs `dist`.
import {spawn} from 'node:child_process';
import {existsSync, readFileSync, rmSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const notes = fileURLToPath(new URL('../.cache/chaos.jsonl', import.meta.url));

const {rounds, seed} = parseArgs({
  options: {rounds: {type: 'string', default: '10'}, seed: {type: 'string', default: '1'}},
}).values;
for (const [name, value] of Object.entries({rounds, seed})) {
  if (/^[1-9]\d*$/.test(value)) continue;
  console.error(`--${name} takes a whole number above 0, not ${value}.`);
  process.exit(1);
}

rmSync(notes, {force: true});
const test = [
  'node_modules/@playwright/test/cli.js',
  'test',
  'e2e/chaos',
  '--project',
  'chromium',
  '--reporter',
  'list',
];
const child = spawn(process.execPath, test, {
  cwd: root,
  stdio: 'inherit',
  env: {...process.env, CARRYON_CHAOS_ROUNDS: rounds, CARRYON_CHAOS_SEED: seed},
});
child.on('exit', (code) => {
  report(existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : []);
  process.exitCode = code ?? 1;
});

/** @param {readonly string[]} lines Each one round's, as JSON; only of rounds in which all was well. */
function report(lines) {
  const played = lines.map((line) => JSON.parse(line));
  const all = (/** @type {string} */ name) => played.flatMap((round) => round[name]);
  const happenings = all('happenings');
  console.log(`\n${played.length} of ${rounds} rounds without a loss, from seed ${seed}.`);
  const totals = ['uploads', 'transcodes', 'downloads'].map((name) => `${sum(all(name))} ${name}`);
  console.log(`${totals.join(', ')}; ${sum(all('onNas'))} went to the NAS. ${happenings.length} happenings:`);
  for (const type of [...new Set(happenings)].sort()) {
    console.log(`  ${String(happenings.filter((happening) => happening === type).length).padStart(5)} ${type}`);
  }
  console.log(spreadOf('a round took', all('seconds'), 's'));
  console.log(spreadOf('bytes sent twice for each cut', all('bytesSentTwice'), 'bytes'));
  console.log(spreadOf('another window took over after', all('takeoversMs'), 'ms'));
}

/**
 * @param {string} what
 * @param {readonly number[]} values
 * @param {string} unit
 */
function spreadOf(what, values, unit) {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return `${what}: never seen`;
  const [median, most] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return `${what}: median ${median} ${unit}, at most ${most} ${unit} (${sorted.length} times)`;
}

/** @param {readonly number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
