import type {PublicJob} from '../queue/public-job.ts';

/** More than any list shows at a time: what is evicted is not on screen. */
const mostKept = 200;

/** Pictures of films as URLs that an image takes. The latest are kept, so that a row that moves keeps its picture. */
export class Posters {
  readonly #read: (uuid: string) => Promise<Blob | undefined>;
  readonly #most: number;
  /** By the jobs' `identifier`, the longest unused first. */
  #urls = new Map<string, string>();

  constructor(read: (uuid: string) => Promise<Blob | undefined>, most = mostKept) {
    this.#read = read;
    this.#most = most;
  }

  /** The picture, if it has been loaded. */
  peek({identifier}: Pick<PublicJob, 'identifier'>): string | undefined {
    const url = this.#urls.get(identifier);
    if (url === undefined) return undefined;
    this.#urls.delete(identifier);
    this.#urls.set(identifier, url);
    return url;
  }

  async load(job: Pick<PublicJob, 'uuid' | 'identifier'>): Promise<string | undefined> {
    const urls = this.#urls;
    const poster = await this.#read(job.uuid);
    const known = this.peek(job);
    // Another user may be looking by now.
    if (known !== undefined || !poster || urls !== this.#urls) return known;
    const url = URL.createObjectURL(poster);
    urls.set(job.identifier, url);
    for (const [identifier, old] of urls) {
      if (urls.size <= this.#most) break;
      urls.delete(identifier);
      URL.revokeObjectURL(old);
    }
    return url;
  }

  clear(): void {
    for (const url of this.#urls.values()) URL.revokeObjectURL(url);
    this.#urls = new Map();
  }
}
