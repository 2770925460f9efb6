import type {FilePart, Results, Route, Transfer} from './job.ts';

const routes = ['intranet', 'internet'] as const satisfies readonly Route[];

/** A finished transfer of a part, on whichever route it went (SPEC F9). */
export function finishedTransfer(results: Results, part: FilePart): (Transfer & {readonly route: Route}) | undefined {
  for (const route of routes) {
    const transfer = results.transfers[`${route}/${part}`];
    if (transfer?.complete) return {...transfer, route};
  }
  return undefined;
}

/** Every upload that a server may still hold, with its route. */
export function heldTransfers(results: Results): readonly (Transfer & {readonly route: Route})[] {
  return Object.entries(results.transfers).flatMap(([key, transfer]) =>
    transfer ? [{...transfer, route: key.startsWith('intranet/') ? ('intranet' as const) : ('internet' as const)}] : [],
  );
}
