import {expect, test} from 'vitest';
import type {AddDownloadJobs} from '../app-api.ts';
import type {NewJob, Session} from '../queue/ports.ts';
import type {RefusedFile} from './adding.ts';
import {addDownloads} from './adding-downloads.ts';
import type {AppPorts} from './app-ports.ts';

const session: Session = {
  owner: {baseUrl: 'https://backend.test', user: 'alice'},
  ready: true,
  queueOpen: true,
  gatewayUrl: 'https://backend.test',
};

/** Adds files as a host page without types may give them. */
async function add(files: readonly unknown[]) {
  const refused: RefusedFile[] = [];
  let ids = 0;
  const ports = {
    jobs: {add: async (jobs: readonly NewJob[]) => await Promise.resolve(jobs)},
    downloads: {record: async () => await Promise.resolve()},
    ids: () => `download-${(ids += 1)}`,
    clock: {now: () => 0, toIso: () => '1970-01-01T00:00:00.000Z'},
  } as unknown as AppPorts;
  const request = {files} as AddDownloadJobs;
  const jobs = await addDownloads(request, session, ports, (file) => void refused.push(file));
  return {jobs, refused};
}

test('CONTRACT 6: refused files among good ones are named, whatever they are', async () => {
  const bad = [null, 'film.mp4', {fileName: 'a'}, {url: 'ftp://a.test/b', fileName: 'b', fileSize: 'large'}];

  const {jobs, refused} = await add([...bad, {url: '/kapi/files/1', fileName: 'C:\\films\\1.mp4'}]);

  expect(jobs).toMatchObject([{url: 'https://backend.test/kapi/files/1', fileName: '1.mp4', sizeUnknown: true}]);
  expect(refused.map(({message}) => message)).toEqual([
    'A download needs a url and a fileName.',
    'A download needs a url and a fileName.',
    'A download needs a url.',
    'ftp://a.test/b cannot be fetched: only http and https can.',
  ]);
  expect(refused.every(({fileSize}) => fileSize === 0)).toBe(true);
});

test('with no good one it rejects, and says why', async () => {
  await expect(add([{url: 'https://a.test/b'}])).rejects.toThrow('A download needs a fileName.');
});
