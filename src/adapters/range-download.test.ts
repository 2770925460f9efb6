import {createHash, randomBytes} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {JobError} from '../queue/failure.ts';
import type {StorageUse} from '../storage-estimate.ts';
import type {Downloaded, DownloadRequest} from '../queue/ports.ts';
import {ConnectionBudget} from './connection-budget.ts';
import {RefusedOrigins} from './download/refused-origins.ts';
import {MemoryDownloads, MemoryParts} from './download/testing/memory-parts.ts';
import {RangeTestServer, type Misbehaviour} from '../../e2e/adapters/range-test-server.ts';
import {Http} from './http.ts';
import {RangeDownloader} from './range-download.ts';
import {systemClock} from './system-clock.ts';

const sizes = {firstBytes: 10_000, mostBytes: 40_000};

/** One download on one device, over as many attempts as it takes. */
class Device {
  readonly parts = new MemoryParts();
  readonly journal = new MemoryDownloads();
  readonly server: RangeTestServer;
  readonly kept: number[] = [];
  readonly told: (number | undefined)[] = [];
  budget = new ConnectionBudget();
  /** What the browser says of the device, and what can be given up there. */
  storage: StorageUse | undefined;
  freeRoom = async () => undefined as void;
  /** A header that the browser shows nobody, in lower case. */
  hides: string | undefined;
  request: Partial<DownloadRequest> = {};
  baseUrl: string;

  constructor(server: RangeTestServer) {
    this.server = server;
    this.baseUrl = server.url;
  }

  async attempt(signal = new AbortController().signal): Promise<Downloaded> {
    const {journal, parts, budget, baseUrl, hides} = this;
    const http = new Http({tokenFor: async () => 'secret', clock: systemClock});
    if (hides !== undefined) {
      const open = http.open.bind(http);
      http.open = async (request, signal) => {
        const answer = await open(request, signal);
        return {...answer, headers: new Headers([...answer.headers].filter(([name]) => name !== hides))};
      };
    }
    const downloader = new RangeDownloader({
      http,
      clock: systemClock,
      budget,
      refused: new RefusedOrigins(),
      storageUse: async () => this.storage,
      freeRoom: () => this.freeRoom(),
      sizes,
      journal,
      folderOf: () => parts,
      gatewayUrlOf: async () => baseUrl,
    });
    return await downloader.download(
      {
        uuid: 'download-1',
        owner: {baseUrl, user: 'alice'},
        route: 'internet',
        url: `${this.server.url}/files/1`,
        fileName: 'film.mp4',
        fileSize: undefined,
        onSize: async (bytes) => void this.told.push(bytes),
        onReceived: () => undefined,
        onKept: async (bytes) => void this.kept.push(bytes),
        ...this.request,
      },
      signal,
    );
  }

  /** As the flow does: again after each failure. @returns The codes of the failures. */
  async untilDone(most = 10): Promise<string[]> {
    const codes: string[] = [];
    for (let attempt = 0; attempt <= most; attempt += 1) {
      try {
        await this.attempt();
        return codes;
      } catch (error) {
        if (!(error instanceof JobError)) throw error;
        codes.push(error.code);
      }
    }
    throw new Error(`It never ended: ${codes.join(', ')}`);
  }

  /** The file, as it would be saved. */
  bytes(): Buffer {
    const parts = [...(this.journal.record?.parts ?? [])].sort((a, b) => a.start - b.start);
    return Buffer.concat(
      parts.map(({name, length}) => this.parts.files.get(name)?.subarray(0, length) ?? new Uint8Array(0)),
    );
  }
}

async function started(size: number) {
  const file = randomBytes(size);
  const server = await RangeTestServer.start(file);
  return {file, server, device: new Device(server), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]()};
}

const cutAfter =
  (server: RangeTestServer, bytes: number): Misbehaviour =>
  (request, response) =>
    server.serve(request, response, bytes);

const answer =
  (status: number, headers: Record<string, string> = {}, body = ''): Misbehaviour =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);

test('a file comes over several connections, each byte once', async () => {
  await using given = await started(200_000);
  const {device, server, file} = given;

  expect(await device.attempt()).toEqual({size: 200_000, isSaved: false});

  expect(device.bytes().equals(file)).toBe(true);
  expect(server.sentBytes).toBe(200_000);
  expect(server.requests.length).toBeGreaterThan(4);
  expect(server.requests.slice(1).every(({ifRange}) => ifRange === '"1"')).toBe(true);
  expect(device.told).toEqual([200_000]);
  expect(device.kept.at(-1)).toBe(200_000);
});

test('F8, X1: whatever happens on the way, the file arrives whole, and no byte that is kept is fetched again', async () => {
  const anyFault = fc.record({
    name: fc.constantFrom('cut', 'break', 'busy', 'vanish', 'refuse', 'change', 'forget ranges', 'lie', 'none'),
    bytes: fc.integer({min: 0, max: 40_000}),
  });
  const anySize = fc.integer({min: 0, max: 150_000});
  await fc.assert(
    fc.asyncProperty(anySize, fc.constantFrom(1, 4), fc.array(anyFault, {maxLength: 10}), async (size, lines, plan) => {
      await using given = await started(size);
      const {device, server} = given;
      device.budget = new ConnectionBudget(lines);
      let changes = 0;
      for (const {name, bytes} of plan) {
        server.next((request, response) => {
          switch (name) {
            case 'cut':
              return server.serve(request, response, bytes);
            case 'break':
              return answer(502)(request, response);
            case 'busy':
              return answer(503, {'Retry-After': '1'})(request, response);
            case 'vanish':
              return answer(404)(request, response);
            case 'refuse':
              return answer(403)(request, response);
            case 'lie':
              return answer(206, {'Content-Range': 'bytes 5-9/10'}, '12345')(request, response);
            case 'forget ranges':
              server.hasRanges = false;
              server.serve(request, response, bytes);
              server.hasRanges = true;
              return;
            case 'change':
              changes += 1;
              server.file = randomBytes(size);
              server.etag = `"${changes + 1}"`;
              return 'go-on';
            case 'none':
              return 'go-on';
          }
        });
      }

      await device.untilDone(plan.length + changes + 10);

      expect(device.bytes().equals(server.file)).toBe(true);
      const beginsAgain = plan.some(({name}) => ['change', 'forget ranges'].includes(name));
      // What lay in a line when it was cut; over several lines, what lay in those that stop with one.
      const inFlight = plan.reduce((sum, {name, bytes}) => sum + (name === 'cut' ? bytes : 0), 0);
      if (!beginsAgain && lines === 1) expect(server.sentBytes).toBeLessThanOrEqual(size + inFlight);
    }),
    {numRuns: 40},
  );
});

test('a cut line costs what was on it, no more', async () => {
  await using given = await started(100_000);
  const {device, server, file} = given;
  device.budget = new ConnectionBudget(1);
  server.next(() => 'go-on', cutAfter(server, 7_000));

  expect(await device.untilDone()).toEqual(['network-lost']);

  expect(device.bytes().equals(file)).toBe(true);
  expect(server.sentBytes).toBe(100_000);
});

test('a page that comes in the middle, as of a portal, costs nothing of what is kept', async () => {
  await using given = await started(100_000);
  const {device, server, file} = given;
  device.budget = new ConnectionBudget(1);
  server.next(
    () => 'go-on',
    () => 'go-on',
    answer(200, {'Content-Type': 'text/html'}, '<h1>Sign in</h1>'),
  );

  expect(await device.untilDone()).toEqual(['link-refused']);

  expect(device.bytes().equals(file)).toBe(true);
  expect(server.sentBytes).toBe(100_000);
});

test('a file that changes at the server begins again, and is never mixed', async () => {
  await using given = await started(100_000);
  const {device, server} = given;
  server.next(
    () => 'go-on',
    () => {
      server.file = randomBytes(90_000);
      server.etag = '"2"';
      return 'go-on';
    },
  );

  expect(await device.untilDone()).toEqual(['file-changed-remote']);

  expect(device.bytes().equals(server.file)).toBe(true);
  expect(device.kept).toContain(0);
  expect(device.told).toEqual([100_000, 90_000]);
});

test.each([
  ['a weak ETag and the same date', 'W/"1"', 'Sat, 01 Aug 2026 10:00:00 GMT', undefined],
  ['a date alone', undefined, 'Sat, 01 Aug 2026 10:00:00 GMT', 'Sat, 01 Aug 2026 10:00:00 GMT'],
])('with %s it goes on where it was', async (_name, etag, lastModified, ifRange) => {
  await using given = await started(100_000);
  const {device, server, file} = given;
  Object.assign(server, {etag, lastModified});
  server.next(() => 'go-on', cutAfter(server, 100));

  expect(await device.untilDone()).toEqual(['network-lost']);

  expect(device.bytes().equals(file)).toBe(true);
  expect(server.requests[1]).toMatchObject({ifRange});
  expect(server.requests.filter(({range}) => range?.startsWith('bytes=0-'))).toHaveLength(1);
});

test('bytes that nothing can tell from those of another state of the file come in one go', async () => {
  await using given = await started(100_000);
  const {device, server, file} = given;
  Object.assign(server, {etag: 'W/"1"', lastModified: undefined});
  server.next(() => 'go-on', cutAfter(server, 50_000));

  expect(await device.untilDone()).toEqual(['network-lost']);

  expect(device.bytes().equals(file)).toBe(true);
  expect(server.requests.map(({range}) => range)).toEqual(['bytes=0-9999', undefined, 'bytes=0-9999', undefined]);
});

test('a server without ranges sends it in one go, over one connection', async () => {
  await using given = await started(100_000);
  const {device, server, file} = given;
  server.hasRanges = false;
  server.next(cutAfter(server, 30_000));

  expect(await device.untilDone()).toEqual(['network-lost']);

  expect(device.bytes().equals(file)).toBe(true);
  expect(server.requests).toHaveLength(2);
});

test('nobody tells how large it is: it is as large as what came', async () => {
  await using given = await started(0);
  const {device, server} = given;
  server.next((_request, response) => {
    response.writeHead(200, {'Transfer-Encoding': 'chunked'});
    response.write('all of ');
    response.end('it');
  });

  expect(await device.attempt()).toEqual({size: 9, isSaved: false});

  expect(device.told).toEqual([undefined, 9]);
  expect(device.bytes().toString()).toBe('all of it');
});

test.each([
  ['says so', true],
  // As the browser hides it of another site that does not expose it.
  ['does not tell', false],
])('a file that comes packed is as large as it was before, whether its server %s', async (_name, tells) => {
  await using given = await started(0);
  const {device, server} = given;
  const text = 'all of it, '.repeat(1_000);
  const packed = gzipSync(text);
  const sha = createHash('sha256').update(packed).digest('base64');
  const headers = {'Content-Encoding': 'gzip', 'Content-Length': packed.length, 'Repr-Digest': `sha-256=:${sha}:`};
  server.next((_request, response) => void response.writeHead(200, headers).end(packed));
  if (!tells) device.hides = 'content-encoding';

  expect(await device.attempt()).toEqual({size: text.length, isSaved: false});

  expect(device.told.at(-1)).toBe(text.length);
  expect(device.bytes().toString()).toBe(text);
});

test.each([true, false])('an empty file is one, too (ranges: %s)', async (hasRanges) => {
  await using given = await started(0);
  given.server.hasRanges = hasRanges;

  expect(await given.device.attempt()).toEqual({size: 0, isSaved: false});
});

test.each([
  ['another range', {'Content-Range': 'bytes 10-19/100'}, 'answer-unreadable'],
  ['more than it says', {'Content-Range': 'bytes 0-4/100'}, 'answer-unreadable'],
  ['less than it says', {'Content-Range': 'bytes 0-49/100'}, 'network-lost'],
  ['a range beyond its end', {'Content-Range': 'bytes 0-200/100'}, 'answer-unreadable'],
])('a server that sends %s is not believed', async (_name, headers, code) => {
  await using given = await started(0);
  const {device, server} = given;
  server.next(answer(206, {ETag: '"1"', ...headers}, '0123456789'));

  await expect(device.attempt()).rejects.toMatchObject({code});
  expect(device.bytes().length).toBeLessThanOrEqual(10);
});

test.each([
  [404, 'not-found'],
  [410, 'not-found'],
  [401, 'signed-out'],
  [403, 'link-refused'],
  [429, 'server-busy'],
  [500, 'server-error'],
])('%i means %s', async (status, code) => {
  await using given = await started(10);
  given.server.next(answer(status));

  await expect(given.device.attempt()).rejects.toMatchObject({code});
});

test('a link of another site goes without the token, follows redirects, and its 401 signs nobody out', async () => {
  await using given = await started(50_000);
  await using other = await RangeTestServer.start(given.file);
  const {device, server} = given;
  const tokens: unknown[] = [];
  const note: Misbehaviour = ({headers}) => {
    tokens.push(headers.authorization);
    return 'go-on';
  };
  device.baseUrl = 'http://backend.test/base';
  server.next(answer(401), (_request, response) => void response.writeHead(302, {Location: other.url}).end(), note);
  other.next(note, note);

  await expect(device.attempt()).rejects.toMatchObject({code: 'link-refused', values: {status: 401}});
  await device.attempt();

  expect(device.bytes().equals(given.file)).toBe(true);
  expect(tokens.every((token) => token === undefined)).toBe(true);
  expect(server.requests.concat(other.requests).every(({ifRange}) => ifRange === undefined)).toBe(true);
});

test('a site that does not answer is named, and counts', async () => {
  await using given = await started(1);
  const {device} = given;
  device.request = {url: 'http://127.0.0.1:9/film.mp4'};

  await expect(device.attempt()).rejects.toMatchObject({
    code: 'link-refused',
    values: {why: 'origin', host: '127.0.0.1:9'},
  });
});

test.each([
  ['film.mp4', undefined, true],
  ['film', 5_000, true],
  ['film', undefined, false],
  ['page.html', 5_000, false],
])('a page in place of %s (%s bytes) is taken for one: %s', async (fileName, fileSize, isRefused) => {
  await using given = await started(100);
  const {device, server} = given;
  device.request = {fileName, fileSize};
  server.headers = {'Content-Type': 'text/html; charset=utf-8'};

  const attempt = device.attempt();

  if (isRefused) await expect(attempt).rejects.toMatchObject({code: 'link-refused', values: {why: 'page'}});
  else await expect(attempt).resolves.toMatchObject({size: 100});
});

test.each(['Repr-Digest', 'Digest', 'Content-MD5'])(
  '%s is checked, and a file that fails it begins again',
  async (name) => {
    await using given = await started(30_000);
    const {device, server, file} = given;
    const sha = createHash('sha256').update(file).digest('base64');
    const md5 = createHash('md5').update(file).digest('base64');
    const value = {'Repr-Digest': `sha-256=:${sha}:`, Digest: `SHA-256=${sha}`, 'Content-MD5': md5}[name] ?? '';
    server.hasRanges = name !== 'Content-MD5';
    server.headers = {[name]: value};
    const right = server.file;
    server.file = randomBytes(file.length);
    const codes: string[] = [];
    await device.attempt().catch((error: JobError) => codes.push(error.code));
    server.file = right;

    await device.attempt();

    expect(codes).toEqual(['checksum']);
    expect(device.bytes().equals(file)).toBe(true);
  },
);

test('no room is said before a byte is kept, and nothing stays when it shows later', async () => {
  await using given = await started(100_000);
  const {device} = given;
  device.parts.roomBytes = 60_000;

  await expect(device.attempt()).rejects.toMatchObject({code: 'storage-full', values: {neededBytes: 100_000}});
  expect(device.parts.files.size).toBe(0);

  device.parts.claim = async () => await Promise.resolve();
  await expect(device.attempt()).rejects.toMatchObject({code: 'storage-full'});
  expect(device.parts.files.size).toBe(0);
  expect(device.kept.at(-1)).toBe(0);
});

test('what is kept on the device for good measure only makes room for it', async () => {
  await using given = await started(100_000);
  const {device} = given;
  device.storage = {quotaBytes: 150_000, usedBytes: 100_000};
  await expect(device.attempt()).rejects.toMatchObject({code: 'storage-full', values: {neededBytes: 50_000}});

  device.freeRoom = async () => void (device.storage = {quotaBytes: 150_000, usedBytes: 50_000});

  expect(await device.attempt()).toEqual({size: 100_000, isSaved: false});
});

test('F8: a place that takes no more costs no byte that has come', async () => {
  await using given = await started(100_000);
  const {device, server} = given;
  const writable = {
    write: (): Promise<void> => Promise.reject(new DOMException('The disk is full.', 'QuotaExceededError')),
    abort: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const handle = {createWritable: () => Promise.resolve(writable)} as unknown as FileSystemFileHandle;
  device.journal.record = {uuid: 'download-1', parts: [], handle};

  await expect(device.attempt()).rejects.toMatchObject({code: 'storage-full'});
  writable.write = () => Promise.resolve();

  expect(await device.attempt()).toEqual({size: 100_000, isSaved: true});
  expect(server.sentBytes).toBe(100_000);
  expect(device.kept).not.toContain(0);
});

test('what a kill left beyond the journal is not trusted, and what is gone is fetched again', async () => {
  await using given = await started(100_000);
  const {device, server, file} = given;
  device.budget = new ConnectionBudget(1);
  server.next(() => 'go-on', cutAfter(server, 20_000));
  await expect(device.attempt()).rejects.toMatchObject({code: 'network-lost'});
  const [first, second] = [...device.parts.files];
  if (!first || !second) throw new Error('There should be two parts.');
  device.parts.files.delete(first[0]);
  device.parts.files.set(second[0], Uint8Array.from([...second[1], 1, 2, 3]));
  device.parts.files.set('litter', new Uint8Array(3));

  await device.attempt();

  expect(device.bytes().equals(file)).toBe(true);
  expect(device.parts.files.has('litter')).toBe(false);
  expect(server.sentBytes).toBe(110_000);
});

/** A file that a person has chosen: what is written has its name once it is closed. */
function chosenFile() {
  const written: Uint8Array[] = [];
  const file = {content: undefined as Buffer | undefined, aborted: 0, roomBytes: Infinity};
  const writable = {
    write: async (piece: Uint8Array) => {
      if (written.reduce((sum, {length}) => sum + length, piece.length) > file.roomBytes) {
        throw new DOMException('The disk is full.', 'QuotaExceededError');
      }
      written.push(Uint8Array.from(piece));
    },
    close: async () => void (file.content = Buffer.concat(written)),
    abort: async () => void (file.aborted += 1),
  };
  const createWritable = async () => {
    written.length = 0;
    return writable;
  };
  return {file, handle: {createWritable} as unknown as FileSystemFileHandle};
}

async function withoutRoom(size: number) {
  const given = await started(size);
  const {device} = given;
  const {file: chosen, handle} = chosenFile();
  const straight: string[] = [];
  device.journal.record = {uuid: 'download-1', parts: [], handle};
  device.storage = {quotaBytes: size / 2, usedBytes: 0};
  device.request = {onStraight: async () => void straight.push('straight')};
  return {...given, chosen, straight};
}

test('what the device has no room for goes straight into the chosen file, and a cut line is taken up', async () => {
  await using given = await withoutRoom(100_000);
  const {device, server, file, chosen, straight} = given;
  server.headers = {'Repr-Digest': `sha-256=:${createHash('sha256').update(file).digest('base64')}:`};
  // The first tells how large it is.
  server.next(() => 'go-on', cutAfter(server, 30_000), cutAfter(server, 20_000));

  expect(await device.attempt()).toEqual({size: 100_000, isSaved: true});

  expect(chosen.content?.equals(file)).toBe(true);
  expect(straight).toEqual(['straight']);
  expect(server.requests.slice(1).map(({range}) => range)).toEqual([
    undefined,
    'bytes=30000-99999',
    'bytes=50000-99999',
  ]);
  expect(device.parts.files.size).toBe(0);
});

test.each<[string, string, (given: Awaited<ReturnType<typeof withoutRoom>>) => void]>([
  ['no room there either', 'storage-full', ({chosen}) => void (chosen.roomBytes = 50_000)],
  [
    'a page in its place',
    'link-refused',
    ({server}) =>
      server.next(
        () => 'go-on',
        (request, response) => {
          server.headers = {'Content-Type': 'text/html'};
          server.serve(request, response);
        },
      ),
  ],
  [
    'a digest that is of something else',
    'checksum',
    ({server}) => void (server.headers = {'Repr-Digest': md5OfNothing}),
  ],
  [
    'a file that changes in the middle',
    'answer-unreadable',
    ({server}) =>
      server.next(
        () => 'go-on',
        (request, response) => {
          cutAfter(server, 30_000)(request, response);
          server.etag = '"2"';
        },
      ),
  ],
])('straight into the chosen file: %s leaves that as it was (%s)', async (_, code, change) => {
  await using given = await withoutRoom(100_000);
  change(given);

  await expect(given.device.attempt()).rejects.toMatchObject({code});

  expect(given.chosen.content).toBeUndefined();
  expect(given.chosen.aborted).toBe(1);
});

const md5OfNothing = `md5=:${createHash('md5').digest('base64')}:`;

test('told to stop, it lets go and keeps what it has', async () => {
  await using given = await started(100_000);
  const {device, server, file} = given;
  const stop = new AbortController();
  device.budget = new ConnectionBudget(1);
  server.next(
    () => 'go-on',
    (_request, response) => {
      response.writeHead(206, {ETag: '"1"', 'Content-Range': 'bytes 10000-32499/100000', 'Content-Length': 22_500});
      response.write(file.subarray(10_000, 15_000));
    },
  );
  device.request = {onReceived: (bytes) => void (bytes >= 15_000 && stop.abort(new Error('Paused.')))};

  await expect(device.attempt(stop.signal)).rejects.toThrow('Paused.');
  device.request = {};
  await device.attempt();

  expect(device.bytes().equals(file)).toBe(true);
  expect(server.requests[2]?.range).toBe('bytes=15000-36249');
});

test('a path on the NAS goes through the gateway, and is not to be had on the internet', async () => {
  await using given = await started(10);
  const {device, server} = given;
  const urls: unknown[] = [];
  server.next((request) => {
    urls.push([request.url, request.headers.authorization]);
    return 'go-on';
  });
  device.request = {url: 'films/Día 1.mp4', route: 'intranet'};

  await device.attempt();

  expect(urls).toEqual([['/gateway/files?path=films%2FD%C3%ADa%201.mp4', 'Bearer secret']]);
  device.request = {url: 'films/1.mp4'};
  await expect(device.attempt()).rejects.toMatchObject({code: 'wrong-route'});
});
