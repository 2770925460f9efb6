import {openDatabase} from '../../src/adapters/database.ts';
import {IndexedDbJobStore} from '../../src/adapters/indexeddb-job-store.ts';
import {IndexedDbSessions} from '../../src/adapters/indexeddb-sessions.ts';
import {systemClock} from '../../src/adapters/system-clock.ts';
import {Engine} from '../../src/queue/engine.ts';
import {newUploadJob} from '../../src/queue/new-jobs.ts';
import type {Owner} from '../../src/queue/job.ts';

const owner: Owner = {baseUrl: 'http://backend.example', user: 'bench'};
const batchSize = 100;

/** The engine and the database as they are; only the network answers at once. */
async function run(count: number): Promise<{readonly addMs: number; readonly settleMs: number}> {
  const name = `bench-${crypto.randomUUID()}`;
  const db = await openDatabase(name, () => undefined);
  const sessions = new IndexedDbSessions(db);
  await sessions.signIn(owner, 'token', {gatewayUrl: owner.baseUrl, ppj: undefined});
  const store = new IndexedDbJobStore(db);
  const began = performance.now();
  for (let start = 0; start < count; start += batchSize) {
    const uuids = Array.from({length: Math.min(batchSize, count - start)}, () => crypto.randomUUID());
    await store.add(uuids.map((uuid) => ({...upload(uuid), status: {state: 'waiting'}})));
  }
  const added = performance.now();
  await sessions.openQueue();
  await settleAll(store, sessions, count);
  const settled = performance.now();
  db.close();
  indexedDB.deleteDatabase(name);
  return {addMs: added - began, settleMs: settled - added};
}

function upload(uuid: string) {
  return newUploadJob({
    uuid,
    owner,
    createdAt: systemClock.toIso(systemClock.now()),
    route: 'internet',
    fileName: 'small.bin',
    source: {id: uuid, size: 1000, lastModified: 0},
    kept: true,
    bizKey: 'bench',
    transcodeTypes: [],
  });
}

async function settleAll(store: IndexedDbJobStore, sessions: IndexedDbSessions, count: number): Promise<void> {
  const stop = new AbortController();
  let done = 0;
  const engine = new Engine({
    jobs: store,
    sessions,
    clock: systemClock,
    random: () => Math.random(),
    ids: () => crypto.randomUUID(),
    probe: {check: async () => ({up: true}), lastBytesAt: () => systemClock.now()},
    files: {
      check: async () => undefined,
      hasRendition: async () => true,
      removeSource: async () => undefined,
      removeDownload: async () => undefined,
      removeRendition: async () => undefined,
      sweep: async () => undefined,
    },
    uploader: {
      upload: async ({size, onAcknowledged}) => {
        const transfer = {url: `${owner.baseUrl}/files/x`, offset: size, complete: true};
        await onAcknowledged(transfer);
        return transfer;
      },
      terminate: async () => undefined,
    },
    backend: {
      afterClientUpload: async () => ({bizId: 'record', fileUrl: 'file'}),
      getTranscodeFilePath: async () => 'folder',
      uploadTranscodeFile: async () => 'file',
      afterClientTranscode: async () => undefined,
      hasTus: () => true,
    },
    events: {
      changed: (job) => {
        if (job.status.state !== 'done') return;
        done += 1;
        if (done === count) stop.abort();
      },
      added: () => undefined,
      removed: () => undefined,
      progressed: () => undefined,
      failed: () => undefined,
      gates: () => undefined,
      broke: (error) => {
        throw error;
      },
    },
  });
  await engine.run(stop.signal);
}

addEventListener('message', ({data}: MessageEvent<{readonly jobs: number}>) => {
  void run(data.jobs).then(postMessage, (error: unknown) => postMessage({error: String(error)}));
});
