/** A link that was pasted, with the name its file will have. */
export interface Link {
  readonly url: string;
  readonly fileName: string;
}

/**
 * The http(s) links in a text, each once, in their order: one a line, or with spaces or commas between them.
 *
 * @param text As pasted; lines of `text/uri-list` that begin with `#` are comments (RFC 2483).
 */
export function linksIn(text: string): readonly Link[] {
  const words = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => line.split(/[\s<>"]+|,(?=https?:)/));
  const urls = words.filter((word) => /^https?:\/\//i.test(word) && URL.canParse(word));
  return [...new Set(urls.map((url) => new URL(url).href))].map((url) => ({url, fileName: nameIn(url)}));
}

/** The last name of its path; that of a gateway's file is in its query. */
function nameIn(url: string): string {
  const {pathname, searchParams, hostname} = new URL(url);
  const path = searchParams.get('path') ?? decoded(pathname);
  return path.split('/').findLast((name) => name !== '') ?? hostname;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
