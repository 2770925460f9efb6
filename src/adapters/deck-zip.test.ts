import {BlobReader, BlobWriter, TextReader, ZipWriter} from '@zip.js/zip.js/lib/zip-core-native.js';
import {expect, test} from 'vitest';
import type {Deck} from '../../h5/deck.ts';
import {deckPage} from '../../h5/page.ts';
import {checkDeckZip, deckZipLimits, openDeckZip} from './deck-zip.ts';

const shell = '<!doctype html><meta name="generator" content="Carryon H5" /><!--carryon-deck-->';
const deck: Deck = {
  format: 1,
  title: 'Light',
  width: 960,
  height: 540,
  slides: [{image: {x1: 'slides/1.png', x2: 'slides/1@2x.png'}, text: [], links: [], media: []}],
};
const ours = {'index.html': deckPage(shell, deck), 'slides/1.png': 'one', 'slides/1@2x.png': 'two'};

test('our own deck opens, and says how many pages it has', async () => {
  const zip = await zipOf(ours);

  expect(await checkDeckZip(zip)).toEqual({isForeign: false, totalPages: 1});
  expect(await (await (await openDeckZip(zip)).read('slides/1.png')).text()).toBe('one');
});

test('a deck that draws itself does not say how many pages it has', async () => {
  const page = deckPage(shell, {...deck, slides: [], embedded: {source: 'deck.js', renderer: 'renderer.js'}});

  const checked = await checkDeckZip(await zipOf({'index.html': page, 'deck.js': '', 'renderer.js': ''}));

  expect(checked).toEqual({isForeign: false});
});

test('a page of another maker is foreign', async () => {
  const copied = deckPage('<!--carryon-deck-->', deck);

  for (const page of ['<h1>Slides</h1>', copied]) {
    expect(await checkDeckZip(await zipOf({...ours, 'index.html': page}))).toEqual({isForeign: true});
  }
});

// prettier-ignore
test.each([
  ['no-index',  {'deck/index.html': '<p>'}],
  ['outside',   {...ours, '../evil.sh': ''}],
  ['outside',   {...ours, 'slides/../../evil.sh': ''}],
  ['outside',   {...ours, '/etc/passwd': ''}],
  ['outside',   {...ours, 'C:/evil.exe': ''}],
  ['outside',   {...ours, 'slides\\..\\evil.exe': ''}],
  ['outside',   {...ours, 'slides/./evil': ''}],
  ['damaged',   {'index.html': ours['index.html'], 'slides/1.png': 'one'}],
])('%s: a zip with %j is refused', async (fault, files) => {
  await expect(checkDeckZip(await zipOf(files))).rejects.toMatchObject({fault});
});

test('what is no zip, or is cut, is refused', async () => {
  const zip = await zipOf(ours);

  for (const blob of [new Blob([]), new Blob(['PK, but not really']), zip.slice(0, zip.size - 30)]) {
    await expect(checkDeckZip(blob)).rejects.toMatchObject({fault: 'not-a-zip'});
  }
  await expect(checkDeckZip(zip.slice(40))).rejects.toMatchObject({fault: 'damaged'});
});

test('a file that has changed on its way is found', async () => {
  const bytes = new Uint8Array(await (await zipOf(ours, {level: 0})).arrayBuffer());
  const at = new TextDecoder('latin1').decode(bytes).indexOf('two');
  bytes[at] = 0x54;

  await expect(checkDeckZip(new Blob([bytes]))).rejects.toMatchObject({fault: 'damaged'});
});

test('an encrypted zip is refused', async () => {
  const zip = await zipOf(ours, {password: 'secret', zipCrypto: true});

  await expect(checkDeckZip(zip)).rejects.toMatchObject({fault: 'encrypted'});
});

test('too many files are refused', async () => {
  const limits = {...deckZipLimits, entries: 2};

  await expect(openDeckZip(await zipOf(ours), limits)).rejects.toMatchObject({fault: 'too-many'});
});

test('files that unpack to too much are refused before they are unpacked', async () => {
  const zeros = new Blob([new Uint8Array(11_000_000)]);

  await expect(openDeckZip(await zipOf({...ours, bomb: zeros}))).rejects.toMatchObject({fault: 'too-large'});
  const limits = {...deckZipLimits, totalBytes: 5_000};
  const large = {...ours, large: 'x'.repeat(5_000)};
  await expect(openDeckZip(await zipOf(large), limits)).rejects.toMatchObject({fault: 'too-large'});
});

test('a file that says it is smaller than it is does not get more room than it said', async () => {
  const bytes = new Uint8Array(await (await zipOf({...ours, 'slides/1.png': 'x'.repeat(90_000)})).arrayBuffer());
  const view = new DataView(bytes.buffer);
  // Of the file's entry in the directory, the unpacked size.
  const entry = lastIndexOf(bytes, 'slides/1.png') - 46;
  expect(view.getUint32(entry + 24, true)).toBe(90_000);
  view.setUint32(entry + 24, 100, true);

  const zip = await openDeckZip(new Blob([bytes]));

  await expect(zip.read('slides/1.png')).rejects.toMatchObject({fault: 'damaged'});
});

test('one name twice is refused: readers differ in which one they take', async () => {
  const zip = await zipOf({...ours, 'slides/1.pnG': 'other'});
  const bytes = new Uint8Array(await zip.arrayBuffer());
  for (let at = 0; (at = indexOf(bytes, 'slides/1.pnG', at)) >= 0; at += 1) bytes[at + 11] = 'g'.charCodeAt(0);

  await expect(openDeckZip(new Blob([bytes]))).rejects.toMatchObject({fault: 'ambiguous'});
});

async function zipOf(files: Record<string, string | Blob>, options = {}): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter(), {useWebWorkers: false, keepOrder: true, ...options});
  for (const [name, content] of Object.entries(files)) {
    await writer.add(name, typeof content === 'string' ? new TextReader(content) : new BlobReader(content));
  }
  return await writer.close();
}

function indexOf(bytes: Uint8Array, text: string, from = 0): number {
  return new TextDecoder('latin1').decode(bytes).indexOf(text, from);
}

function lastIndexOf(bytes: Uint8Array, text: string): number {
  return new TextDecoder('latin1').decode(bytes).lastIndexOf(text);
}
