import fc from 'fast-check';
import {expect, test} from 'vitest';
import {alice, bob} from './testing/builders.ts';
import {Chaos, type Happening} from './testing/chaos.ts';

const user = fc.constantFrom('alice' as const, 'bob' as const);
const script = fc.nat(7);
const fraction = fc.constantFrom(0, 0.3, 0.7);
const code = fc.constantFrom(
  ...([
    'source-missing',
    'source-changed',
    'permission',
    'engine-missing',
    'network-lost',
    'wrong-route',
    'signed-out',
    'server-silent',
    'server-busy',
    'server-error',
    'server-refused',
    'answer-unreadable',
    'origin-refused',
    'upload-vanished',
    'upload-too-large',
    'checksum',
    'not-found',
    'notify-refused',
    'nas-gone',
    'nas-full',
    'storage-full',
    'media-corrupt',
    'media-none',
    'media-memory',
    'media-unsupported',
    'transcoder-failed',
    'died',
    'unexpected',
  ] as const),
);
const command = fc.constantFrom(
  ...(['ready', 'pause', 'resume', 'resume', 'cancel', 'remove', 'retry', 'continue', 'front'] as const),
);

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('add' as const),
      kind: fc.constantFrom('upload' as const, 'upload' as const, 'transcode' as const),
      route: fc.constantFrom('auto' as const, 'intranet' as const, 'internet' as const),
      owner: user,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('fail' as const),
      script,
      code,
      after: fraction,
      busyMs: fc.constantFrom(undefined, undefined, 5_000, 2 * 3_600_000),
    }),
  },
  {weight: 1, arbitrary: fc.record({type: fc.constant('hang' as const), script, after: fraction})},
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('network' as const),
      route: fc.constantFrom('intranet' as const, 'internet' as const),
      up: fc.boolean(),
      noticed: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({type: fc.constant('wait' as const), ms: fc.constantFrom(300, 900, 3_000, 20_000, 90_000)}),
  },
  {weight: 2, arbitrary: fc.constant({type: 'crash' as const})},
  {weight: 1, arbitrary: fc.constant({type: 'stop' as const})},
  {weight: 1, arbitrary: fc.record({type: fc.constant('take-over' as const), transcoder: fc.boolean()})},
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('session' as const),
      user: fc.constantFrom('alice' as const, 'alice' as const, 'bob' as const, 'nobody' as const),
    }),
  },
  {weight: 4, arbitrary: fc.record({type: fc.constant('command' as const), name: command, job: fc.nat(20)})},
  {weight: 1, arbitrary: fc.record({type: fc.constant('full-disk' as const), writes: fc.integer({min: 1, max: 4})})},
);

test('whatever happens, no job is lost, run twice, retried too often or put out of order, and all come to rest', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(happening, {minLength: 5, maxLength: 40}), async (seed, happenings) => {
      const chaos = new Chaos(seed);

      for (const each of happenings) await chaos.happen(each);
      await chaos.heal(alice);
      await chaos.heal(bob);

      expect(chaos.wrongs).toEqual([]);
    }),
    {numRuns: Number(process.env['CHAOS_RUNS'] ?? 100)},
  );
}, 120_000);
