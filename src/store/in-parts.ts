import type {Busy} from './snapshot.ts';

const jobsInPart = 500;

/**
 * Does something to very many jobs, part by part, so that it can be watched and stopped.
 *
 * @param rest Waited for after each part, so that the page can draw.
 * @param show Told how far it is, and `undefined` at its end; not told anything when one part is enough.
 */
export async function inParts(
  uuids: readonly string[],
  run: (part: readonly string[]) => Promise<void>,
  show: (busy: Omit<Busy, 'command'> | undefined) => void,
  rest: () => Promise<void>,
): Promise<void> {
  if (uuids.length === 0) return;
  if (uuids.length <= jobsInPart) return run(uuids);
  let stopped = false;
  const stop = () => {
    stopped = true;
  };
  try {
    for (let done = 0; done < uuids.length && !stopped; done += jobsInPart) {
      show({done, total: uuids.length, stop});
      await run(uuids.slice(done, done + jobsInPart));
      await rest();
    }
  } finally {
    show(undefined);
  }
}
