import {appOf, type CarryOn} from '../adapters/wake-up.ts';
import {carryOn} from './carry-on.ts';

declare const self: ServiceWorkerGlobalScope;

/** Chromium ends a `sync` event after 185 s, a message's after 305 s (measured without a debugger); what has begun must end before. */
const syncMs = 150_000;
const messageMs = 270_000;

/** Background Sync (Web Background Synchronization, 3.3): not in TypeScript's library, and in Chromium only. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

/** Wakes with the browser's events, as far as there are any, and carries the jobs on (SPEC X2). */
export function wakeUp(): void {
  const onSync = (event: Event) => {
    const {tag} = event as SyncEvent;
    const name = appOf(tag);
    if (name !== undefined) (event as SyncEvent).waitUntil(untilDone(name));
  };
  self.addEventListener('sync', onSync);
  self.addEventListener('periodicsync', onSync);
  self.addEventListener('message', (event) => {
    const {type, tag} = (event.data ?? {}) as Partial<CarryOn>;
    const name = type === 'CARRY_ON' && typeof tag === 'string' ? appOf(tag) : undefined;
    if (name !== undefined) event.waitUntil(carryOn(name, messageMs));
  });
}

/** Rejects while work is left: the browser then keeps the registration, and wakes us again later. */
async function untilDone(name: string): Promise<void> {
  if (await carryOn(name, syncMs)) throw new Error('Work is left.');
}
