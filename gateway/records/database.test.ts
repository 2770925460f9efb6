import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {giveDatabase} from '../testing/test-gateway.ts';
import {openDatabase} from './database.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carryon-database-'));
});

afterEach(async () => {
  await rm(folder, {recursive: true, force: true});
});

test('a first start takes a copy of the template, and throws away what an earlier one left half made', async () => {
  await giveDatabase(folder);
  const template = join(folder, 'records');
  await writeFile(join(template, 'of-the-template'), '');
  const place = join(folder, 'copy');
  await mkdir(`${place}.new`);
  await writeFile(join(`${place}.new`, 'left-half-made'), '');

  const copy = await openDatabase(place, template);

  expect(await copy.query('select 1 as one')).toEqual([{one: 1}]);
  await copy.close();
  expect(existsSync(join(place, 'of-the-template'))).toBe(true);
  expect(existsSync(join(place, 'left-half-made'))).toBe(false);
  expect(existsSync(`${place}.new`)).toBe(false);
});
