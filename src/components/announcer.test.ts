import {expect, test} from 'vitest';
import {Announcer} from './announcer.ts';

/** A voice that remembers, and a clock that moves when told. */
class Voice {
  readonly said: string[] = [];
  time = 0;
  #then: (() => void) | undefined;
  #at = Infinity;

  say(text: string) {
    this.said.push(text);
  }

  now() {
    return this.time;
  }

  wake(afterMs: number, then: () => void) {
    this.#at = this.time + afterMs;
    this.#then = then;
    return () => (this.#then = undefined);
  }

  pass(ms: number) {
    this.time += ms;
    if (this.time >= this.#at) this.#then?.();
  }
}

test('the first message is said at once', () => {
  const voice = new Voice();

  new Announcer(voice).announce('added', '12 files added');

  expect(voice.said).toEqual(['12 files added']);
});

test('what comes within five seconds is said together, the latest of each topic only', () => {
  const voice = new Voice();
  const announcer = new Announcer(voice);

  announcer.announce('added', '12 files added');
  announcer.announce('arrived', '1 job has arrived');
  announcer.announce('arrived', '3 jobs have arrived');
  announcer.announce('network', 'Back online.');
  voice.pass(4000);
  const early = [...voice.said];
  voice.pass(1000);

  expect(early).toEqual(['12 files added']);
  expect(voice.said).toEqual(['12 files added', '3 jobs have arrived Back online.']);
});
