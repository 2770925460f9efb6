import {appendFile, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {describeLog} from '../support/faults.ts';
import {networkErrors} from '../support/page-errors.ts';
import {test as base} from '../support/two-routes.ts';
import {checkDownloads} from './downloads-verdict.ts';
import {checkLeftovers} from './leftovers.ts';
import {bytesSentTwice} from './ledger.ts';
import {onDevice} from './on-device.ts';
import {Round} from './round.ts';
import {scenarioOf, type Scenario} from './scenario.ts';
import {checkJobs, untilAtRest} from './verdict.ts';

/** `npm run chaos` sets how many, and the first; a plain test run plays four in which nearly all that can happen does. */
const {CARRYON_CHAOS_ROUNDS: rounds, CARRYON_CHAOS_SEED: firstSeed = '1'} = process.env;
const seeds =
  rounds === undefined ? [3, 11, 34, 43] : Array.from({length: Number(rounds)}, (_, n) => Number(firstSeed) + n);
const report = join(import.meta.dirname, '..', '..', '.cache', 'chaos.jsonl');

/** `test` whose NAS is a folder that the gateway does not make, as a mount is. */
const test = base.extend<{readonly nas: string}>({
  nas: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'carryon-nas-'));
    const nas = join(folder, 'share');
    await mkdir(nas);
    await use(nas);
    await rm(folder, {recursive: true, force: true, maxRetries: 3});
  },
  gatewayOptions: async ({nas}, use) => use({env: {CARRYON_NAS: pathToFileURL(nas).href}}),
});

// Asked before a browser is opened.
test.skip(({browserName}) => browserName !== 'chromium', 'rounds kill processes that only Chromium has');

for (const seed of seeds) {
  test(`X1, X2, Q2, Q3, Q12, F9: nothing is lost in round ${seed}`, async ({
    gateway,
    faultProxy: internet,
    intranet,
    nas,
    testBrowser: browser,
    errors,
  }) => {
    errors.allow(...networkErrors);
    const scenario = scenarioOf(seed);
    const stage = {gateway, internet, intranet, nas, browser};
    const round = await Round.open(stage);
    const began = Date.now();
    try {
      await round.play(scenario);
      await round.heal();
      await untilAtRest(round);
      const seconds = Math.round((Date.now() - began) / 100) / 10;
      const jobs = await checkJobs(round, stage);
      const downloads = await checkDownloads(round, jobs);
      await checkLeftovers(round, stage, jobs);
      const done = jobs.filter(({state}) => state === 'done');
      await note({
        seed,
        seconds,
        uploads: round.ledger.uploads.size,
        onNas: done.filter(({kind, flowRoute}) => kind !== 'download' && flowRoute === 'intranet').length,
        transcodes: done.filter(({kind}) => kind === 'transcode').length,
        downloads,
        happenings: scenario.happenings.map(({happening}) => happening.type),
        takeoversMs: round.ledger.takeoversMs,
        bytesSentTwice: bytesSentTwice(stage),
      });
    } catch (error) {
      const device = await onDevice(round).catch(String);
      const found = {
        scenario: inLines(scenario),
        internet: describeLog(internet.log),
        intranet: describeLog(intranet.log),
        device,
        log: gateway.errors,
      };
      for (const [name, text] of Object.entries(found)) await writeFile(test.info().outputPath(`${name}.txt`), text);
      throw error;
    } finally {
      await round.close();
    }
  });
}

function inLines({happenings, ...rest}: Scenario): string {
  return [rest, ...happenings].map((line) => JSON.stringify(line)).join('\n');
}

async function note(line: Readonly<Record<string, unknown>>): Promise<void> {
  await mkdir(join(report, '..'), {recursive: true});
  await appendFile(report, `${JSON.stringify(line)}\n`);
}
