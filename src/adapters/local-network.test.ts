import {expect, test} from 'vitest';
import type {Http} from './http.ts';
import type {IndexedDbSessions} from './indexeddb-sessions.ts';
import {callGateway, mayNeedPermission} from './local-network.ts';

// prettier-ignore
test.each([
  ['https://media.example.org/app/', 'https://media.example.org',       false],
  ['https://media.example.org/app/', 'https://nas.example.lan:8443',    true],
  ['https://media.example.org/app/', 'https://10.0.8.21',               true],
  ['https://media.example.org/app/', 'https://media.example.org:8443',  true],
  ['https://8.8.8.8/',               'https://192.168.1.2',             true],
  ['https://localhost:8080/',        'https://192.168.1.2',             false],
  ['https://127.0.0.1:8080/',        'https://192.168.1.2',             false],
  ['https://[::1]:8080/',            'https://192.168.1.2',             false],
  ['https://[fd00::7]/',             'https://192.168.1.2',             false],
  ['https://[2001:db8::1]/',         'https://192.168.1.2',             true],
  ['https://172.16.3.4/',            'https://192.168.1.2',             false],
  ['https://172.32.3.4/',            'https://192.168.1.2',             true],
  ['https://169.254.1.1/',           'https://192.168.1.2',             false],
  ['https://files/',                 'https://nas',                     false],
  ['https://files.office.internal/', 'https://nas.office.internal',     false],
] as const)('a page of %s that calls %s may need a permission: %s', (page, gateway, expected) => {
  expect(mayNeedPermission(page, gateway)).toBe(expected);
});

test.each([
  ['prompt', ['https://nas.example.org']],
  ['granted', []],
] as const)('a gateway that answers while the permission is "%s" may be called without: %j', async (state, noted) => {
  const reached: string[] = [];
  const sessions = {noteReached: async (url: string) => await Promise.resolve(void reached.push(url))};
  const http = {json: () => Promise.resolve({ok: true, nas: true})};
  const query = () => Promise.resolve({state});
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', {value: {permissions: {query}}, configurable: true});
  try {
    const call = callGateway(
      'https://nas.example.org',
      http as unknown as Http,
      sessions as unknown as IndexedDbSessions,
    );

    expect(await call).toBe(true);
    expect(reached).toEqual(noted);
  } finally {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  }
});
