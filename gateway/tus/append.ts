import {open} from 'node:fs/promises';
import type {FileHandle} from 'node:fs/promises';
import type {IncomingBody} from '../http/incoming-body.ts';
import {writeBody} from '../http/write-body.ts';
import type {Checksum} from './checksum.ts';
import {tusError} from './errors.ts';
import {OffsetJournal} from './offset-journal.ts';
import type {Upload, UploadStore} from './upload-store.ts';

const checkpointBytes = 16 << 20;
const checkpointMs = 1000;

/**
 * Appends a request's body to an upload and accepts it.
 *
 * [Note: what counts] An upload's offset is what its journal says; bytes behind it are cut off before the next ones
 * are written. Bytes without a checksum are entered every {@link checkpointBytes} or {@link checkpointMs}; those with
 * one only at the end of the body, when it was right or when the body was cut. A finished upload is on the disk
 * before that is said.
 *
 * @param onReceived Called as bytes arrive, to say that the client lives.
 * @returns The upload as it stands now.
 * @throws HttpError 460 or 413; the upload is then as it was.
 */
export async function append(
  store: UploadStore,
  upload: Upload,
  body: IncomingBody,
  checksum: Checksum | undefined,
  onReceived: () => void,
): Promise<Upload> {
  // Until it is known how this ended, the journal alone knows where the upload stands.
  store.forget(upload.id);
  const [file, journal] = await Promise.all([open(upload.dataPath, 'r+'), OffsetJournal.open(upload.journalPath)]);
  try {
    if ((await file.stat()).size > upload.offset) await file.truncate(upload.offset);
    const {position, end} = await writeBody(body, file, {
      position: upload.offset,
      limitBytes: upload.sizeBytes - upload.offset,
      onPiece: (piece) => {
        checksum?.update(piece);
        onReceived();
      },
      ...(checksum === undefined && {onWritten: checkpoint(journal, upload)}),
    });
    const isComplete = position === upload.sizeBytes;
    const isRefuted = checksum !== undefined && (end === 'whole' || isComplete) && !checksum.matches();
    if (end === 'too-long' || isRefuted) {
      await takeBack(file, journal, upload);
      throw tusError(end === 'too-long' ? 'tooLong' : 'checksumMismatch');
    }
    if (position > upload.offset) await journal.append(position);
    if (isComplete) await Promise.all([file.datasync(), journal.sync(), store.sync(upload.id)]);
    return store.remember(upload, position);
  } finally {
    await Promise.all([journal.close(), file.close()]);
  }
}

function checkpoint(journal: OffsetJournal, upload: Upload): (position: number) => Promise<void> | undefined {
  let last = {position: upload.offset, at: performance.now()};
  return (position) => {
    const isDue = position - last.position >= checkpointBytes || performance.now() - last.at >= checkpointMs;
    if (!isDue) return undefined;
    last = {position, at: performance.now()};
    return journal.append(position);
  };
}

async function takeBack(file: FileHandle, journal: OffsetJournal, upload: Upload): Promise<void> {
  await journal.append(upload.offset);
  await file.truncate(upload.offset);
}
