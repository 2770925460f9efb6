import {parseByteRange} from './byte-range.ts';

/** What a rendition consists of (SPEC F12), and the types players ask for. */
const types: Readonly<Record<string, string>> = {
  m3u8: 'application/vnd.apple.mpegurl',
  ts: 'video/mp2t',
  vtt: 'text/vtt',
};

/** Users' bytes: nothing in them may run, whatever they claim to be. */
const safety = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "sandbox; default-src 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cache-Control': 'no-store',
} as const;

/** Whether a URL is that of a rendition on this device: `<scope>renditions/<uuid>/<file>`. */
export function isRendition(url: string, scope: string): boolean {
  return url.startsWith(new URL('renditions/', scope).href);
}

/** Answers with a file of a rendition out of OPFS, or a part of it: what hls.js and native players ask for. */
export async function answerRendition(request: Request, scope: string): Promise<Response> {
  const path = new URL(request.url).pathname.slice(new URL('renditions/', scope).pathname.length);
  const [, uuid, name, ending] = /^([0-9a-fA-F-]{36})\/([\w-]+(?:\.[\w-]+)?\.(m3u8|ts|vtt))$/.exec(path) ?? [];
  const type = types[ending ?? ''];
  if (uuid === undefined || name === undefined || type === undefined) return notFound();
  const file = await openFile(['renditions', uuid], name);
  return file === undefined ? notFound() : answerFile(file, type, request);
}

async function openFile(folders: readonly string[], name: string): Promise<File | undefined> {
  try {
    let folder = await navigator.storage.getDirectory();
    for (const child of folders) folder = await folder.getDirectoryHandle(child);
    return await (await folder.getFileHandle(name)).getFile();
  } catch {
    // Not there, or not whole yet: for a player that is the same.
    return undefined;
  }
}

function answerFile(file: File, type: string, {headers: asked, method}: Request): Response {
  const etag = `"${file.lastModified.toString(36)}-${file.size.toString(36)}"`;
  const ifRange = asked.get('If-Range');
  const range = ifRange === null || ifRange === etag ? parseByteRange(asked.get('Range'), file.size) : undefined;
  const common = {...safety, 'Content-Type': type, 'Accept-Ranges': 'bytes', ETag: etag};
  if (range === 'unsatisfiable') {
    return new Response(null, {status: 416, headers: {...common, 'Content-Range': `bytes */${file.size}`}});
  }
  const {start, end} = range ?? {start: 0, end: file.size};
  const headers = new Headers({...common, 'Content-Length': String(end - start)});
  if (range !== undefined) headers.set('Content-Range', `bytes ${start}-${end - 1}/${file.size}`);
  const body = method === 'HEAD' ? null : file.slice(start, end, type);
  return new Response(body, {status: range === undefined ? 200 : 206, headers});
}

function notFound(): Response {
  const body = {message: 'There is no such rendition on this device.', type: 'NotFoundError'};
  return Response.json(body, {status: 404, headers: safety});
}
