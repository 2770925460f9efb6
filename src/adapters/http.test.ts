import {createServer, type RequestListener} from 'node:http';
import type {AddressInfo} from 'node:net';
import {expect, test} from 'vitest';
import {Http, type HttpOptions} from './http.ts';
import {systemClock} from './system-clock.ts';

const never = new AbortController().signal;

test('a token goes along below its base URL (CONTRACT 2)', async () => {
  await using server = await serve((request, response) => json(response, {said: request.headers.authorization}));

  const answer = await request(server, '/base/kapi/me', {baseUrl: `${server.url}/base`});

  expect(answer).toEqual({said: 'Bearer secret-token'});
});

test.each(['/elsewhere', '/base-two/kapi', '/base/../kapi', '/base/%2e%2e/kapi', '/base/x/..%2f..%2fkapi'])(
  'a token does not go to %s, outside its base URL (CONTRACT 2)',
  async (path) => {
    const asked: unknown[] = [];
    await using server = await serve((incoming, response) => {
      asked.push(incoming.url);
      json(response, {});
    });

    await expect(request(server, path, {baseUrl: `${server.url}/base`})).rejects.toMatchObject({
      code: 'origin-refused',
    });
    expect(asked).toEqual([]);
  },
);

test.each([undefined, '', 'ключ', 'two words'])(
  'without a token (%s) nothing is sent: the user has to sign in',
  async (token) => {
    await using server = await serve((_request, response) => json(response, {}));

    await expect(request(server, '/x', {tokenFor: async () => token})).rejects.toMatchObject({code: 'signed-out'});
  },
);

test('what is inside data counts as in the object itself (CONTRACT 3)', async () => {
  await using server = await serve((_request, response) => json(response, {code: 0, data: {bizId: 'b1'}}));

  expect(await request(server, '/x')).toMatchObject({bizId: 'b1'});
});

test.each([
  ['a page', '<!doctype html>'],
  ['a list', '[1]'],
  ['nothing', ''],
  ['null', 'null'],
])('%s where JSON belongs is an answer that makes no sense', async (_name, text) => {
  await using server = await serve((_request, response) => response.end(text));

  await expect(request(server, '/x')).rejects.toMatchObject({code: 'answer-unreadable'});
});

test('an error repeats the message of the other side, never a token in it', async () => {
  await using server = await serve((_request, response) =>
    json(response, {message: 'Bearer secret-token is no good', type: 'AuthError'}, 400),
  );

  await expect(request(server, '/x')).rejects.toMatchObject({
    code: 'server-refused',
    message: 'Bearer … is no good',
    values: {status: 400, message: 'Bearer … is no good'},
  });
});

test('a refused connection is a lost network', async () => {
  const server = await serve(() => undefined);
  await server[Symbol.asyncDispose]();

  await expect(request(server, '/x')).rejects.toMatchObject({code: 'network-lost'});
});

test('an answer that breaks off is a lost network', async () => {
  await using server = await serve((_request, response) => {
    response.writeHead(200, {'Content-Length': '100'});
    response.write('{"bizId":', () => response.destroy());
  });

  await expect(request(server, '/x')).rejects.toMatchObject({code: 'network-lost'});
});

test('an answer that stops half-way is a silent server', async () => {
  await using server = await serve((_request, response) => void response.write('{"bizId":'));

  await expect(request(server, '/x', {silenceMs: 50})).rejects.toMatchObject({code: 'server-silent'});
});

test('an answer that trickles is not cut off: silence counts, not time', async () => {
  // So long that a busy machine is not taken for a silent one; all pieces together take longer.
  const silenceMs = 1_500;
  await using server = await serve((_request, response) => {
    const pieces = [...'{"bizId":1}'];
    const trickle = () => {
      const piece = pieces.shift();
      if (piece === undefined) response.end();
      else response.write(piece, () => setTimeout(trickle, silenceMs / 8));
    };
    trickle();
  });

  expect(await request(server, '/x', {silenceMs})).toEqual({bizId: 1});
});

test('an abort ends a request with the reason given', async () => {
  const controller = new AbortController();
  const reason = new Error('paused');
  await using server = await serve(() => controller.abort(reason));

  await expect(request(server, '/x', {}, controller.signal)).rejects.toBe(reason);
});

test('a request with a token follows no redirect (CONTRACT 2)', async () => {
  const asked: unknown[] = [];
  await using server = await serve((incoming, response) => {
    asked.push(incoming.url);
    response.writeHead(302, {Location: '/other'}).end();
  });

  await expect(request(server, '/x')).rejects.toMatchObject({code: 'network-lost'});
  expect(asked).toEqual(['/x']);
});

test('a download from another origin goes without the token (CONTRACT 2)', async () => {
  await using other = await serve((incoming, response) => response.end(incoming.headers.authorization ?? 'no token'));
  const http = new Http({tokenFor: async () => 'secret-token', clock: systemClock});
  const owner = {baseUrl: 'http://127.0.0.1:1', user: 'alice'};

  const answer = await http.open({url: other.url, credential: {owner, baseUrl: owner.baseUrl}}, never);

  expect(new TextDecoder().decode(await answer.read())).toBe('no token');
  expect(await answer.read()).toBeUndefined();
});

test('whoever reads an answer slowly is not told that the server is silent', async () => {
  const timers = new Set<() => void>();
  const after = (_ms: number, call: () => void) => (timers.add(call), () => void timers.delete(call));
  await using server = await serve((_incoming, response) => response.end('all of it'));
  const http = new Http({tokenFor: async () => undefined, clock: {...systemClock, after}});

  const answer = await http.open({url: server.url}, never);

  expect(timers.size).toBe(0);
  expect(new TextDecoder().decode(await answer.read())).toBe('all of it');
});

test('an opened answer that is no success says what it means', async () => {
  await using server = await serve((_incoming, response) => json(response, {message: 'gone', type: 'NotFound'}, 404));
  const http = new Http({tokenFor: async () => undefined, clock: systemClock});

  const failure = await http.streamFailure(await http.open({url: server.url}, never));

  expect(failure).toMatchObject({code: 'not-found', values: {status: 404, message: 'gone'}});
});

test('bytes of a good answer prove that its route is up (G2)', async () => {
  await using server = await serve((incoming, response) => json(response, {}, incoming.url === '/bad' ? 502 : 200));
  const owner = {baseUrl: server.url, user: 'alice'};
  const http = new Http({tokenFor: async () => 't', clock: {...systemClock, now: () => 1234}});
  const ask = (path: string) =>
    http.json({url: server.url + path, credential: {owner, baseUrl: server.url}, route: 'internet'}, never);

  await ask('/bad').catch(() => undefined);
  const afterBad = http.lastBytesAt('internet');
  await ask('/good');

  expect([afterBad, http.lastBytesAt('internet'), http.lastBytesAt('intranet')]).toEqual([0, 1234, 0]);
});

async function request(
  server: TestServer,
  path: string,
  {baseUrl = server.url, ...options}: Partial<HttpOptions> & {readonly baseUrl?: string} = {},
  signal = never,
) {
  const http = new Http({tokenFor: async () => 'secret-token', clock: systemClock, ...options});
  const owner = {baseUrl, user: 'alice'};
  return await http.json({url: server.url + path, credential: {owner, baseUrl}}, signal);
}

interface TestServer extends AsyncDisposable {
  readonly url: string;
}

async function serve(listener: RequestListener): Promise<TestServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function json(response: Parameters<RequestListener>[1], value: unknown, status = 200): void {
  response.writeHead(status, {'Content-Type': 'application/json'}).end(JSON.stringify(value));
}
