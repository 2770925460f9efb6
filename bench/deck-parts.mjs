import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {runnerImport} from 'vite';

const root = join(import.meta.dirname, '..');
const player = join(root, '.cache', 'bench-player');

/** The gateway's engine from its source, with a player that holds nothing but the deck. */
export async function openDeckEngine(deckEngine) {
  mkdirSync(player, {recursive: true});
  writeFileSync(join(player, 'player.html'), '<!doctype html><!--carryon-deck-->');
  writeFileSync(join(player, 'renderer.js'), '');
  const {openEngine} = await fromSource('gateway/ppj/open-engine.ts');
  const {zipFolder} = await fromSource('gateway/ppj/zip-folder.ts');
  const {readDeck} = await fromSource('h5/read-deck.ts');
  const warn = (line) => {
    throw new Error(line);
  };
  return {
    engine: await openEngine({deckEngine, soffice: undefined}, {root: player, scratch: player}, warn, player),
    zipFolder,
    readDeck,
  };
}

async function fromSource(path) {
  return (await runnerImport(join(root, path), {root, configFile: false, logLevel: 'error'})).module;
}
