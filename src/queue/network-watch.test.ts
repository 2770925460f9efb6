import {expect, test} from 'vitest';
import {NetworkWatch} from './network-watch.ts';
import type {Health, HealthProbe, Session} from './ports.ts';
import {alice} from './testing/builders.ts';
import {drain, ManualClock} from './testing/manual-clock.ts';
import {ScriptedNetwork} from './testing/scripted-network.ts';

const session: Session = {owner: alice, ready: true, queueOpen: true, gatewayUrl: alice.baseUrl};

function watching(network: HealthProbe = new ScriptedNetwork(), wanted = true) {
  const clock = new ManualClock();
  const changes: unknown[] = [];
  const watch: NetworkWatch = new NetworkWatch(network, clock, () => changes.push(watch.routes));
  watch.setSession(session);
  watch.setWanted(wanted);
  return {clock, watch, changes};
}

test('G2: both endpoints are asked at once, and every 5 s', async () => {
  const network = new ScriptedNetwork({intranet: true});
  const {clock, watch, changes} = watching(network);

  await clock.advance(4_999);
  expect(network.asked).toHaveLength(2);
  await clock.advance(1);

  expect(network.asked).toHaveLength(4);
  expect(watch.routes).toEqual({intranet: true, internet: true, ppj: true});
  expect(changes).toHaveLength(2);
});

test('nothing is known before the first answer', () => {
  expect(watching().watch.routes).toEqual({intranet: undefined, internet: undefined});
});

test('G2: nothing is polled while nobody wants to know, not even when the browser says something', async () => {
  const network = new ScriptedNetwork();
  const {clock, watch} = watching(network, false);

  watch.probeNow();
  await clock.advance(60_000);
  expect(network.asked).toEqual([]);
  watch.setWanted(true);
  await drain();
  watch.setWanted(false);
  await clock.advance(60_000);

  expect(network.asked).toHaveLength(2);
});

test('G2: an endpoint is down after two probes in a row, and the second comes sooner', async () => {
  const network = new ScriptedNetwork();
  const {clock, watch} = watching(network);
  await drain();

  network.up.internet = false;
  watch.probeNow();
  await drain();
  expect(watch.routes.internet).toBe(true);
  await clock.advance(1_000);

  expect(watch.routes.internet).toBe(false);
});

test('G2: one lost answer between good ones changes nothing', async () => {
  const network = new ScriptedNetwork();
  const {clock, watch, changes} = watching(network);
  await drain();
  const before = changes.length;

  network.up.internet = false;
  watch.probeNow();
  await drain();
  network.up.internet = true;
  await clock.advance(30_000);

  expect(watch.routes.internet).toBe(true);
  expect(changes).toHaveLength(before);
});

test('G2: after a failed step one bad answer is enough', async () => {
  const network = new ScriptedNetwork();
  const {watch} = watching(network);
  await drain();

  network.up.internet = false;

  expect(await watch.confirm('internet')).toBe(false);
  expect(watch.routes.internet).toBe(false);
});

test('G2: bytes of the last 5 s count as an answer, and no probe is sent', async () => {
  const network = new ScriptedNetwork();
  const {clock} = watching(network);
  await drain();
  const asked = () => network.asked.filter((route) => route === 'internet').length;

  network.bytesAt.internet = clock.now() + 4_000;
  await clock.advance(5_000);
  expect(asked()).toBe(1);
  await clock.advance(5_000);

  expect(asked()).toBe(2);
});

test('G2: bytes do not speak for an endpoint on which a step has just failed', async () => {
  const network = new ScriptedNetwork();
  const {clock, watch} = watching(network);
  await drain();

  network.bytesAt.internet = clock.now();
  network.up.internet = false;

  expect(await watch.confirm('internet')).toBe(false);
});

test('an endpoint that is down is asked every 5 s, and comes back with the first good answer', async () => {
  const network = new ScriptedNetwork({internet: false});
  const {clock, watch} = watching(network);
  await drain();
  expect(watch.routes.internet).toBe(false);

  network.up.internet = true;
  await clock.advance(5_000);

  expect(watch.routes.internet).toBe(true);
});

/** Answers when told, in any order. */
class SlowProbe implements HealthProbe {
  readonly answers: ((up: boolean) => void)[] = [];

  async check(): Promise<Health> {
    return {up: await new Promise<boolean>((resolve) => this.answers.push(resolve))};
  }

  lastBytesAt(): number {
    return -Infinity;
  }
}

test('asked again while a probe hangs, the new answer counts and the old one does not', async () => {
  const probe = new SlowProbe();
  const {watch} = watching(probe);

  watch.probeNow();
  const [oldIntranet, oldInternet, newIntranet, newInternet] = probe.answers;
  newIntranet?.(true);
  newInternet?.(true);
  await drain();
  oldIntranet?.(false);
  oldInternet?.(false);
  await drain();

  expect(watch.routes).toEqual({intranet: true, internet: true, ppj: true});
});

test('one bad answer that two have waited for is one bad answer', async () => {
  const probe = new SlowProbe();
  const {clock, watch} = watching(probe);
  for (const answer of probe.answers.splice(0)) answer(true);
  await drain();

  await clock.advance(5_000);
  await clock.advance(5_000);
  for (const answer of probe.answers.splice(0)) answer(false);
  await drain();

  expect(watch.routes).toEqual({intranet: true, internet: true, ppj: true});
});

test('another backend: what was known is forgotten, and an answer of the old one does not count', async () => {
  const probe = new SlowProbe();
  const {watch} = watching(probe);
  const old = probe.answers.splice(0);

  watch.setSession({...session, gatewayUrl: 'https://other.test', owner: {...alice, baseUrl: 'https://other.test'}});
  for (const answer of old) answer(true);
  await drain();
  expect(watch.routes).toEqual({intranet: undefined, internet: undefined, ppj: undefined});
  for (const answer of probe.answers) answer(false);
  await drain();

  expect(watch.routes).toEqual({intranet: false, internet: false, ppj: false});
});

test('a probe that breaks is a bad answer', async () => {
  const broken: HealthProbe = {
    check: () => Promise.reject(new Error('No.')),
    lastBytesAt: () => -Infinity,
  };

  expect(await watching(broken).watch.confirm('internet')).toBe(false);
});

test('without a session nothing is asked', async () => {
  const network = new ScriptedNetwork();
  const {clock, watch} = watching(network);
  watch.setSession(undefined);
  network.asked.length = 0;

  await clock.advance(60_000);

  expect(network.asked).toEqual([]);
  expect(await watch.confirm('internet')).toBe(false);
});

test('once stopped, it asks no more', async () => {
  const network = new ScriptedNetwork();
  const {clock, watch} = watching(network);
  await drain();

  watch.stop();
  await clock.advance(60_000);

  expect(network.asked).toHaveLength(2);
});

test('G2: a service elsewhere that converts is asked itself; the backend’s own is up when the backend is', async () => {
  const network = new ScriptedNetwork({internet: false, ppj: true});
  const {watch} = watching(network);
  await drain();
  expect(watch.routes.ppj).toBe(false);

  watch.setSession({...session, ppjUrl: 'https://ppj.test'});
  await drain();

  expect(network.asked).toContain('ppj');
  expect(watch.routes).toEqual({intranet: false, internet: false, ppj: true});
});
