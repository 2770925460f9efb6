import {ConnectionBudget} from '../../../src/adapters/connection-budget.ts';
import {Http} from '../../../src/adapters/http.ts';
import {systemClock} from '../../../src/adapters/system-clock.ts';
import {TusUploader} from '../../../src/adapters/tus-upload.ts';
import type {Wire} from '../../../src/adapters/wire.ts';
import {JobError} from '../../../src/queue/failure.ts';
import type {UploadOrder, UploadOutcome} from './protocol.ts';

/** Uploads a file as the engine does. @param uploadWire None in a service worker. */
export async function upload(
  {known, chunkBytes, silenceMs, checksums = false}: UploadOrder,
  file: File,
  uploadWire: Wire | undefined,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<UploadOutcome> {
  const baseUrl = location.origin;
  const owner = {baseUrl, user: 'alice'};
  const http = new Http({
    tokenFor: async () => 'secret-token',
    clock: systemClock,
    ...(uploadWire && {uploadWire}),
    ...(silenceMs !== undefined && {silenceMs}),
  });
  const uploader = new TusUploader({
    http,
    clock: systemClock,
    budget: new ConnectionBudget(),
    openFile: async () => file,
    gatewayUrlOf: async () => baseUrl,
    tusPathOf: () => '/files/',
    wantsChecksums: () => checksums,
    ...(chunkBytes !== undefined && {largestChunkBytes: chunkBytes}),
  });
  const sent: number[] = [];
  const acknowledged: number[] = [];
  try {
    const transfer = await uploader.upload(
      {
        owner,
        route: 'internet',
        file: {type: 'source', source: {id: 's', size: file.size, lastModified: file.lastModified}},
        size: file.size,
        metadata: {fileName: file.name},
        known,
        onAcknowledged: async ({offset}) => void acknowledged.push(offset),
        onSent: (bytes) => {
          sent.push(bytes);
          onSent(bytes);
        },
      },
      signal,
    );
    return {transfer, acknowledged, sent};
  } catch (error) {
    const failed = error instanceof JobError ? error.code : `reason:${(error as Error).message}`; // aborts give Errors
    return {failed, acknowledged, sent};
  }
}
