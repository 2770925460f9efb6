import type {PublicJob} from '../../src/queue/public-job.ts';
import type {LoggedRequest} from '../support/faults.ts';
import {chunks, created, nasChunks} from '../support/requests.ts';
import type {FaultProxy} from '../support/fault-proxy.ts';
import type {MadeFile, OfferedFile} from './made-files.ts';
import type {PlannedDownload} from './planned-jobs.ts';
import type {Stage} from './round.ts';

/** What the outside knows of an upload: what it was made of, and what was asked of it or of its transcode. */
export interface Expected {
  readonly file: MadeFile;
  /** Its bytes were only in a window that went away: it may want the file again (SPEC F10). */
  mayLackSource: boolean;
}

/** Everything about one round that its end is held against. */
export class Ledger {
  /** By the upload's uuid. */
  readonly uploads = new Map<string, Expected>();
  /** Files that lie where they can be fetched, whether anybody does or not. */
  readonly offered: PlannedDownload[] = [];
  /** By the download's uuid. */
  readonly downloads = new Map<string, OfferedFile>();
  /** Jobs that somebody cancelled or removed, or tried to, with their identifiers. */
  readonly cancelled = new Map<string, string>();
  readonly removed = new Set<string>();
  /** Ends of contexts that could have had an answer in hand. */
  deaths = 0;
  /** ms from the end of the window that ran the jobs to the start of another one's engine. */
  readonly takeoversMs: number[] = [];

  /** The upload that a job is, or that it is the transcode of. */
  expectedOf(job: PublicJob): Expected | undefined {
    return this.uploads.get(job.of ?? job.uuid);
  }
}

type Ways = Pick<Stage, 'internet' | 'intranet'>;

/** Bytes that were sent again after each PATCH that was not taken whole. */
export function bytesSentTwice(ways: Ways): readonly number[] {
  const twice: number[] = [];
  for (const patches of byUpload(ways)) {
    for (const [index, patch] of patches.entries()) {
      const next = patches[index + 1];
      if (next && !isTaken(patch)) twice.push(Math.max(0, offsetOf(patch) + patch.bodyBytes - offsetOf(next)));
    }
  }
  return twice;
}

/** Uploads that took a byte range twice, in words: two engines must have sent at once. */
export function doubleSends(ways: Ways): readonly string[] {
  return byUpload(ways).flatMap((patches) => {
    const taken = patches.filter(isTaken).toSorted((a, b) => offsetOf(a) - offsetOf(b));
    return taken.flatMap((patch, index) => {
      const next = taken[index + 1];
      const isDouble = next !== undefined && patch.bodyBytes > 0 && offsetOf(patch) + patch.bodyBytes > offsetOf(next);
      return isDouble ? [`${patch.url}: bytes from ${offsetOf(next)} were taken twice`] : [];
    });
  });
}

/** Uploads whose address may never have reached a client that could remember it. */
export function lostCreations(proxy: FaultProxy): number {
  return proxy.requests(created).filter(({status, fault}) => status === undefined || fault !== undefined).length;
}

function byUpload({internet, intranet}: Ways): ReadonlyArray<readonly LoggedRequest[]> {
  const uploads = new Map<string, LoggedRequest[]>();
  for (const request of [...internet.requests(chunks), ...intranet.requests(nasChunks)]) {
    const known = uploads.get(request.url);
    if (known) known.push(request);
    else uploads.set(request.url, [request]);
  }
  return [...uploads.values()];
}

function isTaken({status, fault}: LoggedRequest): boolean {
  return status === 204 && fault === undefined;
}

function offsetOf({headers}: LoggedRequest): number {
  return Number(headers['upload-offset']);
}
