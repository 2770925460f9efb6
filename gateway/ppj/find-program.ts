import {constants} from 'node:fs';
import {access} from 'node:fs/promises';
import {delimiter, join} from 'node:path';

/** @returns The path of a program in the folders of the PATH. */
export async function findProgram(name: string, path = process.env['PATH'] ?? ''): Promise<string | undefined> {
  const names = process.platform === 'win32' ? [`${name}.exe`, name] : [name];
  for (const folder of path.split(delimiter).filter((part) => part !== '')) {
    for (const candidate of names.map((each) => join(folder, each))) {
      if (await isProgram(candidate)) return candidate;
    }
  }
  return undefined;
}

export async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
