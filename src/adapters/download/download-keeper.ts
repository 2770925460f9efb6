import {JobError} from '../../queue/failure.ts';
import {strict, type Database} from '../database.ts';
import {removeWhenFree} from '../opfs.ts';
import {joinedFiles} from './joined-file.ts';
import {OpfsParts} from './opfs-parts.ts';
import {writeInto} from './write-into.ts';

/** A service worker lives on while a page posts to it; without that a large file would end in the middle. */
const askEveryMs = 10_000;

/** What a window asks the service worker: whether somebody is taking a download's bytes now. It answers with a boolean. */
export interface IsSaving {
  readonly type: 'IS_SAVING';
  readonly uuid: string;
}

/** Finished downloads as a window hands them out. */
export class DownloadKeeper {
  readonly #db: Database;
  readonly #name: string;

  /** @param name Of the app. */
  constructor(db: Database, name: string) {
    this.#db = db;
    this.#name = name;
  }

  async record(handles: ReadonlyMap<string, FileSystemFileHandle>): Promise<void> {
    const tx = this.#db.transaction('downloads', 'readwrite', strict);
    for (const [uuid, handle] of handles) void tx.store.put({uuid, parts: [], handle});
    await tx.done;
  }

  async askPermission(uuid: string): Promise<boolean> {
    const handle = (await this.#db.get('downloads', uuid))?.handle;
    if (!handle || !canAsk(handle)) return false;
    return (await handle.requestPermission({mode: 'readwrite'})) === 'granted';
  }

  async linkTo(uuid: string, fileName: string): Promise<string> {
    const files = await this.#filesOf(uuid);
    if (!navigator.serviceWorker?.controller) return URL.createObjectURL(new Blob([...files]));
    void this.#stayWith(uuid);
    const query = this.#name === 'carryon' ? '' : `?app=${encodeURIComponent(this.#name)}`;
    return `/downloads/${uuid}/${encodeURIComponent(fileName)}${query}`;
  }

  async writeInto(uuid: string, handle: FileSystemFileHandle): Promise<void> {
    await writeInto(handle, await this.#filesOf(uuid));
  }

  async remove(uuid: string): Promise<void> {
    await this.#db.delete('downloads', uuid);
    await removeWhenFree('downloads', uuid);
  }

  async #filesOf(uuid: string): Promise<readonly Blob[]> {
    const record = await this.#db.get('downloads', uuid);
    if (!record) throw new JobError('source-missing', 'The download is no longer on this device.');
    return await joinedFiles(record.parts, new OpfsParts(uuid));
  }

  async #stayWith(uuid: string): Promise<void> {
    do await new Promise((resolve) => setTimeout(resolve, askEveryMs));
    while (await isSaving(uuid));
  }
}

async function isSaving(uuid: string): Promise<boolean> {
  const {controller} = navigator.serviceWorker;
  if (!controller) return false;
  const {port1, port2} = new MessageChannel();
  const question: IsSaving = {type: 'IS_SAVING', uuid};
  try {
    return await new Promise<boolean>((resolve) => {
      port1.onmessage = ({data}) => resolve(data === true);
      setTimeout(resolve, askEveryMs, false);
      controller.postMessage(question, [port2]);
    });
  } finally {
    port1.close();
  }
}

/** Only Chromium keeps handles, and only it has this call: the libraries of TypeScript do not know it. */
interface Askable {
  requestPermission(options: {readonly mode: 'readwrite'}): Promise<PermissionState>;
}

function canAsk(handle: FileSystemFileHandle): handle is FileSystemFileHandle & Askable {
  return 'requestPermission' in handle;
}
