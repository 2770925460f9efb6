import type {Page} from '@playwright/test';

/** What lies on the device for this origin. */
export interface Device {
  /** Paths of all files in OPFS. */
  readonly files: readonly string[];
  /** Names of the stores of our database that hold anything, with their keys. */
  readonly records: Readonly<Record<string, readonly string[]>>;
  /** Keys in `localStorage`. */
  readonly keys: readonly string[];
  /** Paths of what is in the caches. */
  readonly cached: readonly string[];
}

/** Looks at everything that a page of this origin can keep. */
export async function readDevice(page: Page): Promise<Device> {
  return page.evaluate(async () => {
    async function* paths(folder: FileSystemDirectoryHandle, above = ''): AsyncGenerator<string> {
      for await (const [name, handle] of folder.entries()) {
        if (handle instanceof FileSystemDirectoryHandle) yield* paths(handle, `${above}${name}/`);
        else yield above + name;
      }
    }
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('It failed.'));
      });
    const allFiles = async (): Promise<string[]> => {
      const files: string[] = [];
      try {
        for await (const path of paths(await navigator.storage.getDirectory())) files.push(path);
        return files;
      } catch (error) {
        // Firefox throws when a folder is removed while it is being listed: what was seen is not a state that ever was.
        if (error instanceof DOMException && error.name === 'NotFoundError') return allFiles();
        throw error;
      }
    };
    const files = await allFiles();
    const db = await settled(indexedDB.open('carryon'));
    const records: Record<string, string[]> = {};
    for (const name of db.objectStoreNames) {
      const keys = await settled(db.transaction(name).objectStore(name).getAllKeys());
      if (keys.length > 0) records[name] = keys.map(String);
    }
    db.close();
    const cached: string[] = [];
    for (const name of await caches.keys()) {
      for (const {url} of await (await caches.open(name)).keys()) cached.push(new URL(url).pathname);
    }
    return {files, records, keys: Object.keys(localStorage), cached};
  });
}
