import {randomBytes} from 'node:crypto';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {answer, cutAfter, TusTestServer, type Misbehaviour} from '../../e2e/adapters/tus-test-server.ts';
import {JobError} from '../queue/failure.ts';
import type {Transfer} from '../queue/job.ts';
import {ConnectionBudget} from './connection-budget.ts';
import {Http} from './http.ts';
import {systemClock} from './system-clock.ts';
import {TusUploader} from './tus-upload.ts';

const faults: Readonly<Record<string, (bytes: number) => Misbehaviour>> = {
  cut: (bytes) => cutAfter(bytes),
  // All of it arrives, the acknowledgement does not.
  'lose the answer': () => cutAfter(Infinity),
  break: () => answer(502),
  'be busy': () => answer(503, {'Retry-After': '1'}),
  conflict: () => answer(409),
  'damage it': () => answer(460),
  refuse: () => answer(413),
  lie: () => answer(200, {'Upload-Offset': '1'}, '<!doctype html>'),
  'go on': () => () => 'go-on',
};

const anyFault = fc.record({
  name: fc.constantFrom(...Object.keys(faults)),
  bytes: fc.integer({min: 0, max: 30_000}),
});

test('whatever happens on the way, the file arrives whole, and no byte the server has is sent again (F8, X1)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({min: 1, max: 150_000}), fc.array(anyFault, {maxLength: 12}), async (size, plan) => {
      await using server = await TusTestServer.start();
      const file = randomBytes(size);
      const misplaced: string[] = [];
      for (const {name, bytes} of plan) server.next('PATCH', watched(faults[name]?.(bytes), misplaced));

      const transfer = await uploadUntilDone(server, file, plan.length + 2);

      expect(transfer).toMatchObject({offset: size, complete: true});
      expect(server.only.bytes.equals(file)).toBe(true);
      expect(misplaced).toEqual([]);
    }),
    {numRuns: 25},
  );
});

/** Notes chunks that begin anywhere but at the end of what the server has. */
function watched(act: Misbehaviour | undefined, misplaced: string[]): Misbehaviour {
  return async (request, response, upload) => {
    const offset = request.headers['upload-offset'];
    if (Number(offset) !== upload?.bytes.length) misplaced.push(`${offset} is not ${upload?.bytes.length}`);
    return await act?.(request, response, upload);
  };
}

/** Calls again after each failure with what was acknowledged last, as the flow does. */
async function uploadUntilDone(
  server: TusTestServer,
  file: Buffer<ArrayBuffer>,
  mostCalls: number,
): Promise<Transfer | undefined> {
  const owner = {baseUrl: server.base, user: 'alice'};
  const blob = new Blob([file]);
  const uploader = new TusUploader({
    http: new Http({tokenFor: async () => 'secret', clock: systemClock}),
    clock: systemClock,
    budget: new ConnectionBudget(),
    openFile: async () => blob,
    gatewayUrlOf: async () => server.base,
    tusPathOf: () => '/files/',
    wantsChecksums: () => true,
    largestChunkBytes: 40_000,
  });
  let known: Transfer | undefined;
  for (let call = 0; call < mostCalls; call++) {
    try {
      return await uploader.upload(
        {
          owner,
          route: 'internet',
          file: {type: 'source', source: {id: 's', size: blob.size, lastModified: 0}},
          size: blob.size,
          metadata: {},
          known,
          onAcknowledged: async (transfer) => void (known = transfer),
          onSent: () => undefined,
        },
        new AbortController().signal,
      );
    } catch (error) {
      expect(error).toBeInstanceOf(JobError);
    }
  }
  return undefined;
}
