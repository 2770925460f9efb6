import type {Random} from '../../src/queue/ports.ts';
import {seededRandom} from '../../src/queue/testing/seeded-random.ts';
import type {Fault, Match} from '../support/faults.ts';
import {anyBody, chunks, created, mb, notify, recorded, resultSent} from '../support/requests.ts';
import type {Medium} from '../transcode/media.ts';

/** A file to add: so many random bytes under a name, or a film. */
export type PlannedFile = {readonly name: string; readonly bytes: number} | {readonly medium: Medium};

export const commands = ['pauseJob', 'resumeJob', 'cancelJob', 'removeJob', 'retryJob', 'moveJobToFront'] as const;

/** By its number, counted round; or the one that runs the jobs. */
export type WhichWindow = number | 'runner';

/** One thing that happens to the jobs, or to the world around them. */
export type Happening =
  | {
      readonly type: 'fault';
      readonly match: Match;
      readonly fault: Fault;
      readonly skip: number;
      readonly times: number;
    }
  | {readonly type: 'offline'; readonly forMs: number}
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
  | {readonly type: 'add'; readonly file: PlannedFile};

/** What one round does: the same for the same seed. */
export interface Scenario {
  readonly seed: number;
  readonly files: readonly PlannedFile[];
  readonly windows: number;
  readonly bytesPerSecond: number;
  /** Each so long after the one before it. */
  readonly happenings: ReadonlyArray<{readonly afterMs: number; readonly happening: Happening}>;
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
  offline: 1_000,
};
/** So that a round with its start and its end stays under 15 s. */
const mostCost = 7_500;

/** The round of a seed. */
export function scenarioOf(seed: number): Scenario {
  const random = seededRandom(seed);
  const files = Array.from({length: 1 + whole(random, 4)}, (_, index) => plannedFile(random, index));
  const happenings: {afterMs: number; happening: Happening}[] = [];
  let cost = 0;
  for (let left = 4 + whole(random, 7); left > 0; left -= 1) {
    const afterMs = whole(random, 700);
    const happening = pick(random, kinds)(random, files.length + left);
    const price = afterMs + (costs[happening.type] ?? 0);
    if (cost + price > mostCost) continue;
    cost += price;
    happenings.push({afterMs, happening});
  }
  const total = files.reduce((sum, file) => sum + ('bytes' in file ? file.bytes : mb), 0);
  // Slow enough for most of what happens to happen in the middle of a transfer.
  const bytesPerSecond = Math.ceil(total / (2 + whole(random, 5))) + 100_000;
  return {seed, files, windows: random() < 0.7 ? 2 : 1, bytesPerSecond, happenings};
}

/** The commoner, the more often. */
const kinds: ReadonlyArray<(random: Random, index: number) => Happening> = [
  fault,
  fault,
  fault,
  fault,
  (random) => ({type: 'offline', forMs: 100 + whole(random, 900)}),
  (random) => ({type: 'offline', forMs: 100 + whole(random, 900)}),
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
  (random, index) => ({type: 'add', file: plannedFile(random, index)}),
  (random, index) => ({type: 'add', file: plannedFile(random, index)}),
];

function whichWindow(random: Random): WhichWindow {
  return random() < 0.6 ? 'runner' : whole(random, 9);
}

function command(random: Random): Happening {
  return {type: 'command', name: pick(random, commands), job: whole(random, 9)};
}

/** Requests that faults go for; those for the page itself are left alone, as no job is about them. */
const targets: readonly Match[] = [
  created,
  chunks,
  chunks,
  anyBody,
  {method: 'HEAD', path: /^\/files\//},
  notify,
  resultSent,
  recorded,
  {path: /^\/(files|kapi|gateway)\//},
];

function fault(random: Random): Happening {
  const faults: readonly Fault[] = [
    {type: 'cut-body', afterBytes: whole(random, 3 * mb)},
    {type: 'cut-body', afterBytes: 0},
    {type: 'cut-before-answer'},
    {type: 'withhold-answer'},
    {type: 'cut-answer', afterBytes: 0},
    {type: 'stall'},
    {type: 'answer', status: 503, headers: {'Retry-After': '1'}, body: 'later'},
    {type: 'answer', status: 429, headers: {'Retry-After': '1'}, body: 'too many'},
    {type: 'answer', status: 500, body: '{"message":"No.","type":"Error"}'},
    {type: 'answer', status: 200, headers: {'Content-Type': 'text/html'}, body: '<h1>Sign in to the hotel</h1>'},
  ];
  return {
    type: 'fault',
    match: pick(random, targets),
    fault: pick(random, faults),
    skip: whole(random, 3),
    times: 1 + whole(random, 2),
  };
}

const media = ['b-frames.mp4', 'quicktime.mov', 'vp9.webm', 'garbage.mp4'] as const satisfies readonly Medium[];
const names = ['plain.bin', 'Fête d’été.bin', '视频 🎬.bin', 'שלום.bin', `${'long-'.repeat(40)}.bin`, '%2e%2e%2f.bin'];

function plannedFile(random: Random, index: number): PlannedFile {
  if (random() < 0.35) return {medium: pick(random, media)};
  const sizes = [0, 1, 4_097, 900_000, 3 * mb, 7 * mb, 15 * mb];
  return {name: `${index}-${pick(random, names)}`, bytes: pick(random, sizes)};
}

function whole(random: Random, below: number): number {
  return Math.floor(random() * below);
}

function pick<T>(random: Random, list: readonly T[]): T {
  const picked = list[whole(random, list.length)];
  if (picked === undefined) throw new Error('There is nothing to pick from.');
  return picked;
}
