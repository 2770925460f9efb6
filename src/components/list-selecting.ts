import type {ReactiveController, ReactiveControllerHost} from 'lit';
import {type Selection, allSelected, extended, isEmpty, noSelection, selectedOf, toggled} from './list-selection.ts';

/** Which rows of its host are chosen. */
export class Selecting implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #selection: Selection = noSelection;
  /** Where a choice with Shift begins. */
  #from: string | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected() {}

  get selection(): Selection {
    return this.#selection;
  }

  get isEmpty(): boolean {
    return isEmpty(this.#selection);
  }

  /** The chosen ones of these rows. */
  of(rows: readonly string[]): readonly string[] {
    return selectedOf(this.#selection, rows);
  }

  toggle(uuid: string): void {
    this.#from = uuid;
    this.#set(toggled(this.#selection, uuid));
  }

  /** Up to a row, from where the choice began. */
  extend(rows: readonly string[], from: string, to: string): void {
    this.#from ??= from;
    this.#set(extended(this.#selection, rows, this.#from, to));
  }

  /** The next choice with Shift begins here. */
  startAt(uuid: string | undefined): void {
    this.#from = uuid;
  }

  selectAll(): void {
    this.#set(allSelected);
  }

  select(uuids: readonly string[]): void {
    this.#set({all: false, uuids: new Set(uuids)});
  }

  clear(): void {
    this.#from = undefined;
    this.#set(noSelection);
  }

  /** "All" was all of another filter. */
  filterChanged(): void {
    if (this.#selection.all) this.clear();
  }

  #set(selection: Selection): void {
    this.#selection = selection;
    this.#host.requestUpdate();
  }
}
