import {openDB} from 'idb';
import {openDatabase} from '../../../src/adapters/database.ts';
import {eraseEverything} from '../../../src/adapters/erase.ts';
import {IndexedDbJobStore, recordOf} from '../../../src/adapters/indexeddb-job-store.ts';
import {IndexedDbPosters} from '../../../src/adapters/indexeddb-posters.ts';
import {IndexedDbSessions} from '../../../src/adapters/indexeddb-sessions.ts';
import {OpfsFileStore} from '../../../src/adapters/opfs-file-store.ts';
import {SourceExchange} from '../../../src/adapters/source-exchange.ts';
import {noted} from '../../../src/queue/job-log.ts';
import {Fenced} from '../../../src/queue/ports.ts';
import {unplaced, uploadJob} from '../../../src/queue/testing/builders.ts';
import {jobStoreContract} from '../../../src/queue/testing/job-store-contract.ts';

/** What a case came to: `undefined`, or why it failed. */
type Outcome = string | undefined;

const owner = {baseUrl: 'http://backend.example', user: 'alice'};
const elsewhere = {gatewayUrl: owner.baseUrl, ppj: undefined};
const fresh = () => openDatabase(`test-${crypto.randomUUID()}`, () => undefined);

const harness = {
  titles: jobStoreContract.map(({title}) => title),

  /** Runs one case of the contract, each store of it in a database of its own. */
  run: async (title: string): Promise<Outcome> => {
    const found = jobStoreContract.find((given) => given.title === title);
    if (!found) return 'There is no such case.';
    return await found
      .run(async () => new IndexedDbJobStore(await fresh()))
      .then(
        () => undefined,
        (error: unknown) => String(error),
      );
  },

  /** A job that an app before the logs has stored, in this one. */
  jobOfVersionOne: async () => {
    const name = `test-${crypto.randomUUID()}`;
    const old = await openDB(name, 1, {
      upgrade(database) {
        const jobs = database.createObjectStore('jobs', {keyPath: 'uuid'});
        jobs.createIndex('list', 'list');
        for (const store of ['meta', 'sessions', 'sources']) database.createObjectStore(store);
      },
    });
    await old.put('jobs', recordOf(uploadJob({percent: 40})));
    old.close();
    const store = new IndexedDbJobStore(await openDatabase(name, () => undefined));
    const before = await store.log('upload-1');
    await store.update('upload-1', (job) => noted(job, 1, {event: 'done'}));
    return {percent: (await store.get('upload-1'))?.percent, before, after: await store.log('upload-1')};
  },

  /** A film that an app before the posters has stored: it is looked at once it changes, and its picture is kept. */
  filmOfVersionTwo: async () => {
    const name = `test-${crypto.randomUUID()}`;
    const old = await openDB(name, 2, {
      upgrade(database) {
        const jobs = database.createObjectStore('jobs', {keyPath: 'uuid'});
        jobs.createIndex('list', 'list');
        database.createObjectStore('logs', {keyPath: 'uuid'});
        for (const store of ['meta', 'sessions', 'sources']) database.createObjectStore(store);
      },
    });
    const film = uploadJob({owner, transcodeTypes: ['mp4'], percent: 40});
    await old.put('jobs', {...recordOf(film), unseen: undefined});
    old.close();
    const db = await openDatabase(name, () => undefined);
    const [store, posters] = [new IndexedDbJobStore(db), new IndexedDbPosters(db)];
    const before = await store.unseen(owner);
    await store.update('upload-1', (job) => ({...job, percent: 50}));
    await posters.put('upload-1', new Blob(['a picture'], {type: 'image/jpeg'}));
    const poster = await posters.get('upload-1');
    return {
      before,
      after: (await store.unseen(owner))?.percent,
      poster: [poster?.type, await poster?.text()],
    };
  },

  /** Pictures of which only one is of a film on the list. */
  sweptPosters: async () => {
    const db = await fresh();
    const [store, posters] = [new IndexedDbJobStore(db), new IndexedDbPosters(db)];
    await store.add([unplaced(uploadJob()), unplaced(uploadJob({uuid: 'removed', removed: true}))]);
    for (const id of ['upload-1', 'removed', 'gone']) await posters.put(id, new Blob([id]));
    await new OpfsFileStore(db, new SourceExchange('test')).sweep(() => store.filesInUse());
    return await db.getAllKeys('posters');
  },

  /** Writes under an epoch that has been raised since. */
  writeUnderAnOldEpoch: async () => {
    const db = await fresh();
    const raise = async (epoch: number) => {
      await db.put('meta', {epoch, beatAt: 0}, 'lease');
    };
    await raise(1);
    const old = new IndexedDbJobStore(db, 1);
    await old.add([unplaced(uploadJob())]);
    await raise(2);
    const writes = [
      old.update('upload-1', (job) => ({...job, percent: 1})),
      old.add([unplaced(uploadJob({uuid: 'b'}))]),
      old.remove(['upload-1']),
    ];
    const ended = await Promise.allSettled(writes);
    const fenced = ended.filter((end) => end.status === 'rejected' && end.reason instanceof Fenced).length;
    return {fenced, percent: (await old.get('upload-1'))?.percent, b: await old.get('b')};
  },

  /** Signs in, out, and in as somebody else. */
  sessions: async () => {
    const sessions = new IndexedDbSessions(await fresh());
    const bob = {...owner, user: 'bob'};
    await sessions.signIn(owner, 'secret-a', elsewhere);
    await sessions.openQueue();
    await sessions.signIn(bob, 'secret-b', elsewhere);
    const current = await sessions.current();
    const tokenOfAlice = await sessions.tokenFor(owner);
    const known = await sessions.knownUser(owner.baseUrl, 'secret-a');
    const unknown = await sessions.knownUser(owner.baseUrl, 'secret-c');
    await sessions.openQueue();
    const signedInAt = Date.now();
    const again = await sessions.signIn(bob, 'secret-b', elsewhere);
    await sessions.expire(bob, signedInAt - 1);
    const readyAfterOld = (await sessions.current())?.ready;
    await sessions.expire(bob, Date.now() + 1);
    const readyAfterOwn = (await sessions.current())?.ready;
    await sessions.signOut();
    return {
      current,
      tokenOfAlice,
      known,
      unknown,
      again,
      readyAfterOld,
      readyAfterOwn,
      after: await sessions.current(),
    };
  },

  /** Fills a database and erases it. */
  erase: async () => {
    const db = await fresh();
    await new IndexedDbJobStore(db).add([unplaced(uploadJob())]);
    await new IndexedDbSessions(db).signIn(owner, 'secret-a', elsewhere);
    await new IndexedDbPosters(db).put('upload-1', new Blob(['a picture']));
    await eraseEverything(db);
    return {
      posters: await db.count('posters'),
      jobs: await db.count('jobs'),
      sessions: await db.count('sessions'),
      current: await new IndexedDbSessions(db).current(),
    };
  },
};

export type StoresHarness = typeof harness;

Object.assign(window, {harness});
