import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {expect, test} from 'vitest';
import type {Clock, Session} from '../queue/ports.ts';
import {HealthChecks} from './health-probe.ts';
import {Http} from './http.ts';
import {systemClock} from './system-clock.ts';

const never = new AbortController().signal;
const healthy = {ok: true, ip: '192.0.2.7', tus: '/files/'};

// prettier-ignore
test.each([
  ['internet', 200, JSON.stringify(healthy), true],
  ['internet', 200, JSON.stringify({data: healthy}), true],
  ['internet', 200, '{"ok": false}', false],
  ['internet', 200, '{"ok": "true"}', false],
  ['internet', 200, '<!doctype html><title>Hotel</title>', false],
  ['internet', 503, JSON.stringify(healthy), false],
  ['internet', 302, '', false],
  ['intranet', 200, '{"ok": true, "nas": true}', true],
  ['intranet', 200, '{"ok": true, "nas": false}', false],
  ['intranet', 200, '{"ok": true}', false],
] as const)('%s: %i %s is up: %s (G2)', async (route, status, text, up) => {
  await using server = await serve(status, text);

  expect(await probe().checks.check(route, server.session, never)).toEqual({up});
});

test('health is asked without a token, at the paths of CONTRACT 3 and 4', async () => {
  await using server = await serve(200, '{}');
  const {checks} = probe();

  await checks.check('internet', server.session, never);
  await checks.check('intranet', server.session, never);

  expect(server.asked).toEqual(['/base/kapi/health undefined', '/gateway/health undefined']);
});

test('a refused connection is down, not an error', async () => {
  const server = await serve(200, '{}');
  await server[Symbol.asyncDispose]();

  expect(await probe().checks.check('internet', server.session, never)).toEqual({up: false});
});

test.each(['internet', 'intranet'] as const)(
  '%s: an endpoint that says nothing for 5 s is down (G2)',
  async (route) => {
    await using server = await serve(undefined, '');
    const timers: {readonly ms: number; readonly call: () => void}[] = [];
    const clock: Clock = {...systemClock, after: (ms, call) => (timers.push({ms, call}), () => undefined)};

    const answer = probe(clock).checks.check(route, server.session, never);
    await server.isAsked;
    timers.find(({ms}) => ms === 5_000)?.call();

    expect(await answer).toEqual({up: false});
  },
);

test('a gateway that this page may not call is down, and is not called', async () => {
  await using server = await serve(200, '{"ok": true, "nas": true}');
  const http = new Http({tokenFor: () => Promise.resolve(undefined), clock: systemClock});
  const checks = new HealthChecks(http, systemClock, () => Promise.resolve(false));

  expect(await checks.check('intranet', server.session, never)).toEqual({up: false});
  expect(server.asked).toEqual([]);
});

test('what the last good answer told is remembered: the address, and where tus is', async () => {
  await using server = await serve(200, JSON.stringify(healthy));
  const {checks} = probe();
  const before = checks.newsOf(server.session.owner.baseUrl);

  await checks.check('internet', server.session, never);

  expect(before).toEqual({});
  expect(checks.newsOf(server.session.owner.baseUrl)).toEqual({ip: '192.0.2.7', tus: '/files/'});
});

function probe(clock: Clock = systemClock) {
  const http = new Http({tokenFor: async () => 'secret-token', clock});
  return {checks: new HealthChecks(http, clock)};
}

async function serve(status: number | undefined, text: string) {
  const asked: string[] = [];
  let wasAsked: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => (wasAsked = resolve));
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    wasAsked();
    if (status !== undefined) response.writeHead(status, {Location: 'http://127.0.0.1:1/login'}).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const session: Session = {
    owner: {baseUrl: `${base}/base`, user: 'alice'},
    ready: true,
    queueOpen: true,
    gatewayUrl: base,
  };
  return {
    asked,
    isAsked,
    session,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
