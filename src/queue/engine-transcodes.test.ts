import {expect, test} from 'vitest';
import {rendition, transcodeJob, uploadJob} from './testing/builders.ts';
import {drain} from './testing/manual-clock.ts';
import {fail, hang} from './testing/script.ts';
import {World} from './testing/world.ts';

const minuteMs = 60_000;

/** A world in which an engine runs. */
function started(...given: ConstructorParameters<typeof World>): World {
  const world = new World(...given);
  world.start();
  return world;
}

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

test('what was told of a film goes on to its transcode; what told nothing is looked at again', async () => {
  const world = started();
  const film = {seenIn: 'original', durationSeconds: 60, plan: {way: 'repackage'}, poster: true} as const;

  await world.add(
    uploadJob({transcodeTypes: ['mp4'], film}),
    uploadJob({uuid: 'silent', transcodeTypes: ['mp4'], film: {seenIn: 'original'}}),
  );

  expect(world.job('spawned-1')).toMatchObject({film});
  expect(world.job('spawned-2')).not.toHaveProperty('film');
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

test('F6: what else belongs to a rendition goes before its playlist, which never names what is not there yet', async () => {
  const world = started();
  const more = [{name: 'film.en.vtt', bytes: 20}, {name: 'film-720p.ts', bytes: 50}]; // prettier-ignore
  world.files.renditions.add('transcode-1');

  await world.add(transcodeJob({results: {transfers: {}, rendition: {...rendition, more}}}));

  expect(world.job('transcode-1')?.status.state).toBe('done');
  const sent = world.uploader.requests.map(({metadata, size}) => [metadata['fileName'], size]);
  expect(sent).toEqual([
    ['film.ts', rendition.segmentsBytes],
    ['film.en.vtt', 20],
    ['film-720p.ts', 50],
    ['film.m3u8', rendition.playlistBytes],
  ]);
  expect(Object.keys(world.job('transcode-1')?.results.transfers ?? {})).toContain('internet/more/film.en.vtt');
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
