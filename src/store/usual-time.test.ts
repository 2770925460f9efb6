import {expect, test} from 'vitest';
import {scriptedJob} from '../components/testing/scripted-jobs.ts';
import type {PublicJob} from '../queue/public-job.ts';
import {usualDeckSeconds} from './usual-time.ts';

/** Decks that were made in so many seconds, the first one last. */
function decks(...seconds: readonly number[]): PublicJob[] {
  return seconds.map((madeSeconds, index) => {
    const doneAt = new Date(1_000_000 - index).toISOString();
    return scriptedJob({fileName: 'a.pptx', fileSize: 1, kind: 'convert', state: 'done', doneAt, madeSeconds});
  });
}

test.each([
  ['nothing of two decks', undefined, [5, 6]],
  ['of three, the slowest', 50, [5, 50, 6]],
  ['of ten, what eight of them kept to', 8, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
  ['only of the last ten', 5, [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 900, 900, 900]],
])('UI.md, numbers: the usual time of a deck is %s', (_, usual, seconds) => {
  expect(usualDeckSeconds(decks(...seconds))).toBe(usual);
});

test('what was made elsewhere, or is being made, says nothing of it', () => {
  const others = [
    scriptedJob({fileName: 'a.pptx', fileSize: 1, kind: 'convert', state: 'done', doneAt: new Date(0).toISOString()}),
    scriptedJob({fileName: 'b.pptx', fileSize: 1, kind: 'convert', state: 'running', madeSeconds: 9}),
  ];

  expect(usualDeckSeconds([...decks(5, 6), ...others])).toBeUndefined();
});
