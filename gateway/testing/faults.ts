import {ShareError} from '../nas/share.ts';
import type {Share, ShareProblem, ShareReader, ShareWriter} from '../nas/share.ts';

/** What goes wrong with a call: before it is carried out, or after it was, so that only the answer is lost. */
export interface Fault {
  readonly call: keyof Share | keyof ShareWriter | keyof ShareReader;
  readonly problem: ShareProblem;
  readonly when: 'before' | 'after';
}

/** What goes wrong with a share; a test puts it in and takes it out. */
export class Faults {
  /** Goes wrong each time, until it is taken out. */
  now: Fault | undefined;

  /** The same share, or what it opened, whose calls go wrong as told. */
  of<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (_target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return async (...given: unknown[]) => {
          const fault = this.now?.call === name ? this.now : undefined;
          if (fault?.when === 'before') throw failureOf(fault);
          const result: unknown = await value.apply(target, given);
          if (fault?.when === 'after') throw failureOf(fault);
          return opening.has(name) ? this.of(result as object) : result;
        };
      },
    });
  }
}

const opening = new Set<string | symbol>(['openForReading', 'openForWriting']);

function failureOf({problem}: Fault): ShareError {
  return new ShareError(problem, `a test's fault: ${problem}`);
}
