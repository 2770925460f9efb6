import {openExistingDatabase, type Database} from '../adapters/database.ts';
import {openDeckZip, ourDeck} from '../adapters/deck-zip.ts';
import {drawingPage} from '../adapters/drawing-page.ts';
import {IndexedDbJobStore} from '../adapters/indexeddb-job-store.ts';
import {IndexedDbSessions} from '../adapters/indexeddb-sessions.ts';
import {keptZip} from '../adapters/kept-zip.ts';
import {sameOwner} from '../queue/job.ts';

/**
 * Whoever made the deck, its scripts run in an origin of their own, with no network and no storage. No answer below
 * `decks/` goes without these.
 */
const safety = {
  'Content-Security-Policy': [
    'sandbox allow-scripts',
    "default-src 'none'",
    "script-src 'unsafe-inline' blob:",
    "style-src 'unsafe-inline'",
    'img-src blob: data:',
    'media-src blob:',
    'font-src blob: data:',
  ].join('; '),
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
} as const;

/** Answers `<scope>decks/<uuid>/` with the page of a kept deck, and `decks/preview/` with one that draws a `.pptx`. */
export class Decks {
  readonly #folder: string;
  readonly #player: () => Promise<Response>;

  /** @param player The player's own page, without a deck. */
  constructor(scope: string, player: () => Promise<Response>) {
    this.#folder = new URL('decks/', scope).href;
    this.#player = player;
  }

  /** @returns `undefined` for what does not lie below `decks/`. */
  answer(request: Request): Promise<Response> | undefined {
    return request.url.startsWith(this.#folder) ? this.#answer(request) : undefined;
  }

  async #answer({url, method}: Request): Promise<Response> {
    const {pathname, searchParams} = new URL(url);
    const [, deck] = /^(preview|[0-9a-fA-F-]{36})\/$/.exec(pathname.slice(new URL(this.#folder).pathname.length)) ?? [];
    const app = searchParams.get('app') ?? 'carryon';
    const page = deck === undefined ? undefined : await this.#pageOf(deck, app).catch(() => undefined);
    const headers = {...safety, 'Content-Type': 'text/html; charset=utf-8'};
    const body = page ?? '<!doctype html><title>404</title><p>There is no such deck on this device.</p>';
    return new Response(method === 'HEAD' ? null : body, {status: page === undefined ? 404 : 200, headers});
  }

  async #pageOf(deck: string, app: string): Promise<string | undefined> {
    return deck === 'preview' ? await this.#previewPage() : await keptPage(app, deck);
  }

  async #previewPage(): Promise<string | undefined> {
    const response = await this.#player();
    return response.ok ? drawingPage(await response.text(), '', 'deck.pptx') : undefined;
  }
}

/** Only what belongs to the one who is signed in (SPEC Q10), and only pages of our own making. */
async function keptPage(app: string, uuid: string): Promise<string | undefined> {
  const db = await openExistingDatabase(app, () => undefined);
  try {
    if (!(await isTheirs(db, uuid))) return undefined;
    const zip = await keptZip(db, uuid);
    const page = zip && (await (await openDeckZip(zip)).indexHtml());
    return page !== undefined && ourDeck(page) ? page : undefined;
  } finally {
    db.close();
  }
}

async function isTheirs(db: Database, uuid: string): Promise<boolean> {
  const [session, job] = await Promise.all([new IndexedDbSessions(db).current(), new IndexedDbJobStore(db).get(uuid)]);
  if (!session || job?.kind !== 'convert' || job.removed || job.status.state !== 'done') return false;
  return sameOwner(session.owner, job.owner);
}
