import {describe, expect, test} from 'vitest';
import {ScriptedApp} from '../components/testing/scripted-app.ts';
import {scriptedJob} from '../components/testing/scripted-jobs.ts';
import type {JobEvent} from '../app-api.ts';
import type {PublicJob} from '../queue/public-job.ts';
import {JobsStore} from './jobs-store.ts';
import type {StoreClock} from './page-clock.ts';

/** Time that moves when told; a frame is drawn every 16 ms of it. */
class TestClock implements StoreClock {
  #now = 1_000_000;
  #frames: (() => void)[] = [];
  #timers: {readonly at: number; readonly callback: () => void}[] = [];

  now = () => this.#now;

  frame(callback: () => void) {
    this.#frames.push(callback);
  }

  after(ms: number, callback: () => void) {
    const timer = {at: this.#now + ms, callback};
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  async pass(ms: number) {
    for (const until = this.#now + ms; this.#now < until; this.#now += 16) {
      const due = this.#timers.filter(({at}) => at <= this.#now);
      this.#timers = this.#timers.filter(({at}) => at > this.#now);
      for (const {callback} of due) callback();
      for (const callback of this.#frames.splice(0)) callback();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** Writes down what it is asked, and says what a test wants it to say. */
class App extends ScriptedApp {
  readonly calls: string[] = [];
  readonly #listeners = new Set<(event: JobEvent) => void>();
  readonly #more: PublicJob[] = [];
  readonly #listen: ScriptedApp['jobEvent'] = this.jobEvent;

  override jobEvent: ScriptedApp['jobEvent'] = (listener) => {
    this.#listeners.add(listener);
    return this.#listen(listener);
  };

  tell(job: PublicJob) {
    for (const listener of this.#listeners) listener({job});
  }
  /** One more in the list, which no event has told of. */
  add(job: PublicJob) {
    this.#more.push(job);
  }
  override async getJobs(): Promise<PublicJob[]> {
    return [...(await super.getJobs()), ...this.#more];
  }

  override async getAllJobs() {
    this.calls.push('getAllJobs');
    return super.getAllJobs();
  }
  override async startJobs() {
    this.calls.push('startJobs');
    return super.startJobs();
  }
  override async jobReady(jobs: Parameters<ScriptedApp['jobReady']>[0]) {
    this.calls.push(`jobReady ${String(Array.isArray(jobs) ? jobs.length : 1)}`);
    return super.jobReady(jobs);
  }
  override async removeJob(jobs: Parameters<ScriptedApp['removeJob']>[0]) {
    this.calls.push('removeJob');
    return super.removeJob(jobs);
  }
}

async function opened(scene: 'list' | 'empty' | 'many' = 'list') {
  const [app, clock] = [new App(scene, false), new TestClock()];
  const store = new JobsStore(app, clock);
  await clock.pass(1500);
  return {app, clock, store};
}

const byName = (store: JobsStore, part: string): PublicJob => {
  const found = store.snapshot.jobs.find(({fileName}) => fileName.includes(part));
  if (!found) throw new Error(`No job is called ${part}. Look into scripted-jobs.ts.`);
  return found;
};
const file = (name: string) => new File(['x'], name);

test('on sign-in the list is read, shown, and then the queue is opened', async () => {
  const {app, store} = await opened();

  expect(store.snapshot.loaded).toBe(true);
  expect(app.calls.slice(0, 2)).toEqual(['getAllJobs', 'startJobs']);
  expect(store.snapshot.tallies.all.count).toBe(17);
});

test('an added job is released once it has been shown', async () => {
  const {app, clock, store} = await opened('empty');
  app.calls.length = 0;

  const adding = store.addFiles([file('a.mp4')]);
  await clock.pass(16);
  expect(byName(store, 'a.mp4').state).toBe('added');
  expect(app.calls).toEqual([]);
  await clock.pass(1500);
  await adding;

  expect(app.calls).toEqual(['jobReady 1']);
  expect(byName(store, 'a.mp4').state).toBe('waiting');
});

test('thousands are added in parts and released in parts', async () => {
  const {app, clock, store} = await opened('empty');
  app.calls.length = 0;
  const told: number[] = [];

  const adding = store.addFiles(
    Array.from({length: 1_200}, (_, n) => file(`${String(n)}.mp4`)),
    {},
    (added) => told.push(added),
  );
  await clock.pass(4_000);
  await adding;

  expect(told).toEqual([200, 400, 600, 800, 1000, 1200]);
  expect(app.calls.every((call) => Number(call.split(' ')[1]) <= 500)).toBe(true);
  expect(store.snapshot.tallies.upload.facets.next.count).toBe(1_200);
});

test('many events in one frame are one change', async () => {
  const {app, clock, store} = await opened('many');
  let changes = 0;
  store.subscribe(() => (changes += 1));

  await app.pauseJob(store.snapshot.jobs.map(({uuid}) => uuid));
  await clock.pass(32);

  expect(changes).toBe(1);
  expect(store.snapshot.byUuid.get(store.snapshot.jobs[20]?.uuid ?? '')?.state).toBe('paused');
});

test('another user sees nothing of it', async () => {
  const {app, clock, store} = await opened();

  app.setState({user: undefined, session: false});
  await clock.pass(100);

  expect(store.snapshot.byUuid.size).toBe(0);
  expect(store.snapshot.loaded).toBe(false);
});

describe('groups', () => {
  test('change at most once a second', async () => {
    const {app, clock, store} = await opened();
    await app.pauseJob(byName(store, 'cam-A.mov'));
    await clock.pass(1_100);
    const before = store.snapshot.arrangement;

    await app.resumeJob(byName(store, 'cam-A.mov'));
    await app.pauseJob(byName(store, 'Campus'));
    await clock.pass(200);
    expect(store.snapshot.arrangement.groups).toBe(before.groups);
    await clock.pass(1_000);

    expect(store.snapshot.arrangement.groups.now).not.toEqual(before.groups.now);
  });

  test('keep a finished row in its place for its check, then move it', async () => {
    const {app, clock, store} = await opened();
    const done = {...byName(store, 'cam-A.mov'), state: 'done' as const, doneAt: new Date().toISOString()};

    app.tell(done);
    await clock.pass(1_050);
    expect(store.snapshot.arrangement.groups.now).toContain(done.uuid);
    expect(store.snapshot.byUuid.get(done.uuid)?.state).toBe('done');
    await clock.pass(1_200);

    expect(store.snapshot.arrangement.groups.now).not.toContain(done.uuid);
    expect(store.snapshot.arrangement.groups.done).toContain(done.uuid);
  });

  test('keep the row under the pointer until it is left, and three seconds at most', async () => {
    const {app, clock, store} = await opened();
    const [left, kept] = [byName(store, 'cam-A.mov').uuid, byName(store, 'Campus').uuid];
    store.attend(new Set([left, kept]));

    await app.pauseJob([left, kept]);
    await clock.pass(1_500);
    expect(store.snapshot.arrangement.groups.now).toContain(left);
    store.attend(new Set([kept]));
    await clock.pass(1_100);
    expect(store.snapshot.arrangement.groups.now).not.toContain(left);
    expect(store.snapshot.arrangement.groups.now).toContain(kept);
    await clock.pass(2_000);

    expect(store.snapshot.arrangement.groups.now).not.toContain(kept);
  });
});

describe('a removal', () => {
  test('is seen at once and done after eight seconds', async () => {
    const {app, clock, store} = await opened();
    const {uuid} = byName(store, 'cam-A.mov');

    await store.remove([uuid]);
    await clock.pass(100);
    expect(store.snapshot.byUuid.has(uuid)).toBe(false);
    expect(store.snapshot.pendingRemoval?.count).toBe(1);
    await clock.pass(7_800);
    expect(app.calls).not.toContain('removeJob');
    await clock.pass(300);

    expect(app.calls).toContain('removeJob');
    expect(store.snapshot.pendingRemoval).toBeUndefined();
  });

  test('can be undone, and then nothing has happened', async () => {
    const {app, clock, store} = await opened();
    const job = byName(store, 'cam-A.mov');
    await store.remove([job.uuid]);
    await clock.pass(100);

    store.snapshot.pendingRemoval?.undo();
    await clock.pass(10_000);

    expect(store.snapshot.byUuid.get(job.uuid)).toEqual(job);
    expect(app.calls).not.toContain('removeJob');
  });

  test('waits while the pointer is on Undo', async () => {
    const {app, clock, store} = await opened();
    await store.remove([byName(store, 'cam-A.mov').uuid]);
    await clock.pass(100);

    store.snapshot.pendingRemoval?.hold(true);
    await clock.pass(20_000);
    expect(app.calls).not.toContain('removeJob');
    store.snapshot.pendingRemoval?.hold(false);
    await clock.pass(8_100);

    expect(app.calls).toContain('removeJob');
  });
});

test('a command on thousands goes in parts, is watched and can be stopped', async () => {
  const {clock, store} = await opened('many');
  const all = store.snapshot.jobs.map(({uuid}) => uuid);
  const seen: number[] = [];
  store.subscribe(({busy}) => {
    if (!busy) return;
    seen.push(busy.done);
    if (busy.done > 0) busy.stop();
  });
  const pausedBefore = store.snapshot.tallies.all.facets.paused.count;

  const pausing = store.pause(all);
  await clock.pass(2_000);
  await pausing;

  expect(seen).toEqual([0, 500]);
  expect(store.snapshot.busy).toBeUndefined();
  expect(store.snapshot.tallies.all.facets.paused.count - pausedBefore).toBe(1_000);
});

test('why a command was refused is told, and can be put away', async () => {
  const {app, clock, store} = await opened();
  app.pauseJob = () => Promise.reject(new Error('The engine is being replaced.'));

  await store.pause([byName(store, 'cam-A.mov').uuid]);
  await clock.pass(50);
  expect(store.snapshot.trouble).toBe('The engine is being replaced.');
  store.dismissTrouble();
  await clock.pass(50);

  expect(store.snapshot.trouble).toBeUndefined();
});

test('erasing the device brings back the settings of the first day', async () => {
  const {app, clock, store} = await opened();
  await store.setSettings({uploadBytesPerSecond: 2_000_000});
  app.eraseDevice = async () => void (await app.setSettings({uploadBytesPerSecond: 0}));

  await store.eraseDevice();
  await clock.pass(50);

  expect(store.snapshot.settings?.uploadBytesPerSecond).toBe(0);
});

test('a job heard of while the list is being read is newer than the list', async () => {
  const [app, clock] = [new App('list', false), new TestClock()];
  const known = scriptedJob({fileName: 'late.mp4', uuid: 'late', state: 'running'});
  app.add(known);
  const store = new JobsStore(app, clock);

  app.tell({...known, state: 'paused'});
  await clock.pass(1_500);

  expect(store.snapshot.byUuid.get('late')?.state).toBe('paused');
});
