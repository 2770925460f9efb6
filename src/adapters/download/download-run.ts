import {JobError} from '../../queue/failure.ts';
import type {Clock, Downloaded, KeptAsItComes} from '../../queue/ports.ts';
import type {StorageUse} from '../../storage-estimate.ts';
import type {ConnectionBudget} from '../connection-budget.ts';
import type {RemoteFile} from '../database.ts';
import type {AnswerStream} from '../fetch-wire.ts';
import type {Http} from '../http.ts';
import {isOutOfSpace} from '../out-of-space.ts';
import type {KeptBytes} from './kept-bytes.ts';
import {openLink, pageCame, type Link} from './link.ts';
import type {OpenPart} from './open-part.ts';
import {cut, type Gap} from './ranges.ts';
import type {RefusedOrigins} from './refused-origins.ts';
import {canResume, ifRangeOf, isPage, isSameFile, readAnswer, type Brought} from './remote-answer.ts';
import {checkDigest} from './remote-digest.ts';
import {downloadStraight, endedEarly} from './straight-download.ts';
import {writeInto} from './write-into.ts';

/** Connections beside the first one, as far as nobody else wants them. */
const mostSpare = 3;

/** How much is asked for at a time. */
export interface SegmentSizes {
  /** Before anything is known, and at least. */
  readonly firstBytes: number;
  readonly mostBytes: number;
}

export const segmentSizes: SegmentSizes = {firstBytes: 8 << 20, mostBytes: 64 << 20};

/** What is fetched, as far as it is known before, and who hears of it. */
export interface FetchRequest extends KeptAsItComes {
  readonly fileName: string;
  readonly fileSize: number | undefined;
}

export interface DownloadContext {
  readonly http: Http;
  readonly clock: Clock;
  readonly budget: ConnectionBudget;
  readonly refused: RefusedOrigins;
  readonly storageUse: () => Promise<StorageUse | undefined>;
  /** Gives up what is kept on this device for good measure only. */
  readonly freeRoom: () => Promise<void>;
  readonly sizes: SegmentSizes;
}

/** One attempt at a download. It goes on with what earlier ones have kept. */
export class DownloadRun {
  readonly #request: FetchRequest;
  readonly #link: Link;
  readonly #kept: KeptBytes;
  readonly #context: DownloadContext;
  readonly #signal: AbortSignal;
  /** Received in this run and not kept yet. */
  #inHand = 0;

  constructor(request: FetchRequest, link: Link, kept: KeptBytes, context: DownloadContext, signal: AbortSignal) {
    this.#request = request;
    this.#link = link;
    this.#kept = kept;
    this.#context = context;
    this.#signal = signal;
  }

  async run(): Promise<Downloaded> {
    const kept = this.#kept;
    const {handle} = kept;
    const files = await this.#complete().catch(async (error: unknown) => {
      const meant = isOutOfSpace(error) ? this.#noRoom((kept.remote?.size ?? 0) - kept.bytes, error) : error;
      if (!this.#signal.aborted && meant instanceof JobError && startsAgain.has(meant.code)) {
        await kept.reset();
        await this.#request.onKept(0);
        if (handle && meant.code === 'storage-full') return undefined;
      }
      throw meant;
    });
    if (handle && !files) return {size: await this.#straightInto(handle), isSaved: true};
    // Whatever keeps the whole from its place leaves it here.
    if (handle && files) await writeInto(handle, files, this.#signal);
    return {size: kept.bytes, isSaved: handle !== undefined};
  }

  /** Past this device's store, which has no room for it. @returns Its size. */
  async #straightInto(handle: FileSystemFileHandle): Promise<number> {
    const release = await this.#context.budget.acquire(this.#link.url, this.#signal);
    try {
      await this.#request.onStraight?.();
      return await downloadStraight(
        handle,
        {
          ask: (gap) => this.#ask(gap, this.#signal),
          onFound: async (answer, remote) => {
            if (this.#isPage(answer, remote)) throw pageCame(this.#link.url);
            await this.#request.onSize(remote.size);
          },
          onReceived: this.#request.onReceived,
        },
        this.#signal,
      );
    } finally {
      release();
    }
  }

  /** Fetches what is missing. @returns The files of the whole, checked. */
  async #complete(): Promise<readonly Blob[]> {
    const kept = this.#kept;
    if (!kept.isWhole) await this.#fetch();
    const files = await kept.files();
    if (kept.remote?.digest) await checkDigest(kept.remote.digest, files, this.#signal);
    await this.#request.onKept(kept.bytes);
    return files;
  }

  async #fetch(): Promise<void> {
    const {remote} = this.#kept;
    if (remote && canResume(remote)) await this.#request.onKept(this.#kept.bytes);
    else if (remote) {
      // Nobody could tell whether what comes now belongs to what came before.
      await this.#kept.reset();
      await this.#request.onKept(0);
    }
    if (!this.#kept.remote) await this.#begin();
    if (!this.#kept.isWhole) await this.#fillGaps();
  }

  /** The first request: brings the first bytes, and what there is to know. */
  async #begin(): Promise<void> {
    const release = await this.#context.budget.acquire(this.#link.url, this.#signal);
    try {
      const asked = {start: 0, end: this.#context.sizes.firstBytes};
      const [answer, brought] = await this.#ask(asked, this.#signal);
      const isUsable =
        brought.type === 'whole' ||
        brought.type === 'nothing-there' ||
        (brought.type === 'range' && (canResume(brought.remote) || brought.end === brought.remote.size));
      if (isUsable) return await this.#beginWith(answer, brought);
      await answer.cancel();
      const [plain, all] = await this.#ask(undefined, this.#signal);
      if (all.type === 'whole') return await this.#beginWith(plain, all);
      await plain.cancel();
      throw new JobError('answer-unreadable', 'The server does not send the file as a whole.');
    } finally {
      release();
    }
  }

  async #beginWith(answer: AnswerStream, brought: Exclude<Brought, {type: 'unplaceable'}>): Promise<void> {
    const {remote} = brought;
    try {
      if (this.#isPage(answer, remote)) throw pageCame(this.#link.url);
      await this.#makeRoom(remote.size ?? 0);
      await this.#kept.adopt(remote);
      await this.#request.onSize(remote.size);
    } catch (error) {
      await answer.cancel();
      throw error;
    }
    if (brought.type === 'nothing-there') return await answer.cancel();
    if (brought.type === 'range') return void (await this.#take(answer, brought, this.#signal, () => false));
    const end = await this.#take(answer, {start: 0, end: Infinity}, this.#signal, () => false);
    if (end < (remote.size ?? 0)) throw endedEarly();
    if (end === remote.size) return;
    // More than the line carried: it was packed, which another site need not tell, and so was what the digest is of.
    const {digest, ...unpacked} = remote;
    await this.#kept.adopt({...unpacked, size: end, ...(remote.size === undefined && digest && {digest})});
    await this.#request.onSize(end);
  }

  #isPage({headers}: AnswerStream, remote: RemoteFile): boolean {
    return isPage(headers, this.#request.fileName, this.#request.fileSize, remote);
  }

  /** Fetches what is missing, over as many connections as are to be had. */
  async #fillGaps(): Promise<void> {
    const {budget} = this.#context;
    const {url} = this.#link;
    const failing = new AbortController();
    const signal = AbortSignal.any([this.#signal, failing.signal]);
    const queue = [...cut(this.#kept.gaps, this.#segmentBytes())];
    const spare = new Set<Promise<void>>();
    const isWanted = () => budget.isWanted(url);

    const fill = async (connection: () => Promise<(() => void) | undefined>, mayStop: () => boolean) => {
      while (queue.length > 0) {
        const release = await connection();
        if (!release) return;
        try {
          const gap = queue.shift();
          const rest = gap && (await this.#fill(gap, signal, mayStop));
          if (rest) queue.unshift(rest);
        } finally {
          release();
        }
      }
    };
    const addSpare = () => {
      while (spare.size < Math.min(mostSpare, queue.length - 1)) {
        const release = budget.acquireSpare(url);
        if (!release) return;
        release();
        const filling = fill(async () => await Promise.resolve(budget.acquireSpare(url)), isWanted)
          .catch((error: unknown) => failing.abort(error))
          .finally(() => spare.delete(filling));
        spare.add(filling);
      }
    };
    const own = async () => {
      const release = await budget.acquire(url, signal);
      addSpare();
      return release;
    };
    try {
      do {
        await fill(own, () => false);
        // What a spare connection gives back is left to the first one.
        if (spare.size > 0) await Promise.race(spare);
      } while (spare.size > 0 || queue.length > 0);
    } catch (error) {
      failing.abort(error);
    }
    await Promise.all(spare);
    if (failing.signal.aborted) throw failing.signal.reason;
  }

  /** @returns What is left of the gap. */
  async #fill(gap: Gap, signal: AbortSignal, mayStop: () => boolean): Promise<Gap | undefined> {
    const [answer, brought] = await this.#ask(gap, signal);
    const {remote} = this.#kept;
    if (!remote || brought.type !== 'range' || !isSameFile(remote, brought.remote)) {
      await answer.cancel();
      // A portal that wants somebody to sign in says nothing of the file: what is kept of it stays.
      if (brought.type === 'whole' && this.#isPage(answer, brought.remote)) throw pageCame(this.#link.url);
      const isOther = brought.type === 'unplaceable' || !remote || !isSameFile(remote, brought.remote);
      throw isOther
        ? new JobError('file-changed-remote', 'The file at the server is not the one that was begun.')
        : new JobError('answer-unreadable', 'The server sends the whole file where it sent parts before.');
    }
    const end = await this.#take(answer, brought, signal, mayStop);
    return end < gap.end ? {start: end, end: gap.end} : undefined;
  }

  async #ask(gap: Gap | undefined, signal: AbortSignal): Promise<readonly [AnswerStream, Brought]> {
    const {http, refused} = this.#context;
    const {remote} = this.#kept;
    const ifRange = remote && !this.#link.isForeign ? ifRangeOf(remote) : undefined;
    const headers = {
      ...(gap && {Range: `bytes=${gap.start}-${gap.end - 1}`}),
      // Another site would have to allow it first; what it answers is compared all the same.
      ...(ifRange !== undefined && {'If-Range': ifRange}),
    };
    const answer = await openLink(this.#link, headers, http, refused, signal);
    try {
      return [answer, readAnswer(answer, gap)];
    } catch (error) {
      await answer.cancel();
      throw error;
    }
  }

  /**
   * Reads an answer's bytes into parts.
   *
   * @param mayStop Asked each time something has been kept.
   * @returns Where it ended, which is before the range's end only when it may stop.
   */
  async #take(answer: AnswerStream, {start, end}: Gap, signal: AbortSignal, mayStop: () => boolean): Promise<number> {
    let position = start;
    let part: OpenPart | undefined;
    let hasStopped = false;
    const close = async () => {
      const closing = part;
      part = undefined;
      await closing?.close();
      if (closing) await this.#note(closing);
    };
    try {
      for (let piece = await answer.read(); piece; piece = await answer.read()) {
        if (piece.length > end - position) {
          throw new JobError('answer-unreadable', 'The server sends more than it said.');
        }
        part ??= await this.#kept.begin(position, () => this.#context.clock.now());
        await part.write(piece);
        position += piece.length;
        this.#inHand += piece.length;
        this.#request.onReceived(this.#kept.bytes + this.#inHand);
        const {due} = part;
        if (due === 'close' || position - part.start >= this.#context.sizes.mostBytes) await close();
        else if (due === 'keep') {
          await part.keep();
          await this.#note(part);
        }
        if (due) await this.#request.onKept(this.#kept.bytes);
        hasStopped = due !== undefined && mayStop();
        if (hasStopped) break;
      }
      await close();
    } catch (error) {
      await answer.cancel();
      // What has come is kept, whatever went wrong; that it cannot be is not worse than what did.
      await close().catch(() => undefined);
      throw error;
    }
    await answer.cancel();
    await this.#request.onKept(this.#kept.bytes);
    if (position < end && end !== Infinity && !hasStopped) throw endedEarly();
    signal.throwIfAborted();
    return position;
  }

  async #note(part: OpenPart): Promise<void> {
    const before = this.#kept.bytes;
    await this.#kept.note(part);
    this.#inHand -= this.#kept.bytes - before;
  }

  /** Small enough that every connection has something to do. */
  #segmentBytes(): number {
    const missing = this.#kept.gaps.reduce((sum, {start, end}) => sum + end - start, 0);
    const {firstBytes, mostBytes} = this.#context.sizes;
    return Math.min(mostBytes, Math.max(firstBytes, Math.ceil(missing / (mostSpare + 1))));
  }

  /** Says before a byte is kept that there is no room, where the browser tells. */
  async #makeRoom(size: number): Promise<void> {
    if ((await this.#lacking(size)) > 0) await this.#context.freeRoom();
    const lacking = await this.#lacking(size);
    if (lacking > 0) throw this.#noRoom(lacking);
    await this.#kept.claim(size).catch((error: unknown) => {
      throw isOutOfSpace(error) ? this.#noRoom(size, error) : error;
    });
  }

  async #lacking(size: number): Promise<number> {
    const {quotaBytes = Infinity, usedBytes = 0} = (await this.#context.storageUse()) ?? {};
    return size - (quotaBytes - usedBytes);
  }

  #noRoom(neededBytes: number, cause?: unknown): JobError {
    return new JobError('storage-full', 'This device has no room for the file.', {
      cause,
      ...(neededBytes > 0 && {values: {neededBytes}}),
    });
  }
}

/** After these nothing of what was kept is of use, or it takes the room that is needed. */
const startsAgain: ReadonlySet<string> = new Set(['file-changed-remote', 'checksum', 'storage-full', 'source-missing']);
