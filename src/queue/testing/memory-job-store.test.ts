import {expect, test} from 'vitest';
import {Fenced} from '../ports.ts';
import {unplaced, uploadJob} from './builders.ts';
import {jobStoreContract} from './job-store-contract.ts';
import {MemoryDatabase, MemoryJobStore} from './memory-job-store.ts';

test.each(jobStoreContract)('memory job store: $title', async ({run}) => {
  await run(async () => new MemoryJobStore());
});

test('memory job store: under an old epoch nothing is written, and everything can still be read', async () => {
  const db = new MemoryDatabase();
  const old = new MemoryJobStore(db, 1);
  db.epoch = 1;
  await old.add([unplaced(uploadJob())]);

  db.epoch = 2;

  await expect(old.update('upload-1', (job) => ({...job, percent: 1}))).rejects.toThrow(Fenced);
  await expect(old.add([unplaced(uploadJob({uuid: 'b'}))])).rejects.toThrow(Fenced);
  await expect(old.remove(['upload-1'])).rejects.toThrow(Fenced);
  expect(await old.get('upload-1')).toMatchObject({percent: 0});
});
