import type {HostPage} from './host-page.ts';

/** What lies in the browser's own file system, by path. */
export async function filesOnDevice({page}: HostPage): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const names: string[] = [];
    for (const folder of ['sources', 'renditions', 'downloads']) {
      const entries = await root.getDirectoryHandle(folder).catch(() => undefined);
      if (entries) for await (const name of entries.keys()) names.push(`${folder}/${name}`);
    }
    return names;
  });
}
