import type {Random} from '../../src/queue/ports.ts';
import {seededRandom} from '../../src/queue/testing/seeded-random.ts';
import {pick, whole} from './picking.ts';
import {plannedFault, type PlannedFault} from './planned-faults.ts';
import {bytesOf, plannedDownload, plannedUpload, type PlannedDownload, type PlannedUpload} from './planned-jobs.ts';

export const commands = ['pauseJob', 'resumeJob', 'cancelJob', 'removeJob', 'retryJob', 'moveJobToFront'] as const;

/** By its number, counted round; or the one that runs the jobs. */
export type WhichWindow = number | 'runner';
export type WhichWay = 'internet' | 'intranet' | 'both';

/** One thing that happens to the jobs, or to the world around them. */
export type Happening =
  | PlannedFault
  | {readonly type: 'offline'; readonly way: WhichWay; readonly forMs: number}
  /** The NAS's folder has another name for a while, as a mount that is gone. */
  | {readonly type: 'share-away'; readonly forMs: number}
  | {readonly type: 'line'; readonly bytesPerSecond: number}
  | {readonly type: 'kill-browser'}
  | {readonly type: 'kill-gateway'; readonly forMs: number}
  | {readonly type: 'open-window'}
  | {readonly type: 'close-window'; readonly window: WhichWindow}
  | {readonly type: 'reload-window'; readonly window: WhichWindow}
  | {readonly type: 'freeze-window'; readonly window: WhichWindow; readonly forMs: number}
  | {readonly type: 'no-window'; readonly forMs: number}
  | {readonly type: 'sign-out'; readonly forMs: number}
  | {readonly type: 'command'; readonly name: (typeof commands)[number]; readonly job: number}
  | {readonly type: 'add'; readonly upload: PlannedUpload}
  | {readonly type: 'download'; readonly download: PlannedDownload}
  /** Another file of the same name and size lies where a download comes from; by its number, counted round. */
  | {readonly type: 'replace'; readonly download: number};

/** What one round does: the same for the same seed. */
export interface Scenario {
  readonly seed: number;
  readonly uploads: readonly PlannedUpload[];
  readonly windows: number;
  readonly bytesPerSecond: number;
  /** Each so long after the one before it. */
  readonly happenings: readonly Timed[];
}

interface Timed {
  readonly afterMs: number;
  readonly happening: Happening;
}

/** What a happening takes of a round's time, in ms; the rest takes next to none. */
const costs: Partial<Record<Happening['type'], number>> = {
  'kill-browser': 3_000,
  'kill-gateway': 2_500,
  'no-window': 2_500,
  'freeze-window': 2_500,
  'open-window': 1_000,
  'reload-window': 1_000,
  'sign-out': 1_000,
  'share-away': 500,
  offline: 1_000,
};
/** So that a round with its start and its end stays under 15 s. */
const mostCost = 7_500;

/** The round of a seed. */
export function scenarioOf(seed: number): Scenario {
  const random = seededRandom(seed);
  const uploads = Array.from({length: 1 + whole(random, 3)}, (_, index) => plannedUpload(random, index));
  const happenings: Timed[] = [];
  let cost = 0;
  for (let left = 4 + whole(random, 7); left > 0; left -= 1) {
    const afterMs = whole(random, 700);
    const happening = pick(random, kinds)(random, uploads.length + left);
    const price = afterMs + (costs[happening.type] ?? 0);
    if (cost + price > mostCost) continue;
    cost += price;
    happenings.push({afterMs, happening});
  }
  for (let index = whole(random, 3); index > 0; index -= 1) {
    const happening = {type: 'download', download: plannedDownload(random, 100 + index)} as const;
    // In the first half, so that much of the rest happens to it.
    happenings.splice(whole(random, 1 + happenings.length / 2), 0, {afterMs: whole(random, 200), happening});
  }
  const downloads = happenings.flatMap(({happening}) => (happening.type === 'download' ? [happening.download] : []));
  const most = Math.max(sum(uploads.map(bytesOf)), sum(downloads.map(({bytes}) => bytes)));
  // Slow enough for most of what happens to happen in the middle of a transfer.
  const bytesPerSecond = Math.ceil(most / (2 + whole(random, 5))) + 100_000;
  return {seed, uploads, windows: random() < 0.7 ? 2 : 1, bytesPerSecond, happenings};
}

/** The commoner, the more often. */
const kinds: ReadonlyArray<(random: Random, index: number) => Happening> = [
  plannedFault,
  plannedFault,
  plannedFault,
  plannedFault,
  plannedFault,
  offline,
  offline,
  offline,
  (random) => ({type: 'share-away', forMs: 200 + whole(random, 3_000)}),
  (random) => ({type: 'share-away', forMs: 200 + whole(random, 3_000)}),
  (random) => ({type: 'line', bytesPerSecond: (1 + whole(random, 10)) * 500_000}),
  () => ({type: 'kill-browser'}),
  () => ({type: 'kill-browser'}),
  () => ({type: 'kill-browser'}),
  () => ({type: 'kill-browser'}),
  (random) => ({type: 'kill-gateway', forMs: whole(random, 1_000)}),
  (random) => ({type: 'kill-gateway', forMs: whole(random, 1_000)}),
  () => ({type: 'open-window'}),
  () => ({type: 'open-window'}),
  (random) => ({type: 'close-window', window: whichWindow(random)}),
  (random) => ({type: 'close-window', window: whichWindow(random)}),
  (random) => ({type: 'reload-window', window: whichWindow(random)}),
  (random) => ({type: 'freeze-window', window: whichWindow(random), forMs: 500 + whole(random, 3_500)}),
  (random) => ({type: 'no-window', forMs: 200 + whole(random, 1_500)}),
  (random) => ({type: 'sign-out', forMs: whole(random, 700)}),
  command,
  command,
  command,
  command,
  (random, index) => ({type: 'add', upload: plannedUpload(random, index)}),
  (random, index) => ({type: 'download', download: plannedDownload(random, index)}),
  (random, index) => ({type: 'download', download: plannedDownload(random, index)}),
  (random) => ({type: 'replace', download: whole(random, 9)}),
  (random) => ({type: 'replace', download: whole(random, 9)}),
];

function whichWindow(random: Random): WhichWindow {
  return random() < 0.6 ? 'runner' : whole(random, 9);
}

function command(random: Random): Happening {
  return {type: 'command', name: pick(random, commands), job: whole(random, 9)};
}

function offline(random: Random): Happening {
  const way = pick(random, ['internet', 'intranet', 'intranet', 'both'] as const);
  return {type: 'offline', way, forMs: 100 + whole(random, 900)};
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
