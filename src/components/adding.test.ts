import {expect, test} from 'vitest';
import type {PublicJob} from '../queue/public-job.ts';
import {type AddingPorts, addIncoming} from './adding.ts';
import {scriptedJob} from './testing/scripted-jobs.ts';

/** A page that remembers what was added, and in which parts. */
class Page implements AddingPorts {
  readonly parts: string[][] = [];
  yields = 0;
  readonly #jobs: readonly PublicJob[];

  constructor(jobs: readonly PublicJob[] = []) {
    this.#jobs = jobs;
  }

  jobs() {
    return this.#jobs;
  }

  kindOf(name: string) {
    return name.endsWith('.pptx') ? ('convert' as const) : ('upload' as const);
  }

  async add(kind: string, files: readonly (File | FileSystemFileHandle)[]) {
    const names = files.map((file) => (file as File).webkitRelativePath || file.name);
    this.parts.push(kind === 'convert' ? ['convert', ...names] : names);
  }

  found() {}
  added() {}

  async yield() {
    this.yields += 1;
  }
}

const never = new AbortController().signal;
const file = (name: string, text = 'x') => ({file: new File([text], name), relativePath: ''});

test('many files are added in parts, and the page may draw between them', async () => {
  const page = new Page();
  const files = Array.from({length: 450}, (_, n) => file(`${String(n)}.mov`));

  const end = await addIncoming(files, page, never);

  expect(page.parts.map(({length}) => length)).toEqual([200, 200, 50]);
  expect(page.yields).toBeGreaterThanOrEqual(3);
  expect(end).toEqual({added: 450, known: []});
});

test('a file that is on its way already is left out, unless it is wanted anyway', async () => {
  const page = new Page([scriptedJob({fileName: 'a.mov', fileSize: 1, state: 'running'})]);
  const files = [file('a.mov'), file('b.mov')];

  const end = await addIncoming(files, page, never);
  await addIncoming(end.known, page, never, true);

  expect(page.parts).toEqual([['b.mov'], ['a.mov']]);
});

test('a file that has arrived, or is of another size, comes again', async () => {
  const page = new Page([
    scriptedJob({fileName: 'a.mov', fileSize: 1, state: 'done'}),
    scriptedJob({fileName: 'b.mov', fileSize: 2, state: 'running'}),
  ]);

  await addIncoming([file('a.mov'), file('b.mov')], page, never);

  expect(page.parts).toEqual([['a.mov', 'b.mov']]);
});

test('stopping leaves out the rest', async () => {
  const page = new Page();
  const stop = new AbortController();
  stop.abort();

  expect(await addIncoming([file('a.mov')], page, stop.signal)).toEqual({added: 0, known: []});
});

test('CONTRACT 7: presentations among the files become decks', async () => {
  const page = new Page([scriptedJob({fileName: 'a.pptx', fileSize: 1, state: 'running'})]);

  await addIncoming([file('a.pptx'), file('b.mov'), file('c.pptx')], page, never);

  expect(page.parts).toEqual([['b.mov'], ['convert', 'a.pptx', 'c.pptx']]);
});

test('a file of a folder keeps its place in it', async () => {
  const page = new Page();

  await addIncoming([{...file('0042.mp4'), relativePath: 'day 1/cam A/0042.mp4'}], page, never);

  expect(page.parts).toEqual([['day 1/cam A/0042.mp4']]);
});
