import {createMD5, createSHA256, createSHA512, type IHasher} from 'hash-wasm';
import {piecesOf} from './file-pieces.ts';

/** The fastest first, of those that prove anything. WebCrypto has no stream. */
const hashers = {
  'sha-256': createSHA256,
  'sha-512': createSHA512,
  md5: createMD5,
} as const satisfies Record<string, () => Promise<IHasher>>;

export type DigestAlgorithm = keyof typeof hashers;
// The table's own keys.
export const digestAlgorithms = Object.keys(hashers) as readonly DigestAlgorithm[];

/** A digest of bytes as they pass. */
export async function beginDigest(algorithm: DigestAlgorithm): Promise<IHasher> {
  return (await hashers[algorithm]()).init();
}

/** Reads files one after the other, as one. @returns The digest, in lower-case hex. */
export async function digestOf(
  algorithm: DigestAlgorithm,
  files: readonly Blob[],
  signal: AbortSignal,
): Promise<string> {
  const hasher = await beginDigest(algorithm);
  for (const file of files) {
    for await (const piece of piecesOf(file)) {
      signal.throwIfAborted();
      hasher.update(piece);
    }
  }
  return hasher.digest('hex');
}
