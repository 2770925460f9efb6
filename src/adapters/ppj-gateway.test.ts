import {randomBytes} from 'node:crypto';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {scriptedDecks} from '../../gateway/testing/scripted-decks.ts';
import {startTestGateway, type TestGateway} from '../../gateway/testing/test-gateway.ts';
import type {Owner} from '../queue/job.ts';
import {digestOf} from './file-digest.ts';
import {HealthChecks} from './health-probe.ts';
import {Http} from './http.ts';
import {PpjService} from './ppj-service.ts';
import {systemClock} from './system-clock.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({CARRYON_MAX_DECK: '1 MB'}, undefined, undefined, scriptedDecks());
}, 60_000);
afterAll(() => gateway[Symbol.asyncDispose]());

const never = new AbortController().signal;

test('P1: a presentation is handed in, listed and looked at', async () => {
  const {service, owner} = connect('secret-a', 'alice');
  const sent: number[] = [];

  const created = await service.create(owner, await deck('pages 4', {onSent: (bytes) => sent.push(bytes)}), never);

  expect(created).toMatchObject({fileName: '报告.pptx', fileSize: 7});
  expect(await service.list(owner, {}, never)).toContain(created.token);
  await expect
    .poll(async () => await service.look(owner, created.token, never))
    .toMatchObject({state: 'completed', totalPages: 4});
});

test('F13: the gateway knows identifiers, and the same one gives the same Job', async () => {
  const {service, owner} = connect('secret-a', 'alice');
  expect(await service.knowsIdentifiers(owner, never)).toBe(true);

  const first = await service.create(owner, await deck('pages 1', {identifier: 'once'}), never);
  const again = await service.create(owner, await deck('pages 1', {identifier: 'once'}), never);

  expect(again.token).toBe(first.token);
});

test('P1: a list is of a time', async () => {
  const {service, owner} = connect('secret-b', 'bob');
  const {token} = await service.create(owner, await deck('pages 1'), never);
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();

  expect(await service.list(owner, {until: tomorrow}, never)).toEqual([token]);
  expect(await service.list(owner, {since: tomorrow}, never)).toEqual([]);
});

test('F7: an MD5 that does not fit is damage on the way, and worth another try', async () => {
  const {service, owner} = connect('secret-a', 'alice');
  const damaged = {...(await deck('pages 1')), md5: '0'.repeat(32)};

  await expect(service.create(owner, damaged, never)).rejects.toMatchObject({code: 'checksum'});
});

test('F7: what the service will never take says so', async () => {
  const {service, owner} = connect('secret-a', 'alice');
  const large = {...(await deck('')), file: new Blob([randomBytes(1_100_000)])};
  const md5 = await digestOf('md5', [large.file], never);
  const bad = await deck('pages 1', {notifyUrl: 'http://127.0.0.1/'});

  await expect(service.create(owner, {...large, md5}, never)).rejects.toMatchObject({code: 'deck-refused'});
  await expect(service.create(owner, bad, never)).rejects.toMatchObject({
    code: 'deck-refused',
    values: {status: 400},
  });
});

test('P2: a halted Job says why', async () => {
  const {service, owner} = connect('secret-a', 'alice');
  const {token} = await service.create(owner, await deck('refuse 文件是空的。'), never);

  await expect
    .poll(async () => await service.look(owner, token, never))
    .toMatchObject({state: 'halted', lastError: '文件是空的。'});
});

test('CONTRACT 2: the Jobs of somebody else are not there', async () => {
  const {service, owner} = connect('secret-a', 'alice');
  const {token} = await service.create(owner, await deck('pages 1'), never);
  const bob = connect('secret-b', 'bob');

  await expect(bob.service.look(bob.owner, token, never)).rejects.toMatchObject({code: 'not-found'});
});

test('a credential of its own goes to a service elsewhere; refused, it waits and does not end the sign-in', async () => {
  const {owner} = connect('backend-token', 'carol');
  const elsewhere = (credential: string) => connect('backend-token', 'carol', {url: `${gateway.base}/ppj`, credential});

  expect(await elsewhere('secret-b').service.list(owner, {}, never)).not.toEqual([]);
  await expect(elsewhere('wrong').service.list(owner, {}, never)).rejects.toMatchObject({
    code: 'server-refused',
    retryAfterMs: 60_000,
  });
});

test('CONTRACT 2: the token of a backend goes to no service elsewhere', async () => {
  const asked: (string | undefined)[] = [];
  const other = createServer((request, response) => {
    asked.push(request.headers['x-ppj-credential'] as string | undefined, request.headers.authorization);
    response.writeHead(401, {'Content-Type': 'application/json'}).end('{"message": "who?"}');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const {port} = other.address() as AddressInfo;
  const {service, owner} = connect('backend-token', 'carol', {url: `http://127.0.0.1:${port}/ppj`});

  await expect(service.list(owner, {}, never)).rejects.toMatchObject({code: 'server-refused'});
  other.close();

  expect(asked).toEqual([undefined, undefined]);
});

test('F13: of a service in trouble nobody says what it knows', async () => {
  const other = createServer((_request, response) => response.writeHead(503).end());
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const {port} = other.address() as AddressInfo;
  const {service, owner} = connect('t', 'carol', {url: `http://127.0.0.1:${port}/ppj`, credential: 'c'});

  await expect(service.knowsIdentifiers(owner, never)).rejects.toMatchObject({code: 'server-error'});
  other.close();
});

test('G2: a service without a health call is up when it answers in JSON', async () => {
  const {http, owner} = connect('secret-a', 'alice');
  const checks = new HealthChecks(http, systemClock);
  const session = {owner, ready: true, queueOpen: true, gatewayUrl: gateway.base};

  expect(await checks.check('ppj', {...session, ppjUrl: `${gateway.base}/ppj`}, never)).toEqual({up: true});
  expect(await checks.check('ppj', {...session, ppjUrl: `${gateway.base}/nothing`}, never)).toEqual({up: true});
  expect(await checks.check('ppj', {...session, ppjUrl: 'http://127.0.0.1:9'}, never)).toEqual({up: false});
});

async function deck(
  script: string,
  more: {identifier?: string; notifyUrl?: string; onSent?: (n: number) => void} = {},
) {
  const file = new Blob([script]);
  const md5 = await digestOf('md5', [file], never);
  return {file, fileName: '报告.pptx', md5, onSent: () => undefined, ...more};
}

function connect(token: string, user: string, elsewhere?: {readonly url: string; readonly credential?: string}) {
  const owner: Owner = {baseUrl: gateway.base, user};
  const http = new Http({tokenFor: () => Promise.resolve(token), clock: systemClock});
  return {owner, http, service: new PpjService({http, elsewhereFor: () => Promise.resolve(elsewhere)})};
}
