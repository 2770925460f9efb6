import type {FilePart, Results, Route, Transfer} from './job.ts';

const routes = ['intranet', 'internet'] as const satisfies readonly Route[];
const parts = ['original', 'segments', 'playlist'] as const satisfies readonly FilePart[];

/** A finished transfer of a part, on whichever route it went (SPEC F9). */
export function finishedTransfer(results: Results, part: FilePart): (Transfer & {readonly route: Route}) | undefined {
  for (const route of routes) {
    const transfer = results.transfers[`${route}/${part}`];
    if (transfer?.complete) return {...transfer, route};
  }
  return undefined;
}

export type HeldTransfer = Transfer & {readonly route: Route; readonly key: `${Route}/${FilePart}`};

/** Every upload that a server may still hold. */
export function heldTransfers({transfers}: Results): readonly HeldTransfer[] {
  return routes.flatMap((route) =>
    parts.flatMap((part) => {
      const key = `${route}/${part}` as const;
      const transfer = transfers[key];
      return transfer ? [{...transfer, route, key}] : [];
    }),
  );
}
