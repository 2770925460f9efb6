import type {PrecacheEntry} from 'workbox-precaching';
import type {IsSaving} from '../adapters/download/download-keeper.ts';
import {Decks} from './decks.ts';
import {Downloads} from './downloads.ts';
import {OnDemand} from './on-demand.ts';
import {answerRendition, isRendition} from './renditions.ts';
import {Shell} from './shell.ts';
import {wakeUp} from './wake.ts';

declare const self: ServiceWorkerGlobalScope;
/** Put in by vite.sw.config.ts. */
declare const __PRECACHE__: readonly PrecacheEntry[];
declare const __ON_DEMAND__: readonly string[];

const scope = self.registration.scope;
const shell = new Shell(__PRECACHE__, scope);
const downloads = new Downloads(scope);
const onDemand = new OnDemand(__ON_DEMAND__, scope);
const decks = new Decks(scope, () => onDemand.fetch(/\/player-[\w-]+\.html$/));

wakeUp();

self.addEventListener('install', (event) => {
  event.waitUntil(shell.install(event));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(shell.activate(event).then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  // A new version waits until the user has said so (src/updates.ts).
  const {type, uuid} = (event.data ?? {}) as Partial<IsSaving | {readonly type: 'SKIP_WAITING'; readonly uuid: never}>;
  if (type === 'SKIP_WAITING') event.waitUntil(self.skipWaiting());
  if (type === 'IS_SAVING' && uuid !== undefined) event.ports[0]?.postMessage(downloads.isTaking(uuid));
});

self.addEventListener('fetch', (event) => {
  const {request} = event;
  if (!request.url.startsWith(scope) || !['GET', 'HEAD'].includes(request.method)) return;
  const kept = downloads.answer(event) ?? decks.answer(request);
  if (kept !== undefined) event.respondWith(kept);
  else if (isRendition(request.url, scope)) event.respondWith(answerRendition(request, scope));
  else if (request.method === 'GET') {
    const answer = onDemand.answer(request) ?? shell.answer(request);
    if (answer !== undefined) event.respondWith(answer);
    if (request.mode === 'navigate') event.waitUntil(forgetOldVersions(event.resultingClientId));
  }
});

/** What older versions left is of use to windows that were opened with them, and to nobody else. */
async function forgetOldVersions(openingId: string): Promise<void> {
  const windows = await self.clients.matchAll({type: 'window', includeUncontrolled: true});
  if (windows.every(({id}) => id === openingId))
    await Promise.all([shell.forgetOldVersions(), onDemand.forgetOldVersions()]);
}
