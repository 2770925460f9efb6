import {join} from 'node:path';
import type {IncomingBody} from '../http/incoming-body.ts';
import {writeBody} from '../http/write-body.ts';
import type {Checksum} from './checksum.ts';
import type {ContentWriter} from './content.ts';
import {tusError} from './errors.ts';
import {OffsetJournal} from './offset-journal.ts';
import type {TusContext} from './routes.ts';
import {removeSuperseded} from './superseded.ts';
import type {Upload} from './upload-store.ts';

const checkpointBytes = 16 << 20;
const checkpointMs = 1000;

/**
 * Appends a request's body to an upload and accepts it.
 *
 * [Note: what counts] An upload's offset is what its journal says; bytes behind it are cut off before the next ones
 * are written. Bytes without a checksum are entered every {@link checkpointBytes} or {@link checkpointMs}; those with
 * one only at the end of the body, when it was right or when the body was cut, or when they could not be written any
 * further. A finished upload is durable, and where it belongs, before that is said.
 *
 * @param onReceived Called as bytes arrive, to say that the client lives.
 * @returns The upload as it stands now.
 * @throws HttpError 460 or 413; the upload is then as it was.
 */
export async function append(
  context: TusContext,
  upload: Upload,
  body: IncomingBody,
  checksum: Checksum | undefined,
  onReceived: () => void,
): Promise<Upload> {
  const {store} = context;
  // Until it is known how this ended, the journal alone knows where the upload stands.
  store.forget(upload.id);
  const writer = await store.content.open(upload);
  try {
    const journal = await OffsetJournal.open(join(upload.folder, 'offset'));
    try {
      const offset = await write(upload, writer, journal, body, checksum, onReceived);
      const isComplete = offset === upload.sizeBytes;
      if (isComplete) await Promise.all([writer.flush(), journal.sync(), store.sync(upload.id)]);
      await writer.close();
      if (isComplete) await removeSuperseded(context, upload);
      if (isComplete) await store.content.finish(upload);
      return store.remember(upload, offset);
    } finally {
      await journal.close();
    }
  } finally {
    await writer.close();
  }
}

/** Writes the body and enters what counts of it. @returns The new offset. */
async function write(
  upload: Upload,
  writer: ContentWriter,
  journal: OffsetJournal,
  body: IncomingBody,
  checksum: Checksum | undefined,
  onReceived: () => void,
): Promise<number> {
  const isThere = await writer.sizeBytes();
  // The other side has lost bytes: HEAD tells how many.
  if (isThere < upload.offset) throw tusError('wrongOffset');
  if (isThere > upload.offset) await writer.truncate(upload.offset);

  let written = upload.offset;
  const enter = checkpoint(journal, upload.offset);
  const options = {
    position: upload.offset,
    limitBytes: upload.sizeBytes - upload.offset,
    onPiece: (piece: Buffer) => {
      checksum?.update(piece);
      onReceived();
    },
    onWritten: (position: number) => {
      written = position;
      return checksum === undefined ? enter(position) : undefined;
    },
  };
  const {end} = await writeBody(body, writer, options).catch(async (error: unknown) => {
    if (written > upload.offset) await journal.append(written);
    throw error;
  });
  const isRefuted = checksum !== undefined && (end === 'whole' || written === upload.sizeBytes) && !checksum.matches();
  if (end === 'too-long' || isRefuted) {
    await journal.append(upload.offset);
    await writer.truncate(upload.offset);
    throw tusError(end === 'too-long' ? 'tooLong' : 'checksumMismatch');
  }
  if (written > upload.offset) await journal.append(written);
  return written;
}

function checkpoint(journal: OffsetJournal, offset: number): (position: number) => Promise<void> | undefined {
  let last = {position: offset, at: performance.now()};
  return (position) => {
    const isDue = position - last.position >= checkpointBytes || performance.now() - last.at >= checkpointMs;
    if (!isDue) return undefined;
    last = {position, at: performance.now()};
    return journal.append(position);
  };
}
