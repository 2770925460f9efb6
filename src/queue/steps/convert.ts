import {JobError} from '../failure.ts';
import type {StepContext} from '../flow.ts';
import type {ConvertJob, DeckState} from '../job.ts';
import {convertPercent} from '../percent.ts';
import type {Converter, RemoteDeck} from '../ports.ts';
import {fetchKept} from './download.ts';

/** Between two questions after a Job's state, in ms; the wait doubles up to the longest. */
const shortestPollMs = 1_000;
const longestPollMs = 30_000;
const dayMs = 86_400_000;

const isReady = (state: DeckState) => state === 'notifying' || state === 'completed';

/** SPEC F7, step 2. No second Job is created when only the answer was lost (SPEC F13). */
export async function createJob(context: StepContext<ConvertJob>): Promise<void> {
  const {job, ports, signal, save} = context;
  const {usesIdentifier = await converterOf(context).knowsIdentifiers(job.owner, signal)} = job.results;
  // Both ways at once would make a second Job of one whose answer was lost.
  if (job.results.usesIdentifier === undefined) await save({results: {usesIdentifier}});
  if (usesIdentifier) return await send(context, identifierOf(job));
  // What is new in the list must not be of another job of ours that hears of its own at the same time.
  await ports.turns.take(async () => {
    const ours = await findOurs(context);
    if (ours) await keepJob(context, ours);
    else await send(context);
  }, signal);
}

/** Names the Job to the service: after one that came to nothing, another one. */
function identifierOf({uuid, results: {lostJobs = 0}}: ConvertJob): string {
  return lostJobs === 0 ? uuid : `${uuid}.${lostJobs + 1}`;
}

async function send(context: StepContext<ConvertJob>, identifier?: string): Promise<void> {
  const {job, signal, report} = context;
  const {owner, fileName, fileSize, source, notifyUrl} = job;
  if (!source) throw new JobError('source-missing', 'There is no file to convert.');
  const deck = await converterOf(context).create(
    owner,
    {
      source,
      fileName,
      ...(identifier !== undefined && {identifier}),
      ...(notifyUrl !== undefined && {notifyUrl}),
      onSent: (bytes) => report({percent: 0, sentBytes: bytes, totalBytes: fileSize}),
    },
    signal,
  );
  await keepJob(context, deck);
}

async function keepJob({save, ports}: StepContext<ConvertJob>, {token, state}: RemoteDeck): Promise<void> {
  await save({
    results: {token, deckState: state, handedInAt: ports.clock.now(), tokensBefore: undefined},
    percent: convertPercent.created,
    gained: true,
  });
}

/** Looks for a Job that was created although its answer was lost; before the first attempt, notes which there are. */
async function findOurs(context: StepContext<ConvertJob>): Promise<RemoteDeck | undefined> {
  const {job, ports, signal, save} = context;
  const {owner, fileName, fileSize} = job;
  const converter = converterOf(context);
  const before = job.results.tokensBefore;
  if (!before) {
    const since = ports.clock.toIso(ports.clock.now() - dayMs);
    await save({results: {tokensBefore: {since, tokens: await converter.list(owner, {since}, signal)}}});
    return undefined;
  }
  const held = await ports.heldTokens(owner);
  for (const token of await converter.list(owner, {since: before.since}, signal)) {
    if (before.tokens.includes(token) || held.has(token)) continue;
    const deck = await converter.look(owner, token, signal);
    if (deck.fileName === fileName && deck.fileSize === fileSize) return deck;
  }
  return undefined;
}

/** SPEC F7, step 3. */
export async function waitForDeck(context: StepContext<ConvertJob>): Promise<void> {
  const {job, ports, signal, save, report} = context;
  // No bytes move until it is made: nobody is to think that they stand still.
  report({percent: convertPercent.created});
  // After a lost network all jobs begin at once.
  await ports.polls.pause(0, signal);
  let known = job.results.deckState;
  let isMended = hasTrouble(job);
  for (let waitMs = shortestPollMs; ; waitMs = Math.min(waitMs * 2, longestPollMs)) {
    const {state, totalPages, lastError = '', retryAfterMs} = await look(context);
    if (state === 'halted') await giveUp(context, new JobError('deck-halted', lastError, {values: {lastError}}));
    if (state === 'deleted') await giveUp(context, new JobError('deck-deleted', 'The deck was deleted on the server.'));
    const isNews = state !== known;
    known = state;
    if (isNews || isMended) {
      const results = {
        deckState: state,
        ...(totalPages !== undefined && {totalPages}),
        ...(isReady(state) && {madeSeconds: madeSeconds(context)}),
      };
      await save({results, gained: true, ...(isReady(state) && {percent: convertPercent.ready})});
    }
    isMended = false;
    if (isReady(state)) return;
    await ports.polls.pause(waitMs, signal, retryAfterMs);
  }
}

/** How long the service has taken, as far as anybody looked; `undefined` when it was handed in elsewhere. */
function madeSeconds({job, ports}: StepContext<ConvertJob>): number | undefined {
  const {handedInAt} = job.results;
  return handedInAt === undefined ? undefined : Math.ceil((ports.clock.now() - handedInAt) / 1000);
}

/** Whether this step has failed, or its context died in it: an answer is progress for it, not for the steps behind it. */
function hasTrouble({error, deaths, step}: ConvertJob): boolean {
  return error?.step === step || deaths?.step === step;
}

async function look(context: StepContext<ConvertJob>): Promise<RemoteDeck> {
  const {job, signal} = context;
  try {
    return await converterOf(context).look(job.owner, tokenOf(job), signal);
  } catch (error) {
    if (!(error instanceof JobError) || error.code !== 'not-found') throw error;
    return await giveUp(
      context,
      new JobError('deck-deleted', 'The deck is not on the server any more.', {cause: error}),
    );
  }
}

/** Nothing comes of this Job. Should the person continue, another one is created. */
async function giveUp({job, save}: StepContext<ConvertJob>, error: JobError): Promise<never> {
  await save({
    results: {token: undefined, deckState: undefined, handedInAt: undefined, lostJobs: (job.results.lostJobs ?? 0) + 1},
    percent: 0,
  });
  throw error;
}

/** SPEC F7, step 4. What is kept of the zip is not fetched again (SPEC F8). */
export async function downloadZip(context: StepContext<ConvertJob>): Promise<void> {
  const {job, signal} = context;
  const token = tokenOf(job);
  const {size} = await fetchKept(context, undefined, convertPercent.ofZip, async (kept) => {
    return await converterOf(context).download({...kept, uuid: job.uuid, owner: job.owner, token}, signal);
  });
  // What was fetched once stays known until it has been checked: fetched again, it is no progress.
  await context.save({results: {keptBytes: size, size}});
}

/** SPEC F7, step 5. What is not safe to open is not kept. */
export async function keepDeck(context: StepContext<ConvertJob>): Promise<void> {
  const {job, signal, save} = context;
  try {
    const {isForeign, totalPages} = await converterOf(context).check(job.uuid, signal);
    await save({results: {deck: {isForeign}, mostKeptBytes: undefined, ...(totalPages !== undefined && {totalPages})}});
  } catch (error) {
    if (!signal.aborted) await save({results: {keptBytes: 0, size: undefined}, percent: convertPercent.ready});
    throw error;
  }
}

function tokenOf({results}: ConvertJob): string {
  if (results.token === undefined) throw new JobError('unexpected', 'There is no Job at the service.');
  return results.token;
}

function converterOf({ports}: StepContext<ConvertJob>): Converter {
  if (!ports.converter) throw new JobError('engine-missing', 'Converting needs an open window of this app.');
  return ports.converter;
}
