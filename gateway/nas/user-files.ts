import {createHash} from 'node:crypto';
import type {OpenFile} from '../http/send-file.ts';
import {nasSegments, ownFolder, sharePath} from './nas-path.ts';
import {OpenWhileUsed} from './open-while-used.ts';
import {ShareError} from './share.ts';
import type {Share, ShareReader, ShareStat} from './share.ts';

/** The users' files on the share: each user's paths are below a folder of their own. All calls throw ShareErrors. */
export class UserFiles {
  readonly #share: Share;

  constructor(share: Share) {
    this.#share = share;
  }

  /** Size of a file, or `undefined` if there is none. */
  async sizeOf(user: string, path: string): Promise<number | undefined> {
    const found = await this.#share.stat(sharePath(user, path));
    return found?.type === 'file' ? found.sizeBytes : undefined;
  }

  /** Makes a file ready to be sent. */
  async open(user: string, path: string): Promise<OpenFile> {
    const place = sharePath(user, path);
    const found = await this.#share.stat(place);
    if (found?.type !== 'file') throw new ShareError('not-found', 'There is no such file on the NAS.');
    const version = versionOf(found);
    const reader = new OpenWhileUsed(() => this.#openVersion(place, version));
    return {
      sizeBytes: found.sizeBytes,
      fileName: nasSegments(path).at(-1) ?? '',
      etag: `"${createHash('sha256').update(place).digest('base64url').slice(0, 16)}-${version}"`,
      source: {
        read: (position, lengthBytes) => reader.use((opened) => opened.read(position, lengthBytes)),
        check: async () => {
          const now = await this.#share.stat(place);
          if (now === undefined || versionOf(now) !== version) throw changed();
        },
        close: () => reader.close(),
      },
    };
  }

  /** Removes a file, or a folder with all that is in it. One that is not there is fine. */
  async remove(user: string, path: string): Promise<void> {
    await this.#share.remove(sharePath(user, path));
  }

  /** Removes the folder that a file of this identifier was alone in, if nothing is in it any more. */
  async removeOwnFolder(user: string, path: string, identifier: string): Promise<void> {
    const folder = ownFolder(path, identifier);
    if (folder !== undefined) await this.#share.removeIfEmpty(sharePath(user, folder));
  }

  async #openVersion(place: string, version: string): Promise<ShareReader> {
    const reader = await this.#share.openForReading(place);
    if (versionOf(reader.stat) === version) return reader;
    await reader.close();
    throw changed();
  }
}

function versionOf({sizeBytes, modifiedAtNs}: ShareStat): string {
  return `${sizeBytes.toString(36)}-${modifiedAtNs.toString(36)}`;
}

const changed = () => new ShareError('failed', 'The file has changed while it was read.');
