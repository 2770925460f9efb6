import {HttpError} from '../http/errors.ts';
import type {Nas} from './nas.ts';

/** A NAS that this gateway cannot reach: all that needs it is 503, so that clients come back later. */
export class AbsentNas implements Nas {
  sizeOf(): Promise<never> {
    return Promise.reject(unreachable());
  }

  open(): Promise<never> {
    return Promise.reject(unreachable());
  }

  remove(): Promise<never> {
    return Promise.reject(unreachable());
  }
}

const unreachable = () => new HttpError(503, 'The NAS does not answer.');
