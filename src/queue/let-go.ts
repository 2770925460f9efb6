import type {InterruptedBy} from './job-log.ts';
import type {Clock} from './ports.ts';

/** Why a running job is told to stop, as its log will say. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly by: InterruptedBy;

  constructor(by: InterruptedBy, message: string) {
    super(message);
    this.by = by;
  }
}

/** So long may something run on after it was told to stop; the lease is to be free within a second. */
const letGoMs = 800;

/**
 * Waits for work that takes a signal. Work that hangs although it was told to stop is left behind: it holds nobody up.
 *
 * @throws The signal's reason when the work was left behind; else whatever the work throws.
 */
export async function letGoOf<T>(work: Promise<T>, signal: AbortSignal, clock: Clock): Promise<T> {
  let cancelTimer: () => void = () => undefined;
  let startTimer: () => void = () => undefined;
  const overdue = new Promise<never>((_, reject) => {
    startTimer = () => {
      cancelTimer = clock.after(letGoMs, () => reject(reasonOf(signal)));
    };
  });
  signal.addEventListener('abort', startTimer, {once: true});
  if (signal.aborted) startTimer();
  try {
    return await Promise.race([work, overdue]);
  } finally {
    signal.removeEventListener('abort', startTimer);
    cancelTimer();
  }
}

function reasonOf({reason}: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error('It was told to stop.');
}
