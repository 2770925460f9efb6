import {appendFile, mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describeLog} from '../support/faults.ts';
import {test} from '../support/fixtures.ts';
import {networkErrors} from '../support/page-errors.ts';
import {bytesSentTwice} from './ledger.ts';
import {onDevice} from './on-device.ts';
import {Round} from './round.ts';
import {scenarioOf, type Scenario} from './scenario.ts';
import {checkJobs, checkOrphans, untilAtRest} from './verdict.ts';

/** `npm run chaos` sets them; a plain test run plays ten rounds. */
const rounds = Number(process.env['CARRYON_CHAOS_ROUNDS'] ?? 10);
const firstSeed = Number(process.env['CARRYON_CHAOS_SEED'] ?? 1);
const report = join(import.meta.dirname, '..', '..', '.cache', 'chaos.jsonl');

// Asked before a browser is opened.
test.skip(({browserName}) => browserName !== 'chromium', 'rounds kill processes that only Chromium has');

for (let seed = firstSeed; seed < firstSeed + rounds; seed += 1) {
  test(`X2, Q2, Q3, Q12: nothing is lost in round ${seed}`, async ({
    gateway,
    faultProxy: proxy,
    testBrowser: browser,
    errors,
  }) => {
    errors.allow(...networkErrors);
    const scenario = scenarioOf(seed);
    const stage = {gateway, proxy, browser};
    const round = await Round.open(stage);
    const began = Date.now();
    try {
      await round.play(scenario);
      await round.heal();
      await untilAtRest(round);
      const seconds = Math.round((Date.now() - began) / 100) / 10;
      const transcodes = await checkJobs(round, stage);
      await checkOrphans(round, stage);
      await note({
        seed,
        seconds,
        uploads: round.ledger.uploads.size,
        transcodes,
        happenings: scenario.happenings.map(({happening}) => happening.type),
        takeoversMs: round.ledger.takeoversMs,
        bytesSentTwice: bytesSentTwice(proxy),
      });
    } catch (error) {
      const device = await onDevice(round).catch(String);
      const found = {scenario: inLines(scenario), requests: describeLog(proxy.log), device, log: gateway.errors};
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
