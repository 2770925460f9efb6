import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {matrix, type Medium} from './matrix.ts';
import {ffmpeg, words} from './native.ts';

export type {Medium} from './matrix.ts';

/** Makes one file of the {@link matrix}, if it is not there yet, and says where it is. */
export function makeMedia(folder: string, name: Medium): string {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  const {recipe} = matrix[name];
  if (typeof recipe === 'string') ffmpeg([...words(recipe), path]);
  else recipe(path, (other) => makeMedia(folder, other));
  return path;
}
