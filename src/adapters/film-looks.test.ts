import {expect, test, vi} from 'vitest';
import type {Film, Job} from '../queue/job.ts';
import {rendition, statuses, transcodeJob, unplaced, uploadJob} from '../queue/testing/builders.ts';
import {MemoryJobStore} from '../queue/testing/memory-job-store.ts';
import {MemorySessions} from '../queue/testing/memory-sessions.ts';
import type {Look, LookEvent} from '../transcode/protocol.ts';
import {FilmLooks} from './film-looks.ts';

type Answer = (say: (event: LookEvent | {readonly type: 'broken'}) => void, looks: number) => void | Promise<void>;

/** A window whose media worker answers as told, and what came of it. */
async function setUp(answer: Answer, ...jobs: readonly Job[]) {
  const [store, sessions] = [new MemoryJobStore(), new MemorySessions()];
  await store.add(jobs.map(unplaced));
  const seen: string[] = [];
  const kept = new Map<string, Blob>();
  const put: string[] = [];
  let asked = 0;
  const looks = new FilmLooks({
    jobs: store,
    sessions,
    posters: {
      put: async (id, poster) => {
        put.push(id);
        kept.set(id, poster);
      },
      remove: async (id) => void kept.delete(id),
    },
    openFile: async (file) => {
      if (file.type === 'source' && file.source.id === 'gone') throw new Error('It is gone.');
      return new File(['film'], 'film.mp4');
    },
    startWorker: (port) => {
      port.onmessage = ({data}: MessageEvent<{type: string}>) => {
        if (data.type === 'end') port.close();
        else void answer((event) => port.postMessage(event), (asked += 1));
      };
    },
    onSeen: (uuids) => seen.push(...uuids),
  });
  const filmOf = async (uuid: string): Promise<Film | undefined> => {
    const job = await store.get(uuid);
    return job && 'film' in job ? job.film : undefined;
  };
  return {store, looks, seen, kept, put, filmOf, asked: () => asked};
}

/** Says all that it knows, as the worker does: nothing at first. */
const tells =
  (...told: readonly Look[]): Answer =>
  (say) => {
    for (const look of [{}, ...told]) say({type: 'saw', look});
    say({type: 'looked'});
  };
const film = {transcodeTypes: ['mp4']};
const picture = new Blob(['picture'], {type: 'image/jpeg'});

test('what a look tells is on all jobs of the film, and its picture is kept', async () => {
  const plan = {way: 'webcodecs', why: 'not-aac'} as const;
  const sent = uploadJob({...film, status: statuses.done});
  const told = [{plan, durationSeconds: 60, width: 16, height: 9}, {poster: picture}];
  const {looks, kept, filmOf, seen, asked} = await setUp(tells(...told), sent, transcodeJob());

  looks.nudge();
  await vi.waitFor(async () => expect(await filmOf('transcode-1')).toHaveProperty('poster'));

  // Both were told of it before it began and after.
  expect(new Set(seen)).toEqual(new Set(['upload-1', 'transcode-1']));
  const wanted = {seenIn: 'original', plan, durationSeconds: 60, width: 16, height: 9, poster: true};
  expect([await filmOf('upload-1'), await filmOf('transcode-1')]).toEqual([wanted, wanted]);
  expect([...kept.keys()]).toEqual(['upload-1']);
  expect(asked()).toBe(1);
});

test('a film that cannot be read is not asked for again, and the next one is looked at', async () => {
  const gone = uploadJob({...film, uuid: 'gone', source: {id: 'gone', size: 1, lastModified: 1}});
  const {looks, filmOf, asked} = await setUp(tells({durationSeconds: 60}), gone, uploadJob(film));

  looks.nudge();
  await vi.waitFor(async () => expect(await filmOf('upload-1')).toHaveProperty('durationSeconds'));

  expect(await filmOf('gone')).toEqual({seenIn: 'original'});
  expect(asked()).toBe(1);
});

test('it is written down that a film is looked at, before it can take the browser with it', async () => {
  const {looks, filmOf} = await setUp((say) => say({type: 'saw', look: {}}), uploadJob(film));

  looks.nudge();
  await vi.waitFor(async () => expect(await filmOf('upload-1')).toEqual({seenIn: 'original'}));

  looks.stop();
});

test('a worker that does not come up leaves the film for the next start', async () => {
  const {looks, filmOf, asked} = await setUp((say) => say({type: 'broken'}), uploadJob(film));

  looks.nudge();
  await vi.waitFor(() => expect(asked()).toBe(1));
  looks.nudge();

  await vi.waitFor(async () => expect(await filmOf('upload-1')).toBeUndefined());
  expect(asked()).toBe(1);
});

test('the picture of a film that the browser cannot read is that of its result; its plan stays what it was', async () => {
  const before = {seenIn: 'original', plan: {way: 'encode', why: 'container'}} as const;
  const told = {plan: {way: 'repackage'}, width: 2, height: 1, durationSeconds: 9, poster: picture} as const;
  const done = transcodeJob({film: before, results: {transfers: {}, rendition}});
  const {looks, filmOf} = await setUp(tells(told), uploadJob({...film, film: before}), done);

  looks.nudge();
  await vi.waitFor(async () => expect(await filmOf('upload-1')).toHaveProperty('poster'));

  expect(await filmOf('transcode-1')).toEqual({...before, seenIn: 'rendition', durationSeconds: 60, poster: true});
});

test('the picture of a film whose jobs went meanwhile is not kept', async () => {
  const world = await setUp(async (say) => {
    say({type: 'saw', look: {poster: picture}});
    await world.store.update('upload-1', (job) => ({...job, removed: true}));
    say({type: 'looked'});
  }, uploadJob(film));

  world.looks.nudge();
  await vi.waitFor(() => expect(world.put).toEqual(['upload-1']));

  await vi.waitFor(() => expect(world.kept.size).toBe(0));
});
