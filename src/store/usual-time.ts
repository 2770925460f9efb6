import type {PublicJob} from '../queue/public-job.ts';

/** Of so many decks, the last ones, it is told; of fewer than the least, nothing is. */
const mostDecks = 10;
const fewestDecks = 3;
/** "Usually" is what so large a part of them kept to. */
const usually = 0.8;

/**
 * How long the service usually takes for a deck, by this user's last ones.
 *
 * @returns Seconds; `undefined` while too few have been made.
 */
export function usualDeckSeconds(jobs: Iterable<PublicJob>): number | undefined {
  const made: {readonly at: string; readonly seconds: number}[] = [];
  for (const {doneAt, madeSeconds} of jobs) {
    if (doneAt !== undefined && madeSeconds !== undefined) made.push({at: doneAt, seconds: madeSeconds});
  }
  if (made.length < fewestDecks) return undefined;
  const last = made.sort((a, b) => b.at.localeCompare(a.at)).slice(0, mostDecks);
  const seconds = last.map((deck) => deck.seconds).sort((a, b) => a - b);
  return seconds[Math.ceil(seconds.length * usually) - 1];
}
