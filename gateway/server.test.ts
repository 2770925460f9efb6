import {mkdir, mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {openRaw} from './testing/raw-request.ts';
import {startTestGateway} from './testing/test-gateway.ts';
import type {TestGateway} from './testing/test-gateway.ts';

let gateway: TestGateway;
let appFolder: string;
beforeAll(async () => {
  appFolder = await mkdtemp(join(tmpdir(), 'carryon-app-'));
  await mkdir(join(appFolder, 'assets'));
  for (const name of ['index.html', 'host.html', 'sw.js', 'assets/app-0a1b2c3d.js', 'manifest.webmanifest']) {
    await writeFile(join(appFolder, name), name);
  }
  const variables = {
    CARRYON_ORIGINS: 'https://host.example',
    CARRYON_CONNECT: 'https://other.example:8443/path',
    CARRYON_BACKOFF_SCALE: '0.01',
  };
  gateway = await startTestGateway(variables, appFolder);
}, 60_000);
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(appFolder, {recursive: true});
});

// prettier-ignore
const guarded = [
  ['GET',    '/kapi/me'],
  ['GET',    '/kapi/records/x'],
  ['DELETE', '/kapi/records/x'],
  ['GET',    '/kapi/files/x'],
  ['GET',    '/kapi/transcodes/x/y'],
  ['GET',    '/kapi/nas/x'],
  ['POST',   '/kapi/fileRelationOperation/afterClientUpload'],
  ['POST',   '/kapi/fileRelationOperation/getTranscodeFilePath'],
  ['POST',   '/kapi/fileRelationOperation/uploadTranscodeFile'],
  ['POST',   '/kapi/fileRelationOperation/afterClientTranscode'],
  ['POST',   '/files/'],
  ['PATCH',  '/files/x'],
  ['DELETE', '/files/x'],
  ['GET',    '/gateway/files?path=x'],
  ['POST',   '/gateway/files/'],
  ['PATCH',  '/gateway/files/x'],
  ['DELETE', '/gateway/files/x'],
  ['GET',    '/ppj/api/jobs'],
  ['POST',   '/ppj/api/jobs'],
] as const;

test.each(guarded)('%s %s is 401 without a valid token, and says nothing else (CONTRACT 2)', async (method, path) => {
  const headers = {Authorization: 'Bearer wrong', 'X-PPJ-Credential': 'wrong'};
  const without = await fetch(gateway.base + path, {method});
  const wrong = await fetch(gateway.base + path, {method, headers});

  expect([without.status, wrong.status]).toEqual([401, 401]);
  expect(await without.json()).toEqual({message: expect.any(String) as string, type: 'AuthError'});
});

test('a token tells who one is, and is taken as X-PPJ-Credential on /ppj', async () => {
  const me = await gateway.call('/kapi/me', {headers: {Authorization: 'bearer secret-b'}});
  const ppj = await fetch(`${gateway.base}/ppj/api/jobs`, {headers: {'X-PPJ-Credential': 'secret-a'}});

  expect(await me.json()).toEqual({user: 'bob'});
  expect(await ppj.json()).toEqual({count: 0, tokens: []});
});

test('failed sign-ins are limited by address, good ones never are (CONTRACT 2)', async () => {
  await using fresh = await startTestGateway();
  const fail = () => fetch(`${fresh.base}/kapi/me`, {headers: {Authorization: 'Bearer guess'}});

  const statuses: number[] = [];
  for (let tries = 0; tries < 60; tries += 1) statuses.push((await fail()).status);
  const limited = await fail();

  expect(statuses[0]).toBe(401);
  expect(limited.status).toBe(429);
  expect(Number(limited.headers.get('Retry-After'))).toBeGreaterThan(0);
  expect((await fresh.call('/kapi/me')).status).toBe(200);
});

test('from elsewhere even a right token waits while its address is limited, unless it was known before', async () => {
  await using proxied = await startTestGateway({CARRYON_TRUST_PROXY: '1'});
  const from = (address: string, token: string) =>
    fetch(`${proxied.base}/kapi/me`, {headers: {Authorization: `Bearer ${token}`, 'X-Forwarded-For': address}});
  await from('203.0.113.1', 'secret-a');
  for (let tries = 0; tries < 60; tries += 1) await from('203.0.113.1', `guess-${tries}`);

  const statuses = await Promise.all([
    from('203.0.113.1', 'secret-a'),
    from('203.0.113.1', 'secret-b'),
    from('203.0.113.2', 'secret-b'),
  ]);

  expect(statuses.map(({status}) => status)).toEqual([200, 429, 200]);
});

test('the token of user me is made once, kept for our eyes only, and the same after a restart', async () => {
  const first = await startTestGateway({CARRYON_TOKENS: ''});
  const path = join(first.dataFolder, 'token');
  const token = (await readFile(path, 'utf8')).trim();
  await first.stop();

  await using second = await startTestGateway({CARRYON_TOKENS: '', CARRYON_DATA: first.dataFolder});
  const answer = await second.call('/kapi/me', {headers: {Authorization: `Bearer ${token}`}});

  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(token.length).toBeGreaterThanOrEqual(32);
  expect(await answer.json()).toEqual({user: 'me'});
});

test.each(['/', '/host.html', '/sw.js', '/assets/app-0a1b2c3d.js'])('%s has the headers of the app', async (path) => {
  const {status, headers} = await fetch(gateway.base + path);

  expect(status).toBe(200);
  expect(headers.get('Content-Security-Policy')).toBe(
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; " +
      "style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; media-src 'self' blob:; " +
      "connect-src 'self' https://other.example:8443; frame-src 'self'; frame-ancestors 'none'; " +
      "base-uri 'none'; object-src 'none'",
  );
  expect(Object.fromEntries(headers)).toMatchObject({
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
  });
});

// prettier-ignore
test.each([
  ['/',                       'no-cache'],
  ['/host.html',              'no-cache'],
  ['/sw.js',                  'no-cache'],
  ['/manifest.webmanifest',   'no-cache'],
  ['/assets/app-0a1b2c3d.js', 'public, max-age=31536000, immutable'],
])('%s may be cached: %s; it has an ETag', async (path, cacheControl) => {
  const first = await fetch(gateway.base + path);
  // Not by fetch: with this header of ours it asks for a fresh copy.
  const again = openRaw(gateway.port, `GET ${path}`, {'If-None-Match': first.headers.get('ETag') ?? ''});

  expect(first.headers.get('Cache-Control')).toBe(cacheControl);
  expect(await again.received(/\r\n\r\n/)).toContain(' 304 ');
  again.socket.destroy();
});

test.each(['/nothing', '/../server.ts', '/assets/', '/assets/nothing.js', '/%00', '/..%2f..%2fetc/passwd'])(
  '%s is 404 in JSON: there is no page for all',
  async (path) => {
    const answer = await fetch(gateway.base + path);

    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({type: 'NotFoundError'});
  },
);

test('the page is told the scale of its waits, without a token', async () => {
  const answer = await fetch(`${gateway.base}/config.json`);

  expect(await answer.json()).toEqual({backoffScale: 0.01});
  expect(answer.headers.get('Cache-Control')).toBe('no-cache');
});

test('a page of CARRYON_ORIGINS may call, and reads the headers that resuming needs, on errors too', async () => {
  const headers = {Origin: 'https://host.example'};
  const good = await gateway.call('/kapi/me', {headers});
  const bad = await fetch(`${gateway.base}/kapi/files/x`, {headers});

  for (const answer of [good, bad]) {
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('https://host.example');
    expect(answer.headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
    expect(answer.headers.get('Access-Control-Expose-Headers')?.split(', ')).toEqual(
      expect.arrayContaining([
        ...['Location', 'Upload-Offset', 'Upload-Length', 'Upload-Expires', 'Tus-Resumable', 'Tus-Checksum-Algorithm'],
        ...['ETag', 'Accept-Ranges', 'Content-Range', 'Content-Length', 'Content-Disposition', 'Retry-After'],
      ]),
    );
  }
});

test('a preflight of an allowed page is answered before sign-in, for a private network too', async () => {
  const answer = await fetch(`${gateway.base}/files/x`, {
    method: 'OPTIONS',
    headers: {
      Origin: 'https://host.example',
      'Access-Control-Request-Method': 'PATCH',
      'Access-Control-Request-Headers': 'authorization, upload-offset',
      'Access-Control-Request-Private-Network': 'true',
    },
  });

  expect(answer.status).toBe(204);
  expect(answer.headers.get('Access-Control-Allow-Methods')).toContain('PATCH');
  expect(answer.headers.get('Access-Control-Allow-Headers')).toContain('Upload-Checksum');
  expect(answer.headers.get('Access-Control-Allow-Private-Network')).toBe('true');
});

test('any other page gets no leave', async () => {
  const headers = {Origin: 'https://evil.example'};
  const answer = await gateway.call('/kapi/me', {headers});
  const preflight = await fetch(`${gateway.base}/kapi/me`, {
    method: 'OPTIONS',
    headers: {...headers, 'Access-Control-Request-Method': 'GET'},
  });

  expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull();
  expect(answer.headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
  expect(preflight.headers.get('Access-Control-Allow-Origin')).toBeNull();
});

test('a refused request whose body is still coming gets to read why', async () => {
  const body = new Uint8Array(20 << 20);
  const headers = {'Content-Type': 'application/offset+octet-stream', 'Tus-Resumable': '1.0.0'};
  const answer = await fetch(`${gateway.base}/files/x`, {method: 'PATCH', headers, body});

  expect(answer.status).toBe(401);
});

test('the bench route is closed unless it is asked for', async () => {
  await using bench = await startTestGateway({CARRYON_BENCH: '1'});

  const closed = await gateway.call('/bench/put', {method: 'PUT', body: 'hello'});
  const open = await bench.call('/bench/put', {method: 'PUT', body: 'hello'});

  expect(closed.status).toBe(404);
  expect(await open.json()).toEqual({sizeBytes: 5});
});
