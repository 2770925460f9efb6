import {JobError} from '../../queue/failure.ts';
import type {RemoteDigest} from '../database.ts';
import {beginDigest, digestAlgorithms, digestOf} from '../file-digest.ts';

/**
 * The digest of a whole file that an answer's headers give: `Repr-Digest` (RFC 9530), `Digest` (RFC 3230), or
 * `Content-MD5` (RFC 1864).
 *
 * @param isWhole The answer's body is the whole file: only then `Content-MD5` speaks of it.
 */
export function digestIn(headers: Headers, isWhole: boolean): RemoteDigest | undefined {
  const given = new Map<string, string>();
  for (const member of (headers.get('Repr-Digest') ?? '').split(',')) {
    const [, name, base64] = /^\s*([\w-]+)\s*=\s*:([^:]+):/.exec(member) ?? [];
    if (name !== undefined && base64 !== undefined) given.set(name.toLowerCase(), base64);
  }
  for (const member of (headers.get('Digest') ?? '').split(',')) {
    const [, name, base64] = /^\s*([\w-]+)=(\S+)\s*$/.exec(member) ?? [];
    if (name !== undefined && base64 !== undefined && !given.has(name.toLowerCase())) {
      given.set(name.toLowerCase(), base64);
    }
  }
  const md5 = isWhole ? headers.get('Content-MD5')?.trim() : undefined;
  if (md5 !== undefined && !given.has('md5')) given.set('md5', md5);
  for (const algorithm of digestAlgorithms) {
    const base64 = given.get(algorithm);
    if (base64 !== undefined) return {algorithm, base64};
  }
  return undefined;
}

/** Reads files one after the other. @throws JobError `checksum` when together they are not what the digest is of. */
export async function checkDigest(expected: RemoteDigest, files: readonly Blob[], signal: AbortSignal): Promise<void> {
  compare(expected, await digestOf(expected.algorithm, files, signal));
}

/** Bytes that pass, and what they should be together. */
export interface PassingDigest {
  readonly update: (piece: Uint8Array) => void;
  /** @throws JobError `checksum` when all that passed is not what the digest is of. */
  readonly check: () => void;
}

export async function beginCheck(expected: RemoteDigest): Promise<PassingDigest> {
  const hasher = await beginDigest(expected.algorithm);
  return {
    update: (piece) => void hasher.update(piece),
    check: () => compare(expected, hasher.digest('hex')),
  };
}

function compare({algorithm, base64}: RemoteDigest, hex: string): void {
  if (toBase64(hex) === base64) return;
  throw new JobError('checksum', `The file that came has another ${algorithm} than the server says.`);
}

function toBase64(hex: string): string {
  const bytes = (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return btoa(String.fromCharCode(...bytes));
}
