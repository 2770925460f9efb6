import {sameOwner, type Owner} from '../queue/job.ts';
import type {EngineSettings, Session, SessionStore} from '../queue/ports.ts';
import {ownerKey, readMeta, strict, type Database, type PpjElsewhere, type SessionRecord} from './database.ts';

const defaultSettings: EngineSettings = {
  concurrency: {upload: 3, download: 3, transcode: 1, convert: 2},
  uploadBytesPerSecond: 0,
  onlyOnWifi: false,
  severalSizes: false,
  saver: true,
  backoffScale: 1,
};

/** The other ends of a session. */
export interface Elsewhere {
  /** Undefined: as it was, or the same as the backend. */
  readonly gatewayUrl: string | undefined;
  /** Undefined: the backend's own. */
  readonly ppj: PpjElsewhere | undefined;
}

/** Who has signed in on this device, who is signed in now, and the engine's settings (SPEC G3, G4, Q10). */
export class IndexedDbSessions implements SessionStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async current(): Promise<Session | undefined> {
    const tx = this.#db.transaction(['meta', 'sessions']);
    const owner = await readMeta(tx.objectStore('meta'), 'current');
    const record = owner && (await tx.objectStore('sessions').get(ownerKey(owner)));
    return record && sessionOf(record);
  }

  /** The token of a job's owner, never "the current one" (SPEC Q10); `undefined` after sign-out. */
  async tokenFor(owner: Owner): Promise<string | undefined> {
    return (await this.#db.get('sessions', ownerKey(owner)))?.token;
  }

  /** The gateway of a job's owner, as {@link tokenFor}: his token goes there, and somebody else may be signed in by now. */
  async gatewayUrlFor(owner: Owner): Promise<string> {
    return (await this.#db.get('sessions', ownerKey(owner)))?.gatewayUrl ?? owner.baseUrl;
  }

  /** The PPJ service of a job's owner, when it is not the backend's own. */
  async ppjFor(owner: Owner): Promise<PpjElsewhere | undefined> {
    return (await this.#db.get('sessions', ownerKey(owner)))?.ppj;
  }

  /** Makes a user the current one. Whoever was current before keeps his jobs; his queue closes. */
  async signIn(owner: Owner, token: string, {gatewayUrl, ppj}: Elsewhere): Promise<Session> {
    const hash = await hashOf(token);
    const tx = this.#db.transaction(['meta', 'sessions'], 'readwrite', strict);
    const sessions = tx.objectStore('sessions');
    const before = await readMeta(tx.objectStore('meta'), 'current');
    if (before && !sameOwner(before, owner)) await closeQueue(sessions, before);
    const known = await sessions.get(ownerKey(owner));
    const record: SessionRecord = {
      key: ownerKey(owner),
      owner,
      token,
      knownTokens: [...new Set([...(known?.knownTokens ?? []), hash])],
      ready: true,
      signedInAt: Date.now(),
      queueOpen: known?.queueOpen ?? false,
      gatewayUrl: gatewayUrl ?? known?.gatewayUrl ?? owner.baseUrl,
      ...(ppj && {ppj}),
    };
    await sessions.put(record);
    await tx.objectStore('meta').put(owner, 'current');
    await tx.done;
    return sessionOf(record);
  }

  /** The user whose token this is, if it has signed in here before: for signing in offline (SPEC G3). */
  async knownUser(baseUrl: string, token: string): Promise<Owner | undefined> {
    const hash = await hashOf(token);
    const records = await this.#db.getAll('sessions');
    return records.find(({owner, knownTokens}) => owner.baseUrl === baseUrl && knownTokens.includes(hash))?.owner;
  }

  /** The queue closes and the token goes; the jobs stay. */
  async signOut(): Promise<void> {
    const tx = this.#db.transaction(['meta', 'sessions'], 'readwrite', strict);
    const owner = await readMeta(tx.objectStore('meta'), 'current');
    if (owner) await closeQueue(tx.objectStore('sessions'), owner);
    await tx.objectStore('meta').delete('current');
    await tx.done;
  }

  /** SPEC G4. Resolves to the session whose queue is open now. */
  async openQueue(): Promise<Session | undefined> {
    const session = await this.current();
    if (!session) return undefined;
    await this.#change(session.owner, (record) => ({...record, queueOpen: true}));
    return {...session, queueOpen: true};
  }

  /** The current session, with its other ends elsewhere from now on. */
  async move({gatewayUrl, ppj}: Elsewhere): Promise<Session | undefined> {
    const session = await this.current();
    if (!session) return undefined;
    await this.#change(session.owner, ({ppj: _before, ...record}) => ({
      ...record,
      ...(gatewayUrl !== undefined && {gatewayUrl}),
      ...(ppj && {ppj}),
    }));
    return await this.current();
  }

  async expire(owner: Owner, asOf: number): Promise<void> {
    await this.#change(owner, (record) => (record.signedInAt < asOf ? {...record, ready: false} : record));
  }

  async settings(): Promise<EngineSettings> {
    const stored = await readMeta(this.#db.transaction('meta').store, 'settings');
    // What an older version of the app has not known is as it was then.
    return {...defaultSettings, ...stored};
  }

  async setSettings(change: Partial<EngineSettings>): Promise<EngineSettings> {
    const settings = {...(await this.settings()), ...change};
    const tx = this.#db.transaction('meta', 'readwrite', strict);
    await tx.store.put(settings, 'settings');
    await tx.done;
    return settings;
  }

  /** Whether this gateway has answered a click before ({@link noteReached}). */
  async hasReached(gatewayUrl: string): Promise<boolean> {
    const reached = await readMeta(this.#db.transaction('meta').store, 'reachedGateways');
    return reached?.includes(gatewayUrl) ?? false;
  }

  async noteReached(gatewayUrl: string): Promise<void> {
    const tx = this.#db.transaction('meta', 'readwrite', strict);
    const before = (await readMeta(tx.store, 'reachedGateways')) ?? [];
    await tx.store.put([...new Set([...before, gatewayUrl])], 'reachedGateways');
    await tx.done;
  }

  async #change(owner: Owner, change: (record: SessionRecord) => SessionRecord): Promise<void> {
    const tx = this.#db.transaction('sessions', 'readwrite', strict);
    const record = await tx.store.get(ownerKey(owner));
    if (record) await tx.store.put(change(record));
    await tx.done;
  }
}

async function closeQueue(
  sessions: {get(key: string): Promise<SessionRecord | undefined>; put(record: SessionRecord): Promise<string>},
  of: Owner,
): Promise<void> {
  const record = await sessions.get(ownerKey(of));
  if (!record) return;
  const {key, owner, knownTokens, signedInAt, gatewayUrl} = record;
  await sessions.put({key, owner, knownTokens, signedInAt, gatewayUrl, ready: false, queueOpen: false});
}

function sessionOf({owner, ready, queueOpen, gatewayUrl, ppj, token}: SessionRecord): Session {
  return {owner, ready: ready && token !== undefined, queueOpen, gatewayUrl, ...(ppj && {ppjUrl: ppj.url})};
}

/** Where there is no WebCrypto (plain http) nothing is remembered, and nobody signs in offline. */
async function hashOf(token: string): Promise<string> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto.subtle;
  if (!subtle) return `unknown-${globalThis.crypto.randomUUID?.() ?? ''}`;
  const digest = new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(token)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
