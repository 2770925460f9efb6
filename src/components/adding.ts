import type {WantedRoute} from '../queue/job.ts';
import type {PublicJob} from '../queue/public-job.ts';
import type {Incoming} from './shell-events.ts';

/** What files become. */
export type AddedKind = 'upload' | 'convert';

/** What adding needs of the page, and tells it. */
export interface AddingPorts {
  jobs(): Iterable<PublicJob>;
  /** What becomes of a file. */
  kindOf(name: string): AddedKind;
  /** Resolves once the records of all are written. */
  add(kind: AddedKind, files: readonly (File | FileSystemFileHandle)[]): Promise<void>;
  /** So many files were found so far. */
  found(files: number): void;
  added(files: number, all: number): void;
  /** Lets the page draw and answer before the next part. */
  yield(): Promise<void>;
}

/** A route as host pages say it when they add (CONTRACT 6). */
export function isNetwork(route: WantedRoute): {readonly isNetwork?: boolean} {
  return route === 'auto' ? {} : {isNetwork: route === 'internet'};
}

export interface AddingEnd {
  readonly added: number;
  /** Already on their way, and not added. */
  readonly known: readonly Incoming[];
}

/** So many are added at a time: 10,000 at once never block the page. */
const partSize = 200;

/**
 * Adds what comes in, in parts. Files that are here already and not done are left out and given back.
 *
 * @param anyway Adds those too.
 * @param signal Stops the walk through folders and the adding; what was added stays.
 */
export async function addIncoming(
  incoming: AsyncIterable<Incoming> | Iterable<Incoming>,
  ports: AddingPorts,
  signal: AbortSignal,
  anyway = false,
): Promise<AddingEnd> {
  const all = await collect(incoming, ports, signal);
  const onTheWay = anyway ? new Map<string, Known[]>() : onTheirWay(ports.jobs());
  const known: Incoming[] = [];
  let added = 0;
  for (let start = 0; start < all.length && !signal.aborted; start += partSize) {
    const part = all.slice(start, start + partSize);
    const isKnown = await Promise.all(part.map(({file}) => isOnTheWay(file, ports.kindOf(file.name), onTheWay)));
    known.push(...part.filter((_, index) => isKnown[index]));
    const fresh = part.filter((_, index) => !isKnown[index]).map(withPath);
    for (const kind of ['upload', 'convert'] as const) {
      const files = fresh.filter(({name}) => ports.kindOf(name) === kind);
      if (files.length > 0) await ports.add(kind, files);
    }
    added += fresh.length;
    ports.added(added, all.length);
    await ports.yield();
  }
  return {added, known};
}

async function collect(
  incoming: AsyncIterable<Incoming> | Iterable<Incoming>,
  ports: AddingPorts,
  signal: AbortSignal,
): Promise<Incoming[]> {
  const all: Incoming[] = [];
  for await (const one of incoming) {
    if (signal.aborted) break;
    all.push(one);
    if (all.length % partSize === 0) {
      ports.found(all.length);
      await ports.yield();
    }
  }
  return all;
}

/** What tells whether a file is the same one (name apart). */
type Known = Pick<PublicJob, 'fileSize' | 'lastModified'>;

function onTheirWay(jobs: Iterable<PublicJob>): Map<string, Known[]> {
  const byName = new Map<string, Known[]>();
  for (const job of jobs) {
    if (job.state === 'done' || job.state === 'cancelled') continue;
    const name = `${job.kind} ${job.fileName}`;
    const known = byName.get(name);
    if (known) known.push(job);
    else byName.set(name, [job]);
  }
  return byName;
}

async function isOnTheWay(
  file: File | FileSystemFileHandle,
  kind: AddedKind,
  byName: ReadonlyMap<string, readonly Known[]>,
) {
  const known = byName.get(`${kind} ${file.name}`);
  if (!known) return false;
  // A handle that cannot be read is refused with its reason when it is added.
  const found = file instanceof File ? file : await file.getFile().catch(() => undefined);
  if (!found) return false;
  return known.some(({fileSize, lastModified = found.lastModified}) => {
    return fileSize === found.size && lastModified === found.lastModified;
  });
}

/** The place inside a folder travels on the file itself, as browsers do it for chosen folders. */
function withPath({file, relativePath}: Incoming): File | FileSystemFileHandle {
  const has = 'webkitRelativePath' in file ? file.webkitRelativePath : '';
  if (relativePath !== '' && has !== relativePath) {
    Object.defineProperty(file, 'webkitRelativePath', {value: relativePath, configurable: true});
  }
  return file;
}
