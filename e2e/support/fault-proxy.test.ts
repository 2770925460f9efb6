import {createServer, type IncomingMessage} from 'node:http';
import {once} from 'node:events';
import {connect, type AddressInfo} from 'node:net';
import {afterEach, expect, test} from 'vitest';
import {FaultProxy} from './fault-proxy.ts';

/** A server that keeps what it got of each body, whole or not, and answers with 100,000 bytes. */
async function echoServer() {
  const received: {path: string; bytes: number; whole: boolean}[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const entry = {path: request.url ?? '', bytes: 0, whole: false};
    received.push(entry);
    request.on('data', (piece: Buffer) => (entry.bytes += piece.length));
    request.on('end', () => {
      entry.whole = true;
      response.end(Buffer.alloc(100_000));
    });
    request.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {received, port: (server.address() as AddressInfo).port, server};
}

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function setUp() {
  const upstream = await echoServer();
  const proxy = await FaultProxy.start(() => upstream.port);
  open.push(
    () => proxy.close(),
    () => upstream.server.close(),
  );
  const put = (path: string, bytes: number) =>
    fetch(proxy.url + path, {method: 'PUT', body: Buffer.alloc(bytes)}).then(async (answer) => {
      return {status: answer.status, bytes: (await answer.arrayBuffer()).byteLength};
    });
  return {proxy, put, received: upstream.received};
}

test('a request without a rule passes whole, and is counted', async () => {
  const {proxy, put, received} = await setUp();

  expect(await put('/a', 3_000_000)).toEqual({status: 200, bytes: 100_000});

  expect(received).toEqual([{path: '/a', bytes: 3_000_000, whole: true}]);
  expect(proxy.bodyBytes({method: 'PUT', path: '/a'})).toBe(3_000_000);
});

test('the second matching body is cut after so many bytes, and no other', async () => {
  const {proxy, put, received} = await setUp();
  proxy.addRule({match: {path: /^\/a/}, fault: {type: 'cut-body', afterBytes: 1_000_000}, skip: 1});

  await put('/a', 2_000_000);
  await put('/b', 2_000_000);
  await expect(put('/a', 2_000_000)).rejects.toThrow();
  await put('/a', 2_000_000);

  expect(received.map(({whole}) => whole)).toEqual([true, true, false, true]);
  expect(received[2]?.bytes).toBeLessThanOrEqual(1_000_000);
  expect(proxy.requests({path: '/a'}).map(({bodyBytes}) => bodyBytes)).toEqual([2_000_000, 1_000_000, 2_000_000]);
});

test('an answer is lost after the server did its work', async () => {
  const {proxy, put, received} = await setUp();
  proxy.addRule({match: {}, fault: {type: 'cut-before-answer'}});

  await expect(put('/a', 1000)).rejects.toThrow();

  expect(received).toEqual([{path: '/a', bytes: 1000, whole: true}]);
});

test('an answer is withheld after the server did its work', async () => {
  const {proxy, put, received} = await setUp();
  proxy.addRule({match: {}, fault: {type: 'withhold-answer'}});
  const waiting = put('/a', 1000).catch((error: unknown) => error);

  await proxy.untilAnswered({}, 1);

  expect(received).toEqual([{path: '/a', bytes: 1000, whole: true}]);
  expect(proxy.log[0]).toMatchObject({answered: true, status: undefined});
  await proxy.goOffline();
  expect(await waiting).toBeInstanceOf(Error);
});

test('an answer is cut after its head, or in its body', async () => {
  const {proxy} = await setUp();
  proxy.addRule({match: {}, fault: {type: 'cut-answer', afterBytes: 0}});
  proxy.addRule({match: {}, fault: {type: 'cut-answer', afterBytes: 50_000}, skip: 0});

  for (const bytes of [0, 50_000]) {
    const answer = await fetch(proxy.url);
    expect(answer.status).toBe(200);
    await expect(answer.arrayBuffer()).rejects.toThrow();
    expect(proxy.log.at(-1)?.answerBytes).toBe(bytes);
  }
});

test('an answer before the body’s end gets through, though the sender sends on', async () => {
  const server = createServer((request, response) => {
    request.once('data', () => response.writeHead(409).end('no'));
    request.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await FaultProxy.start(() => (server.address() as AddressInfo).port);
  open.push(
    () => proxy.close(),
    () => server.close(),
  );
  const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
  const size = 20_000_000;
  const answered = once(socket, 'data');

  // Like a browser, it looks at the answer when all is sent.
  socket.write(`PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${size}\r\n\r\n`);
  await new Promise((resolve) => socket.write(Buffer.alloc(size), resolve));

  expect(String((await answered)[0])).toContain('409');
  socket.destroy();
});

test('another answer is given in place of the server’s', async () => {
  const {proxy, put, received} = await setUp();
  proxy.addRule({match: {}, fault: {type: 'answer', status: 503, headers: {'Retry-After': '1'}, body: 'later'}});

  expect(await put('/a', 10)).toEqual({status: 503, bytes: 5});

  expect(received).toEqual([]);
});

test('offline kills what is in flight and refuses the rest, until it is online again', async () => {
  const {proxy, put} = await setUp();
  proxy.addRule({match: {path: '/slow'}, fault: {type: 'stall'}});
  const inFlight = put('/slow', 100).catch((error: unknown) => error);
  await proxy.untilRequests({path: '/slow'}, 1);

  await proxy.goOffline();
  expect(await inFlight).toBeInstanceOf(Error);
  await expect(put('/a', 1)).rejects.toThrow();

  await proxy.goOnline();
  expect(await put('/a', 1)).toMatchObject({status: 200});
});

test('a slow upload takes its time', async () => {
  const {proxy, put} = await setUp();
  proxy.limitUploads(2_000_000);
  const start = performance.now();

  await put('/a', 1_000_000);

  expect(performance.now() - start).toBeGreaterThan(400);
});

test('answers to the requests meant pass slowly, and to no others', async () => {
  const {proxy, put} = await setUp();
  proxy.limitDownloads(1, {path: '/slow'});

  // The first piece has its turn at once; the rest of it would take a day.
  const slow = put('/slow', 0).then(() => 'slow');
  const quick = put('/quick', 0).then(({bytes}) => bytes);

  expect(await Promise.race([slow, quick])).toBe(100_000);
  slow.catch(() => undefined);
});
