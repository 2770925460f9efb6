import {expect, test} from 'vitest';
import {ownerKey, type Database, type SessionRecord} from './database.ts';
import {IndexedDbSessions} from './indexeddb-sessions.ts';

const alice = {baseUrl: 'https://a.test', user: 'alice'};
const bob = {baseUrl: 'https://b.test', user: 'bob'};

test('CONTRACT 2, Q10: each owner has his own gateway, whoever is signed in', async () => {
  const records = [alice, bob].map((owner): Partial<SessionRecord> & {key: string} => ({
    key: ownerKey(owner),
    owner,
    gatewayUrl: `${owner.baseUrl}/gateway`,
  }));
  const get = async (_store: 'sessions', key: string) => await Promise.resolve(records.find((one) => one.key === key));
  const sessions = new IndexedDbSessions({get} as unknown as Database);

  expect(await sessions.gatewayUrlFor(alice)).toBe('https://a.test/gateway');
  expect(await sessions.gatewayUrlFor(bob)).toBe('https://b.test/gateway');
  expect(await sessions.gatewayUrlFor({...bob, user: 'carol'})).toBe('https://b.test');
});
