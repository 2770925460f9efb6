// One picture of all slides of all decks in a folder, by LibreOffice, to be looked at.
//
//   node bench/deck-sheet.mjs <folder of decks> <sheet.png>
import {mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {chromium} from '@playwright/test';
import {openDeckEngine} from './deck-parts.mjs';

const [decks, sheet] = process.argv.slice(2);
if (decks === undefined || sheet === undefined) throw new Error('node bench/deck-sheet.mjs <folder> <sheet.png>');
const scratch = mkdtempSync(join(tmpdir(), 'carryon-sheet-'));
const {engine, readDeck} = await openDeckEngine('libreoffice');
try {
  const figures = [];
  for (const fileName of readdirSync(decks).filter((name) => /\.pptx?$/.test(name))) {
    const folder = join(scratch, fileName);
    mkdirSync(folder);
    await engine.convert({
      sourcePath: join(decks, fileName),
      fileName,
      folder,
      signal: new AbortController().signal,
    });
    const {slides} = readDeck(readFileSync(join(folder, 'index.html'), 'utf8'));
    for (const [at, {image}] of slides.entries()) {
      const url = pathToFileURL(join(folder, image.x1)).href;
      figures.push(
        `<figure><img src="${url}"><figcaption>${fileName} ${at + 1}/${slides.length}</figcaption></figure>`,
      );
    }
  }
  const style = `body { display: grid; grid-template-columns: repeat(4, 1fr); gap: 8px; background: #888; margin: 8px }
    figure { margin: 0; font: 12px sans-serif } img { width: 100%; display: block }`;
  const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox']});
  try {
    const page = await browser.newPage({viewport: {width: 1600, height: 400}});
    // Only a page from a file may show files.
    await page.goto(pathToFileURL(join(scratch)).href);
    await page.setContent(`<style>${style}</style>${figures.join('')}`, {waitUntil: 'load'});
    await page.screenshot({path: sheet, fullPage: true});
  } finally {
    await browser.close();
  }
  console.log(`${figures.length} slides on ${sheet}`);
} finally {
  rmSync(scratch, {recursive: true, force: true});
}
