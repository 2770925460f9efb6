import {sameOwner, type JobKind, type Owner} from '../queue/job.ts';
import type {EngineSettings, Session, SessionStore} from '../queue/ports.ts';
import {ownerKey, readMeta, strict, type Database, type SessionRecord} from './database.ts';

const defaultConcurrency: Readonly<Record<JobKind, number>> = {upload: 3, download: 3, transcode: 1, convert: 2};

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

  /** Makes a user the current one. Whoever was current before keeps his jobs; his queue closes. */
  async signIn(owner: Owner, token: string, gatewayUrl: string): Promise<Session> {
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
      gatewayUrl,
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

  async expire(owner: Owner, asOf: number): Promise<void> {
    await this.#change(owner, (record) => (record.signedInAt < asOf ? {...record, ready: false} : record));
  }

  async settings(): Promise<EngineSettings> {
    const stored = await readMeta(this.#db.transaction('meta').store, 'settings');
    // What an older version of the app has not known is as it was then.
    return {concurrency: defaultConcurrency, uploadBytesPerSecond: 0, onlyOnWifi: false, backoffScale: 1, ...stored};
  }

  async setSettings(change: Partial<EngineSettings>): Promise<EngineSettings> {
    const settings = {...(await this.settings()), ...change};
    const tx = this.#db.transaction('meta', 'readwrite', strict);
    await tx.store.put(settings, 'settings');
    await tx.done;
    return settings;
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

function sessionOf({owner, ready, queueOpen, gatewayUrl, token}: SessionRecord): Session {
  return {owner, ready: ready && token !== undefined, queueOpen, gatewayUrl};
}

/** Where there is no WebCrypto (plain http) nothing is remembered, and nobody signs in offline. */
async function hashOf(token: string): Promise<string> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto.subtle;
  if (!subtle) return `unknown-${globalThis.crypto.randomUUID?.() ?? ''}`;
  const digest = new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(token)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
