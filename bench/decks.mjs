// Decks a minute: 20 decks to H5 zips by LibreOffice (images, text, links, notes and the zip included), beside plain
// `soffice --convert-to pdf` of the same decks, in turns, by one worker and by two. What counts are the ratios.
//
//   npm run bench:decks             medians of 3, with the decks of ../shared/decks where they are
//   npm run bench:decks -- 1 /path/to/decks
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {loadGatewayParts} from './gateway-parts.mjs';
import {measureInTurns} from './in-turns.mjs';

const rounds = Number(process.argv[2] ?? 3);
const given = process.argv[3] ?? join(import.meta.dirname, '..', '..', 'shared', 'decks');
const deckCount = 20;

const {openEngine, zipFolder, makeLongDeck} = await loadGatewayParts([
  'ppj/open-engine',
  'ppj/zip-folder',
  'testing/make-deck',
]);
const cache = join(import.meta.dirname, '..', '.cache');
const folder = mkdtempSync(join(cache, 'bench-decks-'));
writeFileSync(join(folder, 'player.html'), '<!doctype html><!--carryon-deck-->');
const engine = await openEngine(
  {deckEngine: 'libreoffice', soffice: undefined},
  {root: folder, scratch: folder},
  console.error,
  folder,
);
const {signal} = new AbortController();
let made = 0;
try {
  const decks = await chooseDecks();
  const ways = [1, 2].flatMap((workers) => [
    {name: `soffice --convert-to pdf, ${workers} worker`, workers, run: () => inParallel(decks, workers, toPdf)},
    {name: `H5 with images and zip, ${workers} worker`, workers, run: () => inParallel(decks, workers, toH5)},
  ]);
  const times = await measureInTurns(ways, rounds);
  const medians = times.map((list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]);
  console.log(`${decks.length} decks, medians of ${rounds}, ratio = speed ÷ speed of soffice alone\n`);
  console.log('| way | decks a minute | ratio | s, from – to |\n|---|---|---|---|');
  ways.forEach(({name, workers}, at) => {
    const plain = medians[ways.findIndex((way) => way.workers === workers)];
    const spread = `${(Math.min(...times[at]) / 1000).toFixed(1)} – ${(Math.max(...times[at]) / 1000).toFixed(1)}`;
    console.log(
      `| ${name} | ${((decks.length * 60_000) / medians[at]).toFixed(0)} | ${(plain / medians[at]).toFixed(2)} | ${spread} |`,
    );
  });
} finally {
  rmSync(folder, {recursive: true, force: true});
}

/** Real ones where there are some; decks of 5 to 40 slides to make up the number. */
async function chooseDecks() {
  const real = existsSync(given) ? readdirSync(given).filter((name) => /\.pptx?$/.test(name)) : [];
  const decks = real.slice(0, deckCount).map((name) => join(given, name));
  for (let slides = 5; decks.length < deckCount; slides += 5) {
    const path = join(folder, `made-${slides}.pptx`);
    writeFileSync(path, await makeLongDeck(slides));
    decks.push(path);
  }
  return decks;
}

async function inParallel(decks, workers, convert) {
  const left = [...decks];
  const startedAt = performance.now();
  const work = async (_, worker) => {
    for (let deck = left.shift(); deck !== undefined; deck = left.shift()) await convert(deck, worker);
  };
  await Promise.all(Array.from({length: workers}, work));
  return performance.now() - startedAt;
}

async function toPdf(deck, worker) {
  const profile = pathToFileURL(join(folder, `profile-${worker}`)).href;
  const out = join(folder, `pdf-${worker}`);
  const child = spawn(
    'soffice',
    [`-env:UserInstallation=${profile}`, '--headless', '--convert-to', 'pdf', '--outdir', out, deck],
    {stdio: 'ignore'},
  );
  await once(child, 'exit');
  if (statSync(out).size === 0) throw new Error(`no PDF of ${deck}`);
}

async function toH5(deck) {
  const h5 = join(folder, `h5-${(made += 1)}`);
  mkdirSync(h5);
  await engine.convert({sourcePath: deck, fileName: 'deck', folder: h5, signal});
  await zipFolder(h5, `${h5}.zip`, signal);
  rmSync(h5, {recursive: true});
  rmSync(`${h5}.zip`);
}
