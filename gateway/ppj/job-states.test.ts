import {expect, test} from 'vitest';
import {nextState, transitions} from './job-states.ts';
import type {JobEvent} from './job-states.ts';
import type {JobState} from './job.ts';

test('a Job goes the way of SPEC P2, with a customer to tell and without (P2, P3)', () => {
  const walk = (events: readonly JobEvent[]) =>
    events.reduce<readonly JobState[]>(
      (way, event) => [...way, nextState(way.at(-1) ?? 'uploading', event)],
      ['uploading'],
    );

  expect(walk(['received', 'begun', 'converted', 'packed-to-tell', 'unanswered', 'answered', 'expired'])).toEqual([
    'uploading',
    'converting',
    'converting',
    'disting',
    'notifying',
    'notifying',
    'completed',
    'deleted',
  ]);
  expect(walk(['received', 'begun', 'converted', 'packed']).at(-1)).toBe('completed');
  expect(walk(['received', 'begun', 'converted', 'packed-to-tell', 'unheard']).at(-1)).toBe('completed');
});

// prettier-ignore
test.each([
  ['uploading',  ['converting']],
  ['converting', ['converting', 'disting', 'halted']],
  ['disting',    ['completed', 'converting', 'halted', 'notifying']],
  ['notifying',  ['completed', 'notifying']],
  ['completed',  ['deleted']],
  ['halted',     ['deleted']],
  ['deleted',    []],
])('from %s a Job comes to %j, and nowhere else (P2)', (from, to) => {
  const reached = transitions.filter(([state]) => state === from).map(([, , next]) => next);

  expect([...new Set(reached)].sort()).toEqual(to);
});

test('what cannot happen to a Job is an error, not a state', () => {
  expect(() => nextState('completed', 'refused')).toThrow('completed');
  expect(() => nextState('deleted', 'begun')).toThrow('deleted');
});
