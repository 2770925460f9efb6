import {openExistingDatabase} from '../adapters/database.ts';
import {joinedFiles} from '../adapters/download/joined-file.ts';
import {OpfsParts} from '../adapters/download/opfs-parts.ts';
import {IndexedDbJobStore} from '../adapters/indexeddb-job-store.ts';
import {IndexedDbSessions} from '../adapters/indexeddb-sessions.ts';
import {systemClock} from '../adapters/system-clock.ts';
import {TabChannel} from '../adapters/tab-channel.ts';
import {sameOwner} from '../queue/job.ts';
import {savedName} from '../queue/file-path.ts';
import {canSave, taken} from '../queue/saved-download.ts';
import {parseByteRange} from './byte-range.ts';

/** Users' bytes: nothing in them may run, whatever they claim to be. */
const safety = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "sandbox; default-src 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cache-Control': 'no-store',
} as const;

/** A finished download whose bytes are here. */
interface Kept {
  readonly fileName: string;
  readonly bytes: Blob;
}

/**
 * Hands finished downloads to the browser: `<scope>downloads/<uuid>/<file>` is an attachment, put together while it is
 * read. Once the browser has taken all of it, it is saved; its bytes stay for a while, as a browser that asks where to
 * save takes them before it has the answer. A save that is broken off changes nothing.
 */
export class Downloads {
  readonly #folder: string;
  /** How often each is being taken now. */
  readonly #taking = new Map<string, number>();

  constructor(scope: string) {
    this.#folder = new URL('downloads/', scope).href;
  }

  /** Whether somebody is taking its bytes at this moment. */
  isTaking(uuid: string): boolean {
    return this.#taking.has(uuid);
  }

  /** @returns `undefined` for what is no download. */
  answer(event: FetchEvent): Promise<Response> | undefined {
    return event.request.url.startsWith(this.#folder) ? this.#answer(event) : undefined;
  }

  async #answer(event: FetchEvent): Promise<Response> {
    const {request} = event;
    const {pathname, searchParams} = new URL(request.url);
    const [, uuid] = /^([0-9a-fA-F-]{36})\/[^/]+$/.exec(pathname.slice(new URL(this.#folder).pathname.length)) ?? [];
    const app = searchParams.get('app') ?? 'carryon';
    const kept = uuid === undefined ? undefined : await find(app, uuid).catch(() => undefined);
    if (uuid === undefined || !kept) return notFound();
    const {fileName, bytes} = kept;
    const common = {
      ...safety,
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeName(fileName)}`,
      'Accept-Ranges': 'bytes',
      ETag: `"${uuid}"`,
    };
    const range = parseByteRange(request.headers.get('Range'), bytes.size);
    if (range === 'unsatisfiable') {
      return new Response(null, {status: 416, headers: {...common, 'Content-Range': `bytes */${bytes.size}`}});
    }
    if (range) {
      const {start, end} = range;
      const part = {'Content-Length': `${end - start}`, 'Content-Range': `bytes ${start}-${end - 1}/${bytes.size}`};
      const body = request.method === 'HEAD' ? null : bytes.slice(start, end);
      return new Response(body, {status: 206, headers: {...common, ...part}});
    }
    const headers = {...common, 'Content-Length': `${bytes.size}`};
    if (request.method === 'HEAD') return new Response(null, {headers});
    const {readable, writable} = new TransformStream<Uint8Array, Uint8Array>();
    event.waitUntil(this.#watch(app, uuid, bytes.stream().pipeTo(writable)));
    return new Response(readable, {headers});
  }

  /** @param piped Settles when the last byte has been asked for. */
  async #watch(app: string, uuid: string, piped: Promise<void>): Promise<void> {
    this.#taking.set(uuid, (this.#taking.get(uuid) ?? 0) + 1);
    try {
      await piped;
      await noteTaken(app, uuid);
    } catch {
      // The browser has taken no more: the person broke it off, or the disk is full. It is kept.
    } finally {
      const others = (this.#taking.get(uuid) ?? 1) - 1;
      if (others > 0) this.#taking.set(uuid, others);
      else this.#taking.delete(uuid);
    }
  }
}

/** Only what belongs to the one who is signed in (SPEC Q10). */
async function find(app: string, uuid: string): Promise<Kept | undefined> {
  const db = await openExistingDatabase(app, () => undefined);
  try {
    const [session, job, record] = await Promise.all([
      new IndexedDbSessions(db).current(),
      new IndexedDbJobStore(db).get(uuid),
      db.get('downloads', uuid),
    ]);
    if (!session || !record || !job || !sameOwner(session.owner, job.owner) || !canSave(job)) return undefined;
    const files = await joinedFiles(record.parts, new OpfsParts(uuid));
    return {fileName: savedName(job), bytes: new Blob([...files])};
  } finally {
    db.close();
  }
}

async function noteTaken(app: string, uuid: string): Promise<void> {
  const db = await openExistingDatabase(app, () => undefined);
  const channel = new TabChannel(app);
  try {
    await new IndexedDbJobStore(db).update(uuid, (job) => taken(job, systemClock.now()));
    channel.post({type: 'touched', uuids: [uuid]});
  } finally {
    channel.close();
    db.close();
  }
}

/** As RFC 5987 wants it; half a character is none. */
function encodeName(fileName: string): string {
  const wellFormed = new TextDecoder().decode(new TextEncoder().encode(fileName));
  return encodeURIComponent(wellFormed).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function notFound(): Response {
  const body = {message: 'There is no such download on this device.', type: 'NotFoundError'};
  return Response.json(body, {status: 404, headers: safety});
}
