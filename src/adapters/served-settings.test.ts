import {createServer} from 'node:http';
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {expect, test} from 'vitest';
import {fetchServedSettings} from './served-settings.ts';

/** What a server that answers so says of the page. */
async function told(status: number, body: string): Promise<unknown> {
  const server = createServer((_request, response) => void response.writeHead(status).end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  try {
    return await fetchServedSettings(`http://127.0.0.1:${port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test.each([
  [
    'its settings',
    200,
    '{"backoffScale": 0.5, "gatewayUrl": "http://nas:1"}',
    {backoffScale: 0.5, gatewayUrl: 'http://nas:1'},
  ],
  ['no gateway', 200, '{"backoffScale": 1}', {backoffScale: 1}],
  ['no such file', 404, '<h1>No</h1>', {}],
  ['nothing: a proxy before a server that is away', 502, '<h1>Bad gateway</h1>', undefined],
])('the server of the page says %s', async (_name, status, body, expected) => {
  expect(await told(status, body)).toEqual(expected);
});

test('nobody answers: nothing is known', async () => {
  expect(await fetchServedSettings('http://127.0.0.1:1/')).toBeUndefined();
});
