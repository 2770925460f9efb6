import {JobError, type FailureCode, type JobErrorOptions} from '../failure.ts';
import type {Clock} from '../ports.ts';

/** What a stand-in does when it is called. */
export type Outcome =
  | {readonly do: 'succeed'}
  | {readonly do: 'fail'; readonly error: Error}
  /** Until it is told to stop. */
  | {readonly do: 'hang'}
  /** Although it is told to stop. */
  | {readonly do: 'hang-for-ever'}
  /** So much of the work, then the rest. */
  | {readonly do: 'progress'; readonly fraction: number; readonly then: Outcome};

export const succeed: Outcome = {do: 'succeed'};
export const hang: Outcome = {do: 'hang'};
export const hangForEver: Outcome = {do: 'hang-for-ever'};

export function fail(code: FailureCode, options: JobErrorOptions = {}): Outcome {
  return {do: 'fail', error: new JobError(code, `It fails with ${code}.`, options)};
}

export function progress(fraction: number, then: Outcome): Outcome {
  return {do: 'progress', fraction, then};
}

/** Outcomes in the order of the calls; when they are used up, every call succeeds. */
export class Script {
  readonly #outcomes: Outcome[] = [];
  /** How long every outcome takes. */
  takesMs = 0;
  /** Of every call for which nothing is written. */
  otherwise: Outcome = succeed;

  then(...outcomes: readonly Outcome[]): this {
    this.#outcomes.push(...outcomes);
    return this;
  }

  /** Forgets what was written. */
  clear(): void {
    this.#outcomes.length = 0;
    this.otherwise = succeed;
  }

  /** Plays the next outcome. @param onProgress Called with the fraction reached, 0–1. */
  async play(clock: Clock, signal: AbortSignal, onProgress?: (fraction: number) => Promise<void>): Promise<void> {
    let outcome = this.#outcomes.shift() ?? this.otherwise;
    for (;;) {
      await pause(this.takesMs, clock, signal);
      switch (outcome.do) {
        case 'succeed':
          return;
        case 'fail':
          throw outcome.error;
        case 'hang':
          return await new Promise<never>((_, reject) => {
            signal.addEventListener('abort', () => reject(reasonOf(signal)), {once: true});
          });
        case 'hang-for-ever':
          return await new Promise<never>(() => undefined);
        case 'progress':
          await onProgress?.(outcome.fraction);
          outcome = outcome.then;
      }
    }
  }
}

async function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (ms === 0) return;
  await new Promise<void>((resolve, reject) => {
    const cancel = clock.after(ms, resolve);
    signal.addEventListener('abort', () => {
      cancel();
      reject(reasonOf(signal));
    });
  });
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('It was told to stop.');
}
