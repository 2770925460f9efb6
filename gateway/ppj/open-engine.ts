import {join} from 'node:path';
import {ConfigError} from '../config.ts';
import type {Config} from '../config.ts';
import type {DataFolder} from '../data-folder.ts';
import type {DeckEngine} from './deck-engine.ts';
import {EmbeddedEngine} from './embedded-engine.ts';
import {findProgram, isProgram} from './find-program.ts';
import {LibreOfficeEngine} from './libreoffice-engine.ts';
import type {Programs} from './libreoffice-engine.ts';
import {markOf} from './strays.ts';

/** The player's build: `player.html` and `renderer.js`, in `dist/h5`, seen from the built gateway and from its source. */
const builtPlayer = join(
  import.meta.dirname,
  ...(import.meta.filename.endsWith('.ts') ? ['../../dist'] : ['..']),
  'h5',
);

/**
 * Chooses what makes the H5s (`CARRYON_DECK_ENGINE`): LibreOffice where it is found, and poppler with it.
 *
 * @param warn Told in one line what to install, when something is missing.
 * @throws ConfigError when something is missing and nothing but LibreOffice will do.
 */
export async function openEngine(
  {deckEngine, soffice}: Pick<Config, 'deckEngine' | 'soffice'>,
  {root, scratch}: Pick<DataFolder, 'root' | 'scratch'>,
  warn: (line: string) => void,
  player: string = builtPlayer,
): Promise<DeckEngine> {
  if (deckEngine === 'embedded') return new EmbeddedEngine(player);
  const programs = await findPrograms(soffice);
  if ('missing' in programs) {
    const remedy = `install ${programs.missing.join(', ')}`;
    if (deckEngine === 'libreoffice') throw new ConfigError(`CARRYON_DECK_ENGINE: there is no LibreOffice; ${remedy}`);
    warn(`presentations are drawn where they are shown, and no .ppt is taken: ${remedy}`);
    return new EmbeddedEngine(player);
  }
  return new LibreOfficeEngine({programs, player, scratch, environment: await markOf(root)});
}

async function findPrograms(given: string | undefined): Promise<Programs | {readonly missing: readonly string[]}> {
  const [soffice, pdftocairo, pdftotext] = await Promise.all([
    given === undefined ? findProgram('soffice') : isProgram(given).then((there) => (there ? given : undefined)),
    findProgram('pdftocairo'),
    findProgram('pdftotext'),
  ]);
  if (soffice !== undefined && pdftocairo !== undefined && pdftotext !== undefined) {
    return {soffice, pdftocairo, pdftotext};
  }
  const missing = [
    ...(soffice === undefined ? ['libreoffice-impress'] : []),
    ...(pdftocairo === undefined || pdftotext === undefined ? ['poppler-utils'] : []),
  ];
  return {missing};
}
