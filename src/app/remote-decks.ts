import type {RemoteDecks} from '../app-api.ts';
import {sameOwner, type Job} from '../queue/job.ts';
import {newFetchedDeck, newUploadJob} from '../queue/new-jobs.ts';
import type {RemoteDeck, Session} from '../queue/ports.ts';
import type {AppPorts} from './app-ports.ts';

/** Each of them is a question of its own to the service. */
const mostAsked = 50;

/** The newest Jobs of a time, as the service tells them; one that goes meanwhile is left out. */
export async function remoteDecks(
  range: {readonly since?: string; readonly until?: string},
  {owner}: Session,
  {ppj}: AppPorts,
): Promise<RemoteDecks> {
  const {signal} = new AbortController();
  const tokens = await ppj.list(owner, range, signal);
  const look = async (some: readonly string[]) => {
    const answers = await Promise.allSettled(some.map((token) => ppj.look(owner, token, signal)));
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : [])).sort(byAge);
  };
  if (tokens.length <= mostAsked) return {count: tokens.length, decks: await look(tokens)};
  // The document does not say in which order they come.
  const [newest] = await look([tokens[0] ?? '', tokens.at(-1) ?? '']);
  const some = newest?.token === tokens[0] ? tokens.slice(0, mostAsked) : tokens.slice(-mostAsked);
  return {count: tokens.length, decks: await look(some)};
}

/** The newest first. */
function byAge(a: RemoteDeck, b: RemoteDeck): number {
  return (b.createdAt ?? '').localeCompare(a.createdAt ?? '');
}

/** Adds a job for each Job of the service that none of ours has. */
export async function addFetched(
  decks: readonly RemoteDeck[],
  {owner}: Session,
  {jobs, ids, clock}: AppPorts,
): Promise<readonly Job[]> {
  const held = new Set((await jobs.list(owner, 'convert')).map(({results}) => results.token));
  const wanted = decks.filter(({token}) => !held.has(token));
  return await jobs.add(
    wanted.map(({token, fileName, fileSize}) =>
      newFetchedDeck({uuid: ids(), owner, createdAt: clock.toIso(clock.now()), fileName, fileSize, token}),
    ),
  );
}

/** Uploads of the same files. The converts stay until they are removed: until then nothing frees what both read. */
export async function uploadsOf(
  uuids: readonly string[],
  {owner}: Session,
  {jobs, ids, clock}: AppPorts,
): Promise<readonly Job[]> {
  const found = await Promise.all(uuids.map((uuid) => jobs.get(uuid)));
  const converts = found.flatMap((job) => {
    const isOurs = job?.kind === 'convert' && sameOwner(job.owner, owner);
    return isOurs && job.source ? [{...job, source: job.source}] : [];
  });
  const uploads = await jobs.add(
    converts.map(({fileName, source, kept}) =>
      newUploadJob({
        uuid: ids(),
        owner,
        createdAt: clock.toIso(clock.now()),
        route: 'auto',
        fileName,
        source,
        kept,
        bizKey: 'carryon',
        transcodeTypes: [],
      }),
    ),
  );
  return await Promise.all(
    uploads.map(async (upload, index) => {
      // The copy may have been finished in between: from now on whoever makes it tells the upload, too.
      const isKept = (await jobs.get(converts[index]?.uuid ?? ''))?.kept === true && !upload.kept;
      return isKept ? ((await jobs.update(upload.uuid, (job) => ({...job, kept: true}))) ?? upload) : upload;
    }),
  );
}
