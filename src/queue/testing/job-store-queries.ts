import type {Job, JobState} from '../job.ts';
import {alice, bob, downloadJob, statuses, transcodeJob, unplaced, uploadJob} from './builders.ts';
import {add, assert, assertEqual, uuidsOf, type ContractCase} from './contract-case.ts';

const manyJobs = 10_000;
const allRoutes = ['auto', 'intranet', 'internet'] as const;

/** Which jobs each question finds. */
export const queries: readonly ContractCase[] = [
  {
    title: 'only waiting jobs wait, of the owner and kind asked for, in order of place',
    async run(createStore) {
      const store = await createStore();
      await add(store, ...everyState(), uploadJob({uuid: 'bob', owner: bob}), transcodeJob({uuid: 't'}));
      await add(store, uploadJob({uuid: 'last'}), uploadJob({uuid: 'first'}));
      await store.update('first', (job, {frontPlace}) => ({...job, place: frontPlace}));
      assertEqual(await uuidsOf(store.waiting(lane('upload'), 9)), ['first', 'waiting', 'last']);
      assertEqual(await uuidsOf(store.waiting({...lane('upload'), owner: bob}, 9)), ['bob']);
    },
  },
  {
    title: 'blocked and removed jobs do not wait in their lane',
    async run(createStore) {
      const store = await createStore();
      await add(
        store,
        uploadJob({uuid: 'blocked', status: {state: 'waiting', blocked: 'permission'}}),
        uploadJob({uuid: 'removed', removed: true}),
        uploadJob({uuid: 'free'}),
      );
      assertEqual(await uuidsOf(store.waiting(lane('upload'), 9)), ['free']);
    },
  },
  {
    title: 'a lane asks by route: by what the next step needs, else by what was wanted',
    async run(createStore) {
      const store = await createStore();
      await add(
        store,
        uploadJob({uuid: 'auto', route: 'auto'}),
        uploadJob({uuid: 'in', route: 'intranet'}),
        uploadJob({uuid: 'out', route: 'internet'}),
        uploadJob({uuid: 'needs', route: 'intranet', status: {state: 'waiting', needs: 'internet'}}),
      );
      const on = (...routes: readonly (typeof allRoutes)[number][]) =>
        uuidsOf(store.waiting({...lane('upload'), routes}, 9));
      assertEqual(await on('intranet'), ['in']);
      assertEqual(await on('auto', 'internet'), ['auto', 'out', 'needs']);
      assertEqual(await on(...allRoutes), ['auto', 'in', 'out', 'needs']);
      assertEqual(await on(), []);
    },
  },
  {
    title: 'a lane gives the first ones only, over all routes',
    async run(createStore) {
      const store = await createStore();
      await add(
        store,
        uploadJob({uuid: 'a', route: 'internet'}),
        uploadJob({uuid: 'b', route: 'auto'}),
        uploadJob({uuid: 'c', route: 'internet'}),
      );
      assertEqual(await uuidsOf(store.waiting(lane('upload'), 2)), ['a', 'b']);
    },
  },
  {
    title: 'due retries come in order of place, and the next one has a time',
    async run(createStore) {
      const store = await createStore();
      const retrying = (uuid: string, retryAt: number) => uploadJob({uuid, status: {state: 'retrying', retryAt}});
      await add(store, retrying('a', 300), retrying('b', 100), retrying('c', 900));
      assertEqual(await uuidsOf(store.dueRetries(alice, 99)), []);
      assertEqual(await uuidsOf(store.dueRetries(alice, 300)), ['a', 'b']);
      assertEqual(await store.nextRetryAt(alice), 100);
      assertEqual([await uuidsOf(store.dueRetries(bob, 999)), await store.nextRetryAt(bob)], [[], undefined]);
    },
  },
  {
    title: 'running jobs are those of every owner',
    async run(createStore) {
      const store = await createStore();
      const status = statuses.running;
      await add(store, ...everyState(), uploadJob({uuid: 'bob', owner: bob, status}));
      assertEqual([...(await uuidsOf(store.running()))].sort(), ['bob', 'running']);
    },
  },
  {
    title: 'blocked jobs are those with a block of their own',
    async run(createStore) {
      const store = await createStore();
      const status = {state: 'waiting', blocked: 'window'} as const;
      await add(store, ...everyState(), uploadJob({uuid: 'blocked', status}));
      await add(store, uploadJob({uuid: 'bob', owner: bob, status}), uploadJob({uuid: 'gone', status, removed: true}));
      assertEqual(await uuidsOf(store.blocked(alice)), ['blocked']);
    },
  },
  {
    title: 'debts are found by their time, of removed jobs too',
    async run(createStore) {
      const store = await createStore();
      const owed = (retryAt: number) => ({type: 'termination', attempts: 0, retryAt}) as const;
      const status = statuses.cancelled;
      await add(store, uploadJob({uuid: 'late', status, owed: owed(900)}), uploadJob({uuid: 'none', status}));
      await add(store, uploadJob({uuid: 'gone', status, removed: true, owed: owed(200)}));
      await add(store, uploadJob({uuid: 'kept', status, owed: owed(100)}));
      assertEqual(await uuidsOf(store.owing(alice, 200)), ['kept', 'gone']);
      assertEqual([await store.nextDebtAt(alice), await store.nextDebtAt(bob)], [100, undefined]);
      assertEqual(await uuidsOf(store.owing(bob, 999)), []);
    },
  },
  {
    title: 'a paid debt is not found any more',
    async run(createStore) {
      const store = await createStore();
      const owed = {type: 'termination', attempts: 0, retryAt: 1} as const;
      await add(store, uploadJob({uuid: 'a', status: statuses.cancelled, owed}));
      await store.update('a', () => uploadJob({uuid: 'a', status: statuses.cancelled}));
      assertEqual([await uuidsOf(store.owing(alice, 9)), await store.nextDebtAt(alice)], [[], undefined]);
    },
  },
  {
    title: 'a source is read by all but the done, the cancelled and the removed',
    async run(createStore) {
      const store = await createStore();
      await add(store, ...everyState(), uploadJob({uuid: 'gone', removed: true}));
      const readers: string[] = [];
      for (const uuid of [...Object.keys(statuses), 'gone', 'unknown']) readers.push(...(await store.readersOf(uuid)));
      assertEqual(readers, ['added', 'waiting', 'running', 'retrying', 'paused', 'failed']);
    },
  },
  {
    title: 'a queued transcode reads the source of its upload',
    async run(createStore) {
      const store = await createStore();
      await add(store, uploadJob({uuid: 'upload-1', status: statuses.done}));
      assertEqual(await store.readersOf('upload-1'), []);
      const transcode = transcodeJob();
      await add(store, transcode);
      assertEqual(await store.readersOf('upload-1'), [transcode.uuid]);
    },
  },
  {
    title: 'files in use are those of every owner that a job may need again',
    async run(createStore) {
      const store = await createStore();
      await add(store, uploadJob({uuid: 'a'}), uploadJob({uuid: 'bob', owner: bob, status: statuses.failed}));
      await add(store, uploadJob({uuid: 'done', status: statuses.done}), downloadJob({uuid: 'd'}));
      await add(store, downloadJob({uuid: 'kept', status: statuses.done}));
      const saved = {transfers: {}, savedAt: 1};
      await add(store, downloadJob({uuid: 'saved', status: statuses.done, results: saved}));
      const taken = {...saved, keptUntil: 2};
      await add(store, downloadJob({uuid: 'taken', status: statuses.done, results: taken}));
      await add(store, downloadJob({uuid: 'given-up', status: statuses.cancelled}));
      const source = (id: string) => ({id, size: 1, lastModified: 1});
      await add(store, transcodeJob({uuid: 'played', source: source('x'), status: statuses.done}));
      await add(store, transcodeJob({uuid: 'cancelled', source: source('y'), status: statuses.cancelled}));
      await add(store, transcodeJob({uuid: 'gone', source: source('z'), status: statuses.done, removed: true}));
      const {sourceIds, renditionUuids, downloadUuids, identifiers} = await store.filesInUse();
      assertEqual([...sourceIds].sort(), ['a', 'bob']);
      assertEqual([...renditionUuids], ['played']);
      assertEqual([...downloadUuids].sort(), ['d', 'kept', 'taken']);
      assertEqual(identifiers.has('upload-1') && identifiers.has('bob'), true);
      await store.update('bob', (job) => ({...job, removed: true}));
      assertEqual((await store.filesInUse()).identifiers.has('bob'), false);
    },
  },
  {
    title: 'films are looked at in their order, once, and of one owner',
    async run(createStore) {
      const store = await createStore();
      const film = {transcodeTypes: ['mp4']};
      await add(store, uploadJob({...film, uuid: 'bob', owner: bob}), uploadJob({uuid: 'no-film'}));
      await add(store, uploadJob({...film, uuid: 'done', status: statuses.done}), uploadJob({...film, uuid: 'a'}));
      await add(store, transcodeJob({uuid: 'b'}), transcodeJob({uuid: 'removed', removed: true}));
      const seen: (string | undefined)[] = [];
      for (let job = await store.unseen(alice); job; job = await store.unseen(alice)) {
        seen.push(job.uuid);
        await store.update(job.uuid, (given) => ({...given, film: {seenIn: 'original'}}) as Job);
      }
      assertEqual(seen, ['a', 'b']);
      assertEqual((await store.unseen(bob))?.uuid, 'bob');
    },
  },
  {
    title: 'there is work while a job waits without a block, runs or retries',
    async run(createStore) {
      const working: string[] = [];
      for (const [state, status] of Object.entries(statuses)) {
        const store = await createStore();
        await add(store, uploadJob({status}), uploadJob({uuid: 'bob', owner: bob, status: statuses.done}));
        if (await store.hasWork(alice)) working.push(state);
        assertEqual(await store.hasWork(bob), false);
      }
      assertEqual(working, ['waiting', 'running', 'retrying']);
      const store = await createStore();
      await add(store, uploadJob({uuid: 'a', status: {state: 'waiting', blocked: 'permission'}}));
      await add(store, uploadJob({uuid: 'b', removed: true}));
      assertEqual(await store.hasWork(alice), false);
    },
  },
  {
    title: 'a removed job is on no list, but its record stays',
    async run(createStore) {
      const store = await createStore();
      await add(store, uploadJob({uuid: 'a'}));
      await store.update('a', (job) => ({...job, status: statuses.cancelled, removed: true}));
      assertEqual([await uuidsOf(store.list(alice)), await uuidsOf(store.list(alice, 'upload'))], [[], []]);
      assertEqual((await store.get('a'))?.removed, true);
    },
  },
  {
    title: 'two owners are kept apart, be it by user or by backend',
    async run(createStore) {
      const store = await createStore();
      const elsewhere = {...alice, baseUrl: 'https://other.test'};
      await add(store, uploadJob({uuid: 'a'}), uploadJob({uuid: 'b', owner: bob}));
      await add(store, uploadJob({uuid: 'c', owner: elsewhere}));
      for (const [owner, uuid] of [
        [alice, 'a'],
        [bob, 'b'],
        [elsewhere, 'c'],
      ] as const) {
        assertEqual(await uuidsOf(store.list(owner)), [uuid]);
        assertEqual(await uuidsOf(store.waiting({...lane('upload'), owner}, 9)), [uuid]);
        assertEqual(await store.hasWork(owner), true);
      }
    },
  },
  {
    title: `${manyJobs} jobs are added, asked for and listed in order`,
    async run(createStore) {
      const store = await createStore();
      const jobs = Array.from({length: manyJobs}, (_, index) => uploadJob({uuid: `job-${index}`}));
      await store.add(jobs.map(unplaced));
      assertEqual(await uuidsOf(store.waiting(lane('upload'), 3)), ['job-0', 'job-1', 'job-2']);
      const listed = await store.list(alice, 'upload');
      assertEqual(listed.length, manyJobs);
      assert(
        listed.every(({uuid}, index) => uuid === `job-${index}`),
        'all are in the order in which they were added',
      );
    },
  },
];

function lane(kind: 'upload' | 'transcode') {
  return {owner: alice, kind, routes: allRoutes};
}

/** An upload in each state, named after it. */
function everyState(): readonly Job[] {
  return (Object.keys(statuses) as JobState[]).map((state) => uploadJob({uuid: state, status: statuses[state]}));
}
