/**
 * Chosen rows: some by uuid, or all of a filter but some.
 *
 * "All" is a filter, not a list: thousands cost nothing, and rows that come into it are in.
 */
export interface Selection {
  readonly all: boolean;
  /** The chosen ones; with `all` the ones left out. */
  readonly uuids: ReadonlySet<string>;
}

export const noSelection: Selection = {all: false, uuids: new Set()};
export const allSelected: Selection = {all: true, uuids: new Set()};

export function isSelected({all, uuids}: Selection, uuid: string): boolean {
  return uuids.has(uuid) !== all;
}

export function isEmpty({all, uuids}: Selection): boolean {
  return !all && uuids.size === 0;
}

export function toggled({all, uuids}: Selection, uuid: string): Selection {
  const next = new Set(uuids);
  if (!next.delete(uuid)) next.add(uuid);
  return {all, uuids: next};
}

/** All rows from one to another, in the order in which they are seen, besides what was chosen before. */
export function extended(selection: Selection, rows: readonly string[], from: string, to: string): Selection {
  const [a, b] = [rows.indexOf(from), rows.indexOf(to)];
  if (b < 0) return selection;
  const range = rows.slice(Math.min(a < 0 ? b : a, b), Math.max(a < 0 ? b : a, b) + 1);
  const next = new Set(selection.uuids);
  for (const uuid of range) {
    if (selection.all) next.delete(uuid);
    else next.add(uuid);
  }
  return {all: selection.all, uuids: next};
}

/** The chosen among the rows of a view; those that have left it are not in it any more. */
export function selectedOf(selection: Selection, rows: readonly string[]): readonly string[] {
  return isEmpty(selection) ? [] : rows.filter((uuid) => isSelected(selection, uuid));
}
