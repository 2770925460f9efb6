import {expect, test} from 'vitest';
import {JobError} from '../queue/failure.ts';
import type {RemoteDeck, Session} from '../queue/ports.ts';
import {alice} from '../queue/testing/builders.ts';
import type {AppPorts} from './app-ports.ts';
import {remoteDecks} from './remote-decks.ts';

const session: Session = {owner: alice, ready: true, queueOpen: true, gatewayUrl: alice.baseUrl};
const tokens = Array.from({length: 120}, (_, n) => `t${String(n).padStart(3, '0')}`);

/** A service whose Jobs are the newer the later their tokens are in the alphabet. */
function service(listed: readonly string[], gone: readonly string[] = []): AppPorts {
  const ppj = {
    list: () => Promise.resolve(listed),
    look: (_owner: unknown, token: string): Promise<RemoteDeck> => {
      if (gone.includes(token)) return Promise.reject(new JobError('not-found', 'gone'));
      return Promise.resolve({token, state: 'completed', fileName: 'a.pptx', fileSize: 1, createdAt: token});
    },
  };
  // Nothing else of them is asked.
  return {ppj} as unknown as AppPorts;
}

test.each([
  ['oldest', tokens],
  ['newest', tokens.toReversed()],
])('of many Jobs the newest are told, though the service lists the %s first', async (_, listed) => {
  const {count, decks} = await remoteDecks({}, session, service(listed));

  expect(count).toBe(120);
  expect(decks.map(({token}) => token)).toEqual(tokens.slice(-50).toReversed());
});

test('one that goes while it is asked for is left out', async () => {
  const {decks} = await remoteDecks({}, session, service(['t1', 't2', 't3'], ['t2']));

  expect(decks.map(({token}) => token)).toEqual(['t3', 't1']);
});
