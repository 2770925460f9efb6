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
  #hanging = new AbortController();
  /** How long every outcome takes. */
  takesMs = 0;
  /** How long it takes to stop when told to. */
  letsGoMs = 0;
  /** Of every call for which nothing is written. */
  otherwise: Outcome = succeed;

  then(...outcomes: readonly Outcome[]): this {
    this.#outcomes.push(...outcomes);
    return this;
  }

  /** Forgets what was written; what hangs until it is told to stop fails. */
  clear(): void {
    this.#hanging.abort(new JobError('server-silent', 'It has hung for too long.'));
    this.#hanging = new AbortController();
    this.#outcomes.length = 0;
    this.otherwise = succeed;
  }

  /** Plays the next outcome. @param onProgress Called with the fraction reached, 0–1. */
  async play(clock: Clock, signal: AbortSignal, onProgress?: (fraction: number) => Promise<void>): Promise<void> {
    let outcome = this.#outcomes.shift() ?? this.otherwise;
    // Of the script as it was when the call came: once that is cleared, what is on its way succeeds.
    const hanging = this.#hanging.signal;
    for (;;) {
      await this.#pause(this.takesMs, clock, signal);
      if (hanging.aborted) return;
      switch (outcome.do) {
        case 'succeed':
          return;
        case 'fail':
          throw outcome.error;
        case 'hang':
          return await this.#pause(Infinity, clock, AbortSignal.any([signal, hanging]));
        case 'hang-for-ever':
          return await new Promise<never>(() => undefined);
        case 'progress':
          await onProgress?.(outcome.fraction);
          outcome = outcome.then;
      }
    }
  }

  async #pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (ms === 0) return;
    await new Promise<void>((resolve, reject) => {
      const cancel = ms === Infinity ? () => undefined : clock.after(ms, resolve);
      const stop = () => {
        cancel();
        if (this.letsGoMs === 0) reject(reasonOf(signal));
        else clock.after(this.letsGoMs, () => reject(reasonOf(signal)));
      };
      signal.addEventListener('abort', stop, {once: true});
    });
  }
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('It was told to stop.');
}
