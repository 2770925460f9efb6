import type {DownloadLink, OpenedDeck} from '../app-api.ts';
import {savedName} from '../queue/file-path.ts';
import type {Job} from '../queue/job.ts';
import type {AppPorts} from './app-ports.ts';

/** A finished deck, to be shown or saved. @throws Error in words when it is not here. */
export async function deckOf(job: Job | undefined, {decks}: AppPorts): Promise<OpenedDeck> {
  if (job?.kind !== 'convert') throw new Error('There is no such deck.');
  const {uuid, fileName, results} = job;
  if (job.status.state !== 'done' || !results.deck) throw new Error(`${fileName} is not here yet.`);
  const save = async () => linkTo(await decks.zip(uuid), fileName);
  if (results.deck.isForeign) return {fileName, from: 'server', hidden: 'foreign', save};
  const url = decks.frameUrl(uuid);
  if (url === undefined) return {fileName, from: 'server', hidden: 'no-service-worker', save};
  const files = await decks.open(uuid);
  return {fileName, from: 'server', url, read: (path) => files.read(path), save};
}

/** A presentation as it is, drawn on this device. @throws Error in words when it cannot be. */
export async function previewOf(deck: File | Job | undefined, {decks}: AppPorts): Promise<OpenedDeck> {
  const file = deck instanceof File ? deck : await sourceOf(deck, decks);
  const fileName = deck instanceof File || !deck ? file.name : deck.fileName;
  if (!/\.pptx$/i.test(fileName)) throw new Error(`${fileName}: only .pptx can be shown before it is converted.`);
  const save = async () => linkTo(await decks.make(file, fileName), fileName);
  const url = decks.frameUrl('preview');
  if (url === undefined) return {fileName, from: 'device', hidden: 'no-service-worker', save};
  await decks.prepare().catch((cause: unknown) => {
    throw new Error('What draws it has to be fetched first, once: that needs the network.', {cause});
  });
  const read = async (path: string) => {
    if (path === 'deck.pptx') return file;
    if (path === 'renderer.js') return await decks.renderer();
    throw new Error(`${path} is not in the deck.`);
  };
  return {fileName, from: 'device', url, read, save};
}

async function sourceOf(job: Job | undefined, decks: AppPorts['decks']): Promise<File> {
  if (job?.kind !== 'convert' || !job.source) throw new Error('There is no such presentation.');
  return await decks.source(job.source);
}

function linkTo(zip: Blob, fileName: string): DownloadLink {
  return {url: URL.createObjectURL(zip), fileName: savedName({kind: 'convert', fileName})};
}
