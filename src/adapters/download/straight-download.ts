import {JobError} from '../../queue/failure.ts';
import type {RemoteFile} from '../database.ts';
import type {AnswerStream} from '../fetch-wire.ts';
import type {Gap} from './ranges.ts';
import {isSameFile, type Brought} from './remote-answer.ts';
import {beginCheck} from './remote-digest.ts';
import {openForWriting, saveError} from './write-into.ts';

export interface StraightDownload {
  /** Asks for the file, or the rest of it. */
  readonly ask: (gap: Gap | undefined) => Promise<readonly [AnswerStream, Brought]>;
  /** Told what the file is like, before a byte of it is written. @throws JobError when it is not wanted. */
  readonly onFound: (answer: AnswerStream, remote: RemoteFile) => Promise<void>;
  readonly onReceived: (bytes: number) => void;
}

/**
 * Fetches a file from its start on straight into one that a person has chosen. Of that nothing is there before the end:
 * what was there before stays until then, and whatever ends this context ends all of it. A line that breaks is taken up
 * where it broke.
 *
 * @returns Its size.
 */
export async function downloadStraight(
  handle: FileSystemFileHandle,
  {ask, onFound, onReceived}: StraightDownload,
  signal: AbortSignal,
): Promise<number> {
  const writable = await openForWriting(handle, 0);
  let position = 0;
  try {
    const [first, brought] = await ask(undefined);
    if (brought.type !== 'whole') return await refuse(first, 'The server does not send the file as a whole.');
    const {remote} = brought;
    await onFound(first, remote).catch(async (error: unknown) => {
      await first.cancel();
      throw error;
    });
    const digest = remote.digest && (await beginCheck(remote.digest));

    const take = async (answer: AnswerStream, end: number) => {
      for (let piece = await answer.read(); piece; piece = await answer.read()) {
        signal.throwIfAborted();
        if (piece.length > end - position) return await refuse(answer, 'The server sends more than it said.');
        digest?.update(piece);
        // What was fetched lies in no shared memory.
        await writable.write(piece as Uint8Array<ArrayBuffer>).catch((error: unknown) => {
          throw saveError(error, remote.size ?? 0);
        });
        position += piece.length;
        onReceived(position);
      }
    };
    const takeOver = async (size: number) => {
      const [answer, rest] = await ask({start: position, end: size});
      if (rest.type === 'range' && isSameFile(remote, rest.remote)) return answer;
      return await refuse(answer, 'The server does not send the rest of the file that it began with.');
    };

    let [answer, end] = [first, Infinity];
    for (;;) {
      const before = position;
      try {
        await take(answer, end);
        if (position >= (remote.size ?? 0)) break;
        throw endedEarly();
      } catch (error) {
        await answer.cancel();
        const isCut = error instanceof JobError && error.code === 'network-lost';
        // A line on which nothing comes is for the next attempt.
        if (!isCut || remote.size === undefined || position === before) throw error;
        end = remote.size;
        answer = await takeOver(end);
      }
    }
    // More than the line carried: it was packed, and so was what the digest is of.
    if (position <= (remote.size ?? position)) digest?.check();
    await writable.close().catch((error: unknown) => {
      throw saveError(error, position);
    });
    return position;
  } catch (error) {
    // It may have failed already; what matters is the first failure.
    await writable.abort().catch(() => undefined);
    throw error;
  }
}

async function refuse(answer: AnswerStream, why: string): Promise<never> {
  await answer.cancel();
  throw new JobError('answer-unreadable', why);
}

export function endedEarly(): JobError {
  return new JobError('network-lost', 'The server ended before the end of what it said it would send.');
}
