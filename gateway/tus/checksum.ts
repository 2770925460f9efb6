import {createHash} from 'node:crypto';
import type {Hash} from 'node:crypto';
import {tusError} from './errors.ts';

/** As OPTIONS names them. */
export const checksumAlgorithms = ['sha1', 'sha256', 'md5'] as const;

/** A digest that the client announced, and the one that grows as its bytes arrive. */
export class Checksum {
  readonly #hash: Hash;
  readonly #announced: Buffer;

  private constructor(hash: Hash, announced: Buffer) {
    this.#hash = hash;
    this.#announced = announced;
  }

  /**
   * Reads `Upload-Checksum: <algorithm> <base64>`; without the header there is nothing to check.
   *
   * @throws HttpError 400 for an algorithm that we do not know, or a digest that is none of it.
   */
  static announcedBy(header: string | undefined): Checksum | undefined {
    if (header === undefined) return undefined;
    const [, name, digest] = /^(\S+) +([A-Za-z0-9+/]+={0,2}) *$/.exec(header) ?? [];
    const algorithm = checksumAlgorithms.find((known) => known === name);
    if (algorithm === undefined || digest === undefined) throw tusError('unknownChecksum');
    return new Checksum(createHash(algorithm), Buffer.from(digest, 'base64'));
  }

  update(piece: Buffer): void {
    this.#hash.update(piece);
  }

  /** Whether the bytes were those announced; ask once, at the end. */
  matches(): boolean {
    return this.#hash.digest().equals(this.#announced);
  }
}
