import type {PrecacheEntry} from 'workbox-precaching';
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
const onDemand = new OnDemand(__ON_DEMAND__, scope);

wakeUp();

self.addEventListener('install', (event) => {
  event.waitUntil(shell.install(event));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(shell.activate(event).then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  // A new version waits until the user has said so (src/updates.ts).
  if ((event.data as {type?: unknown} | null)?.type === 'SKIP_WAITING') event.waitUntil(self.skipWaiting());
});

self.addEventListener('fetch', (event) => {
  const {request} = event;
  if (!request.url.startsWith(scope) || !['GET', 'HEAD'].includes(request.method)) return;
  if (isRendition(request.url, scope)) event.respondWith(answerRendition(request, scope));
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
