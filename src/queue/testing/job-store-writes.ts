import {noted} from '../job-log.ts';
import type {Job} from '../job.ts';
import {alice, statuses, transcodeJob, unplaced, uploadJob} from './builders.ts';
import {add, assert, assertEqual, assertRejects, placeOf, uuidsOf, type ContractCase} from './contract-case.ts';

/** What adding, changing and removing do. */
export const writes: readonly ContractCase[] = [
  {
    title: 'added jobs get ascending places, and come back whole',
    async run(createStore) {
      const store = await createStore();
      const added = await store.add([unplaced(uploadJob({uuid: 'a'})), unplaced(uploadJob({uuid: 'b'}))]);
      assert(placeOf(added[0]) < placeOf(added[1]), 'the second has a place behind the first');
      assertEqual(await store.get('a'), uploadJob({uuid: 'a', place: placeOf(added[0])}));
    },
  },
  {
    title: 'a known uuid is left as it is, and answered as stored',
    async run(createStore) {
      const store = await createStore();
      const [first] = await store.add([unplaced(uploadJob({uuid: 'a', percent: 40}))]);
      const again = await store.add([unplaced(uploadJob({uuid: 'a', percent: 0})), unplaced(uploadJob({uuid: 'b'}))]);
      assertEqual(again[0], first);
      assertEqual(await uuidsOf(store.list(alice)), ['a', 'b']);
    },
  },
  {
    title: 'the same uuid twice in one call is added once',
    async run(createStore) {
      const store = await createStore();
      await store.add([unplaced(uploadJob({uuid: 'a'})), unplaced(uploadJob({uuid: 'a', percent: 9}))]);
      assertEqual((await store.list(alice)).length, 1);
      assertEqual((await store.get('a'))?.percent, 0);
    },
  },
  {
    title: 'an add that fails half-way adds nothing',
    async run(createStore) {
      const store = await createStore();
      const unstorable = {...unplaced(uploadJob({uuid: 'b'})), fileName: (() => 'no data') as unknown as string};
      await assertRejects(store.add([unplaced(uploadJob({uuid: 'a'})), unstorable]));
      assertEqual(await store.get('a'), undefined);
    },
  },
  {
    title: 'lists are in order of place, of one kind or of all',
    async run(createStore) {
      const store = await createStore();
      await add(store, uploadJob({uuid: 'a'}), transcodeJob({uuid: 't'}), uploadJob({uuid: 'b'}));
      await store.update('a', (job, {endPlace}) => ({...job, place: endPlace}));
      assertEqual(await uuidsOf(store.list(alice, 'upload')), ['b', 'a']);
      assertEqual([...(await uuidsOf(store.list(alice)))].sort(), ['a', 'b', 't']);
    },
  },
  {
    title: 'the end place is behind all others, the front place before them, also after many moves',
    async run(createStore) {
      const store = await createStore();
      await add(store, uploadJob({uuid: 'a'}), uploadJob({uuid: 'b'}), uploadJob({uuid: 'c'}));
      await store.update('c', (job, {frontPlace}) => ({...job, place: frontPlace}));
      await store.update('b', (job, {frontPlace}) => ({...job, place: frontPlace}));
      await store.update('c', (job, {endPlace}) => ({...job, place: endPlace}));
      await add(store, uploadJob({uuid: 'd'}));
      assertEqual(await uuidsOf(store.list(alice, 'upload')), ['b', 'a', 'c', 'd']);
    },
  },
  {
    title: 'an update stores and answers the changed job',
    async run(createStore) {
      const store = await createStore();
      await add(store, uploadJob({uuid: 'a'}));
      const updated = await store.update('a', (job) => ({...job, percent: 50}));
      assertEqual(updated?.percent, 50);
      assertEqual((await store.get('a'))?.percent, 50);
    },
  },
  {
    title: 'what a change notes goes into the log of its job, and into no job',
    async run(createStore) {
      const store = await createStore();
      await add(store, uploadJob({uuid: 'a'}), uploadJob({uuid: 'b'}));
      const started = await store.update('a', (job) => noted(job, 1, {event: 'started', route: 'internet'}));
      await store.updateAll(['a', 'b'], (job) => noted(job, 2, {event: 'command', command: 'pause'}));
      await store.update('a', (job) => ({...job, percent: 50}));
      assertEqual(await store.log('a'), [
        {event: 'started', route: 'internet', at: 1},
        {event: 'command', command: 'pause', at: 2},
      ]);
      assertEqual(await store.log('b'), [{event: 'command', command: 'pause', at: 2}]);
      assertEqual([started?.notes, (await store.get('a'))?.notes], [undefined, undefined]);
    },
  },
  {
    title: 'a change that fails notes nothing, and a log goes with its job',
    async run(createStore) {
      const store = await createStore();
      await add(store, uploadJob({uuid: 'a'}), uploadJob({uuid: 'b'}));
      const change = (job: Job): Job => {
        if (job.uuid === 'b') throw new Error('no');
        return noted(job, 1, {event: 'done'});
      };
      await assertRejects(store.updateAll(['a', 'b'], change));
      assertEqual(await store.log('a'), []);
      await store.update('a', change);
      await store.remove(['a']);
      assertEqual([await store.log('a'), await store.log('nobody')], [[], []]);
    },
  },
  {
    title: 'many jobs are updated in the order asked for, each with a place of its own; unknown ones are passed over',
    async run(createStore) {
      const store = await createStore();
      await add(store, uploadJob({uuid: 'a'}), uploadJob({uuid: 'b'}), uploadJob({uuid: 'c'}));
      const stored = await store.updateAll(['c', 'nobody', 'b'], (job, {frontPlace}) => ({...job, place: frontPlace}));
      assertEqual(
        stored.map((job) => job?.uuid),
        ['c', undefined, 'b'],
      );
      assertEqual(await uuidsOf(store.list(alice, 'upload')), ['b', 'c', 'a']);
    },
  },
  {
    title: 'of many jobs that are updated none is, if the change of one fails',
    async run(createStore) {
      const store = await createStore();
      await add(store, uploadJob({uuid: 'a'}), uploadJob({uuid: 'b'}));
      const change = (job: Job): Job => {
        if (job.uuid === 'b') throw new Error('no');
        return {...job, percent: 50};
      };
      await store.updateAll(['a', 'b'], change).catch(() => undefined);
      assertEqual((await store.get('a'))?.percent, 0);
    },
  },
  {
    title: 'an update of an unknown job answers undefined, and asks for no change',
    async run(createStore) {
      const store = await createStore();
      let asked = false;
      const updated = await store.update('a', (job) => {
        asked = true;
        return job;
      });
      assertEqual([updated, asked, await store.get('a')], [undefined, false, undefined]);
    },
  },
  {
    title: 'a change may return the same job: nothing changes',
    async run(createStore) {
      const store = await createStore();
      await add(store, uploadJob({uuid: 'a'}));
      const before = await store.get('a');
      assertEqual(await store.update('a', (job) => job), before);
      assertEqual(await store.get('a'), before);
    },
  },
  {
    title: 'a change that throws changes nothing, and its error comes through',
    async run(createStore) {
      const store = await createStore();
      await add(store, uploadJob({uuid: 'a'}));
      const thrown = await assertRejects(
        store.update('a', () => {
          throw new RangeError('no');
        }),
      );
      assert(thrown instanceof RangeError, 'the error of the change itself');
      assertEqual((await store.get('a'))?.percent, 0);
    },
  },
  {
    title: 'updates of one job at the same time all count',
    async run(createStore) {
      const store = await createStore();
      await add(store, uploadJob({uuid: 'a'}));
      const more = () => store.update('a', (job) => ({...job, percent: job.percent + 1}));
      await Promise.all(Array.from({length: 20}, more));
      assertEqual((await store.get('a'))?.percent, 20);
    },
  },
  {
    title: 'a spawned job is stored with the change that brings it, behind all others',
    async run(createStore) {
      const store = await createStore();
      await add(store, uploadJob({uuid: 'a'}), transcodeJob({uuid: 'earlier'}));
      await store.update(
        'a',
        (job) => ({...job, status: statuses.done}),
        (job) => [unplaced(transcodeJob({uuid: 'spawned', of: job.uuid}))],
      );
      assertEqual((await store.get('a'))?.status.state, 'done');
      assertEqual(await uuidsOf(store.list(alice, 'transcode')), ['earlier', 'spawned']);
    },
  },
  {
    title: 'a spawn that fails takes its change with it',
    async run(createStore) {
      const store = await createStore();
      await add(store, uploadJob({uuid: 'a'}));
      const change = (job: Job): Job => ({...job, status: statuses.done});
      await assertRejects(
        store.update('a', change, () => {
          throw new Error('no');
        }),
      );
      assertEqual((await store.get('a'))?.status.state, 'waiting');
    },
  },
  {
    title: 'removed records are gone; unknown ones do no harm',
    async run(createStore) {
      const store = await createStore();
      await add(store, uploadJob({uuid: 'a'}), uploadJob({uuid: 'b'}));
      await store.remove(['a', 'unknown']);
      assertEqual(await uuidsOf(store.list(alice)), ['b']);
      assertEqual(await store.get('a'), undefined);
    },
  },
];
