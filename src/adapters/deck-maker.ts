import {BlobReader, BlobWriter, TextReader, ZipWriter} from '@zip.js/zip.js/lib/zip-core-native.js';
import {playerUrl, rendererUrl} from './deck-parts.ts';
import {drawingPage} from './drawing-page.ts';

/** Makes an H5 of a `.pptx` without any server: the zip holds the deck itself, and what draws it. */
export async function makeDeckZip(file: Blob, title: string): Promise<Blob> {
  const [shell, renderer] = await Promise.all([fetchPart(playerUrl), fetchPart(rendererUrl)]);
  const zip = new ZipWriter(new BlobWriter('application/zip'), {useWebWorkers: false});
  await zip.add('index.html', new TextReader(drawingPage(await shell.text(), title, 'deck.js')));
  await zip.add('deck.js', new TextReader(`carryonDeck("${await base64Of(file)}")`));
  await zip.add('renderer.js', new BlobReader(renderer));
  return await zip.close();
}

/** A part of decks; kept on this device from its first use on. */
export async function fetchPart(url: string): Promise<Blob> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} could not be fetched.`);
  return await response.blob();
}

/** In pieces whose length is a multiple of three: base64 of each ends without padding. */
async function base64Of(file: Blob): Promise<string> {
  const pieceBytes = 3 << 14;
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    text += btoa(String.fromCharCode(...bytes.subarray(start, start + pieceBytes)));
  }
  return text;
}
