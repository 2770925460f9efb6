import type {FilePart, Job, Results, Route, Transfer} from './job.ts';

/** A finished transfer of a part, on whichever route it went (SPEC F9). */
export function finishedTransfer(results: Results, part: FilePart): (Transfer & {readonly route: Route}) | undefined {
  for (const route of ['intranet', 'internet'] as const) {
    const transfer = results.transfers[`${route}/${part}`];
    if (transfer?.complete) return {...transfer, route};
  }
  return undefined;
}

type TransferKey = keyof Results['transfers'];
export type HeldTransfer = Transfer & {readonly route: Route; readonly key: TransferKey};

/** Every upload that a server may still hold. */
export function heldTransfers({transfers}: Results): readonly HeldTransfer[] {
  const keys = Object.keys(transfers) as TransferKey[]; // they are made by nobody else
  return keys.flatMap((key) => {
    const transfer = transfers[key];
    return transfer ? [{...transfer, route: key.startsWith('intranet/') ? 'intranet' : 'internet', key}] : [];
  });
}

/**
 * Uploads that a server holds for nobody: all of a job that was given up, and what one whose file is known to the backend
 * began on a route that it left (SPEC F9). There a finished one may be the file itself.
 */
export function uselessTransfers({status, results}: Pick<Job, 'status' | 'results'>): readonly HeldTransfer[] {
  const held = heldTransfers(results);
  return status.state === 'done' || results.notified ? held.filter(({complete}) => !complete) : held;
}
