import {expect, test} from 'vitest';
import {alice, bob, downloadJob, fileSize, rendition, transcodeJob, uploadJob} from './testing/builders.ts';
import {drain} from './testing/manual-clock.ts';
import {conflict} from './testing/scripted-backend.ts';
import {fail, hang, progress} from './testing/script.ts';
import {World} from './testing/world.ts';

const minuteMs = 60_000;

/** A world in which an engine runs. */
function started(...given: ConstructorParameters<typeof World>): World {
  const world = new World(...given);
  world.start();
  return world;
}

test('F2: an upload on the internet goes through all steps', async () => {
  const world = started();

  await world.add(uploadJob());

  expect(world.job()).toMatchObject({status: {state: 'done'}, flowRoute: 'internet', step: 4, attempts: 0});
  expect(world.backend.uploads).toMatchObject([{identifier: 'upload-1', upload: '/internet/1', fileSize}]);
  expect(world.files.removedSources).toEqual(['upload-1']);
  expect(world.events.mistakes).toEqual([]);
});

test('F1: an upload goes to the NAS if the intranet is there, and is told by its path', async () => {
  const world = started({up: {intranet: true}});

  await world.add(uploadJob());

  expect(world.job()).toMatchObject({status: {state: 'done'}, flowRoute: 'intranet', step: 4});
  expect(world.backend.uploads).toMatchObject([{filePath: 'originals/upload-1/film.mp4'}]);
});

test('every step is stored before it is taken', async () => {
  const world = started();

  await world.add(uploadJob());

  const steps = world.events.changes.map(({step, status}) => `${status.state} ${step}`);
  expect([...new Set(steps)]).toEqual(['running 0', 'running 1', 'running 2', 'running 3', 'running 4', 'done 4']);
});

test('Q3: a network lost in mid-upload is an interruption: same place, no retry, goes on by itself', async () => {
  const world = started();
  world.uploader.script.takesMs = 1_000;
  world.uploader.script.then(progress(0.5, fail('network-lost')));
  await world.add(uploadJob({uuid: 'a'}), uploadJob({uuid: 'b', status: {state: 'paused'}}));
  await world.clock.advance(1_500);

  world.network.up.internet = false;
  await world.clock.advance(minuteMs);
  expect(world.job('a')).toMatchObject({status: {state: 'waiting'}, attempts: 0, percent: 50});
  expect(world.order()).toEqual(['a', 'b']);
  await world.reach({internet: true});
  await world.clock.advance(minuteMs);

  expect(world.state('a')).toBe('done');
  expect(world.uploader.requests.map(({known}) => known?.offset)).toEqual([undefined, fileSize / 2]);
  expect(world.events.failures).toEqual([]);
});

test('Q5, Q6: a retry puts the job at the end, says so, and takes its time', async () => {
  const world = started();
  world.uploader.script.then(fail('server-error'));

  await world.add(uploadJob({uuid: 'a'}), uploadJob({uuid: 'b'}));

  expect(world.order()).toEqual(['b', 'a']);
  expect(world.job('a')).toMatchObject({
    status: {state: 'retrying'},
    attempts: 1,
    from: 1,
    error: {code: 'server-error'},
  });
  expect(world.events.failures).toEqual([{uuid: 'a', errorStatus: 1}]);
  await world.clock.advance(1_200);
  expect(world.state('a')).toBe('done');
  expect(world.job('a')).not.toHaveProperty('error');
});

test('Q5, Q6: after five retries without progress the job has failed', async () => {
  const world = started();
  world.uploader.script.otherwise = fail('server-error');

  await world.add(uploadJob());
  await world.clock.advance(10 * minuteMs);

  expect(world.job()).toMatchObject({status: {state: 'failed'}, attempts: 5, error: {fatal: true}});
  expect(world.uploader.requests).toHaveLength(6);
  expect(world.events.failures.map(({errorStatus}) => errorStatus)).toEqual([1, 1, 1, 1, 1, 0]);
});

test('Q5: bytes that were acknowledged make the count begin again', async () => {
  const world = started();
  const failing = fail('server-error');
  world.uploader.script.then(failing, failing, failing, progress(0.1, failing), failing, failing, failing, failing);

  await world.add(uploadJob());
  await world.clock.advance(10 * minuteMs);

  expect(world.state()).toBe('done');
});

test('Q5: a postponed job waits as long as it was asked to, keeps its place, and counts nothing', async () => {
  const world = started();
  world.backend.scripts.afterClientUpload.then(fail('server-busy', {retryAfterMs: 30_000}));

  await world.add(uploadJob({uuid: 'a'}), uploadJob({uuid: 'b', status: {state: 'paused'}}));
  await world.clock.advance(29_999);
  expect(world.job('a')).toMatchObject({status: {state: 'retrying'}, attempts: 0});
  expect(world.order()).toEqual(['a', 'b']);
  await world.clock.advance(1);

  expect(world.state('a')).toBe('done');
});

test('F: a retry of "here" skips the transfer', async () => {
  const world = started();
  world.backend.scripts.afterClientUpload.then(fail('server-error'));

  await world.add(uploadJob());
  expect(world.job()).toMatchObject({status: {state: 'retrying'}, from: 4});
  await world.clock.advance(minuteMs);

  expect(world.state()).toBe('done');
  expect(world.uploader.requests).toHaveLength(1);
});

test('F1: a missing source is permanent at once', async () => {
  const world = started();
  world.files.gone.add('upload-1');

  await world.add(uploadJob());

  expect(world.job()).toMatchObject({status: {state: 'failed'}, attempts: 0, error: {code: 'source-missing', step: 1}});
  expect(world.events.failures).toEqual([{uuid: 'upload-1', errorStatus: 0}]);
});

test('Q7: a continued job goes on from the row its failure pointed to', async () => {
  const world = started();
  world.backend.scripts.afterClientUpload.otherwise = fail('server-error');
  await world.add(uploadJob());
  await world.clock.advance(10 * minuteMs);
  expect(world.job()).toMatchObject({status: {state: 'failed'}, from: 4});

  world.backend.scripts.afterClientUpload.clear();
  await world.command('continue', 'upload-1');

  expect(world.job()).toMatchObject({status: {state: 'done'}, attempts: 0});
  expect(world.uploader.requests).toHaveLength(1);
});

test('Q7: a job that was continued after a fatal failure tries the same step again', async () => {
  const world = started();
  world.files.gone.add('upload-1');
  await world.add(uploadJob());

  world.files.gone.clear();
  await world.command('continue', 'upload-1');

  expect(world.state()).toBe('done');
});

test('409 at the notify: what was thought to be there is asked for again', async () => {
  const world = started();
  world.backend.scripts.afterClientUpload.then({do: 'fail', error: conflict});
  await world.add(uploadJob());
  expect(world.job().results.transfers['internet/original']).toMatchObject({complete: false});

  const held = world.uploader.held.get('/internet/1');
  if (held) held.offset = 10;
  await world.clock.advance(minuteMs);

  expect(world.state()).toBe('done');
  expect(world.uploader.requests).toHaveLength(2);
  expect(world.uploader.held.get('/internet/1')?.offset).toBe(fileSize);
});

test('Q8: a finished upload brings its transcode with it, in one transaction', async () => {
  const world = started();
  world.transcoder.script.otherwise = hang;
  let together: boolean | undefined;
  world.onWork = () => {
    if (world.db.jobs.get('upload-1')?.status.state === 'done') together ??= world.db.jobs.has('spawned-1');
    return () => undefined;
  };

  await world.add(uploadJob({transcodeTypes: ['mp4']}));

  expect(together).toBe(true);
  expect(world.events.additions).toMatchObject([{uuid: 'spawned-1', kind: 'transcode', of: 'upload-1'}]);
  expect(world.job('spawned-1')).toMatchObject({
    identifier: 'upload-1',
    bizId: 'biz-upload-1',
    source: {id: 'upload-1'},
  });
  expect(world.files.removedSources).toEqual([]);
});

test('Q8: an upload of another type brings nothing', async () => {
  const world = started();

  await world.add(uploadJob({fileName: 'notes.txt', transcodeTypes: ['mp4']}));

  expect([...world.db.jobs.keys()]).toEqual(['upload-1']);
});

test('F6: a transcode on the internet sends the segments first, then the playlist, and says where it is', async () => {
  const world = started();

  await world.add(transcodeJob());

  expect(world.job('transcode-1')).toMatchObject({status: {state: 'done'}, step: 5, way: 'repackage'});
  expect(world.uploader.requests.map(({metadata}) => metadata['fileName'])).toEqual(['film.ts', 'film.m3u8']);
  expect(world.backend.transcodes).toMatchObject([{status: 1, filePath: '/renditions/upload-1/2'}]);
});

test('F6: a backend without tus gets the two files as forms', async () => {
  const world = started();
  world.backend.tus = false;

  await world.add(transcodeJob());

  expect(world.state('transcode-1')).toBe('done');
  expect(world.uploader.requests).toEqual([]);
  expect(world.backend.renditionFiles).toHaveLength(2);
});

test('F5: a transcode on the intranet puts both files into the folder that the backend names', async () => {
  const world = started({up: {intranet: true}});

  await world.add(transcodeJob());

  expect(world.job('transcode-1')).toMatchObject({status: {state: 'done'}, step: 6});
  expect(world.uploader.requests.map(({metadata}) => metadata['path'])).toEqual([
    'transcodes/upload-1/film.ts',
    'transcodes/upload-1/film.m3u8',
  ]);
  expect(world.backend.transcodes).toMatchObject([{status: 1, filePath: 'transcodes/upload-1/film.m3u8'}]);
});

test('Q9: losing the network does not disturb a local transcode, and its result is sent, not made again', async () => {
  const world = started();
  world.transcoder.script.takesMs = minuteMs;
  await world.add(transcodeJob());

  await world.reach({internet: false});
  await world.clock.advance(2 * minuteMs);
  expect(world.job('transcode-1')).toMatchObject({status: {state: 'waiting'}, results: {rendition}, attempts: 0});
  await world.reach({internet: true});
  await drain();

  expect(world.state('transcode-1')).toBe('done');
  expect(world.transcoder.requests).toHaveLength(1);
});

test('a kept result that was lost is made again', async () => {
  const world = started();
  await world.add(transcodeJob({results: {transfers: {}, rendition}, from: 4}));
  expect(world.job('transcode-1')).toMatchObject({status: {state: 'retrying'}, attempts: 1});

  await world.clock.advance(minuteMs);

  expect(world.state('transcode-1')).toBe('done');
  expect(world.transcoder.requests).toHaveLength(1);
});

test('Q6: the failures of transcodes stay inside', async () => {
  const world = started();
  world.transcoder.script.then(fail('media-corrupt'));

  await world.add(transcodeJob());

  expect(world.state('transcode-1')).toBe('failed');
  expect(world.events.failures).toEqual([]);
});

test('F9: on the way from the intranet to the internet the upload begins the other flow, and goes on there', async () => {
  const world = started({up: {intranet: true, internet: true}});
  world.uploader.script.takesMs = 1_000;
  world.uploader.script.then(progress(0.5, fail('network-lost')));
  await world.add(uploadJob());
  await world.clock.advance(1_500);

  world.network.up.intranet = false;
  await world.clock.advance(minuteMs);

  expect(world.job()).toMatchObject({status: {state: 'done'}, flowRoute: 'internet', attempts: 0});
  expect(world.job().results.transfers).toMatchObject({
    'intranet/original': {offset: fileSize / 2},
    'internet/original': {complete: true},
  });
});

test('F9: what one route acknowledged is kept for a return to it', async () => {
  const world = started({up: {intranet: true, internet: true}});
  world.uploader.script.takesMs = 1_000;
  world.uploader.script.then(progress(0.5, fail('network-lost')), progress(0.2, fail('network-lost')));
  await world.add(uploadJob());
  await world.clock.advance(1_500);
  world.network.up.intranet = false;
  await world.clock.advance(2_000);
  Object.assign(world.network.up, {intranet: true, internet: false});
  await world.clock.advance(minuteMs);
  expect(world.job()).toMatchObject({status: {state: 'waiting', needs: 'internet'}, flowRoute: 'intranet'});
  await world.reach({internet: true});

  expect(world.state()).toBe('done');
  const routes = world.uploader.requests.map(({route, known}) => [route, known?.offset]);
  expect(routes).toEqual([
    ['intranet', undefined],
    ['internet', undefined],
    ['intranet', fileSize / 2],
  ]);
});

test('F9: a finished transfer goes straight to notify, on whichever route', async () => {
  const world = started({up: {intranet: true, internet: true}});
  const transfer = {url: '/internet/9', offset: fileSize, complete: true};

  await world.add(uploadJob({results: {transfers: {'internet/original': transfer}}}));

  expect(world.state()).toBe('done');
  expect(world.uploader.requests).toEqual([]);
  expect(world.backend.uploads).toMatchObject([{upload: '/internet/9'}]);
});

test('F9: a kept rendition is sent on the other route', async () => {
  const world = started({up: {intranet: true, internet: true}});
  world.uploader.script.takesMs = 1_000;
  world.uploader.script.then(fail('network-lost'));
  await world.add(transcodeJob());
  await world.clock.advance(500);

  world.network.up.intranet = false;
  await world.clock.advance(minuteMs);

  expect(world.job('transcode-1')).toMatchObject({status: {state: 'done'}, flowRoute: 'internet'});
  expect(world.transcoder.requests).toHaveLength(1);
});

test('a fixed route waits for its own, and the others go on', async () => {
  const world = started();

  await world.add(uploadJob({uuid: 'in', route: 'intranet', flowRoute: 'intranet'}), uploadJob({uuid: 'any'}));
  await world.clock.advance(minuteMs);
  expect([world.state('in'), world.state('any')]).toEqual(['waiting', 'done']);
  await world.reach({intranet: true});

  expect(world.state('in')).toBe('done');
});

test('G2: on the intranet alone an upload gets as far as its notify, and waits there for the backend', async () => {
  const world = started({up: {intranet: true, internet: false}});

  await world.add(uploadJob({route: 'intranet', flowRoute: 'intranet'}));
  await world.clock.advance(minuteMs);
  expect(world.job()).toMatchObject({status: {state: 'waiting', needs: 'internet'}, step: 3, from: 4, attempts: 0});
  await world.reach({internet: true});

  expect(world.state()).toBe('done');
});

test('Q10: signing out stops the running requests; signing in again goes on', async () => {
  const world = started();
  world.uploader.script.then(progress(0.5, hang));
  await world.add(uploadJob());

  world.sessions.signOut();
  await world.nudge();
  expect(world.job()).toMatchObject({status: {state: 'waiting'}, attempts: 0});
  world.sessions.signIn();
  await world.nudge();

  expect(world.state()).toBe('done');
});

test('Q10: another user neither runs nor disturbs the jobs of the first', async () => {
  const world = started();
  world.uploader.script.then(hang);
  await world.add(uploadJob());

  world.sessions.signIn(bob);
  await world.add(uploadJob({uuid: 'bobs', owner: bob}));
  await world.clock.advance(minuteMs);

  expect([world.state(), world.state('bobs')]).toEqual(['waiting', 'done']);
  expect(world.uploader.requests.map(({owner}) => owner.user)).toEqual(['alice', 'bob']);
  expect(world.backend.owners.every(({user}) => user === 'bob')).toBe(true);
});

test('Q5: 401 closes the session and counts nothing; after the next sign-in the job goes on', async () => {
  const world = started();
  world.backend.scripts.afterClientUpload.then(fail('signed-out'));

  await world.add(uploadJob());
  await world.clock.advance(minuteMs);
  expect(world.job()).toMatchObject({status: {state: 'waiting'}, from: 4, attempts: 0});
  expect([world.sessions.expired, world.events.failures]).toEqual([[alice], []]);
  world.sessions.signIn();
  await world.nudge();

  expect(world.state()).toBe('done');
});

test('G4: while the queue is closed nothing runs', async () => {
  const world = new World();
  world.sessions.closeQueue();
  world.start();

  await world.add(uploadJob());
  await world.clock.advance(minuteMs);
  expect([world.state(), world.network.asked]).toEqual(['waiting', []]);
  world.sessions.signIn();
  await world.nudge();

  expect(world.state()).toBe('done');
});

test('A2: a job that was not shown yet does not run', async () => {
  const world = started();

  await world.add(uploadJob({status: {state: 'added'}}));
  await world.clock.advance(minuteMs);
  expect(world.state()).toBe('added');
  await world.command('ready', 'upload-1');

  expect(world.state()).toBe('done');
});

test('Q1: each lane runs so many at once, in order; another lane is not held up', async () => {
  const world = started();
  world.uploader.script.otherwise = hang;
  const uuids = ['a', 'b', 'c', 'd', 'e'];

  await world.add(...uuids.map((uuid) => uploadJob({uuid})), transcodeJob({uuid: 't1'}), transcodeJob({uuid: 't2'}));

  expect(uuids.map((uuid) => world.state(uuid))).toEqual(['running', 'running', 'running', 'waiting', 'waiting']);
  expect([world.state('t1'), world.state('t2')]).toEqual(['running', 'waiting']);
});

test('F10: without a transcoder a transcode waits, blocked, and an engine that has one goes on', async () => {
  const world = new World();
  const inServiceWorker = world.start({transcoder: false});
  await world.add(transcodeJob());
  expect(world.job('transcode-1')).toMatchObject({status: {state: 'waiting', blocked: 'window'}, attempts: 0});

  await inServiceWorker.stop();
  world.start();
  await drain();

  expect(world.state('transcode-1')).toBe('done');
});

test('F10: without a transcoder a kept result is sent all the same', async () => {
  const world = new World();
  world.files.renditions.add('transcode-1');
  world.start({transcoder: false});

  await world.add(transcodeJob({results: {transfers: {}, rendition}}));

  expect(world.state('transcode-1')).toBe('done');
});

test('F3: a download without what downloads waits for a window', async () => {
  const world = started();

  await world.add(downloadJob());

  expect(world.job('download-1').status).toEqual({state: 'waiting', blocked: 'window'});
});

test('Q5: a denied permission waits for the user, and retry tries again', async () => {
  const world = started();
  world.files.checking.then(fail('permission'));
  await world.add(uploadJob());
  expect(world.job()).toMatchObject({status: {state: 'waiting', blocked: 'permission'}, attempts: 0});

  await world.command('retry', 'upload-1');

  expect(world.state()).toBe('done');
});

test('G2: with nothing to do nobody is asked, unless a window is visible', async () => {
  const world = new World();
  const {engine} = world.start();
  await world.clock.advance(minuteMs);
  expect(world.network.asked).toEqual([]);

  engine.setVisible(true);
  await world.clock.advance(5_000);

  expect(world.network.asked).toHaveLength(4);
});

test('the engine keeps still when there is nothing to do', async () => {
  const world = new World();
  const {store} = world.start();
  await world.add(uploadJob());
  await drain();
  const before = store.calls.get('waiting');

  await world.clock.advance(60 * minuteMs);

  expect(store.calls.get('waiting')).toBe(before);
  expect(world.clock.nextAt).toBeUndefined();
});

test('10 times the jobs cost the same for each of them', async () => {
  const callsFor = async (count: number) => {
    const world = new World();
    const {store} = world.start();
    await world.add(...Array.from({length: count}, (_, index) => uploadJob({uuid: `job-${index}`})));
    await drain();
    expect([...world.db.jobs.values()].every(({status}) => status.state === 'done')).toBe(true);
    return [...store.calls.values()].reduce((sum, calls) => sum + calls, 0) / count;
  };

  const few = await callsFor(30);
  const many = await callsFor(300);

  expect(many / few).toBeLessThan(1.1);
});
