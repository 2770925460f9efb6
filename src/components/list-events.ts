import type {Group} from '../store/facets.ts';
import type {ActionName} from './job-actions.ts';

/** Bubbles out of every shadow root of the list. */
class ListEvent extends Event {
  constructor(type: string) {
    super(type, {bubbles: true, composed: true});
  }
}

/** Something is to be done with some jobs. */
export class ActionEvent extends ListEvent {
  readonly action: ActionName;
  readonly uuids: readonly string[];

  constructor(action: ActionName, uuids: readonly string[]) {
    super('list-action');
    this.action = action;
    this.uuids = uuids;
  }
}

/** A row's menu is asked for, beside the control that asks. */
export class MenuEvent extends ListEvent {
  readonly uuid: string;
  /** Has the focus again when the menu closes. */
  readonly opener: HTMLElement;
  readonly at: DOMRect;

  constructor(uuid: string, opener: HTMLElement, at = opener.getBoundingClientRect()) {
    super('list-menu');
    this.uuid = uuid;
    this.opener = opener;
    this.at = at;
  }
}

/** A row is chosen or let go, or the choice reaches up to it. */
export class SelectEvent extends ListEvent {
  readonly uuid: string;
  readonly reach: 'this' | 'up-to-this';

  constructor(uuid: string, reach: 'this' | 'up-to-this') {
    super('list-select');
    this.uuid = uuid;
    this.reach = reach;
  }
}

/** The last row has left with the focus in it: the focus goes to "Add files". */
export class FocusAddEvent extends ListEvent {
  constructor() {
    super('list-focus-add');
  }
}

/** A row is opened: its details, or what it has become. */
export class OpenEvent extends ListEvent {
  readonly uuid: string;

  constructor(uuid: string) {
    super('list-open');
    this.uuid = uuid;
  }
}

/** All rows of a group are wanted. */
export class ExpandEvent extends ListEvent {
  readonly group: Group;

  constructor(group: Group) {
    super('list-expand');
    this.group = group;
  }
}

/** All rows of a group are chosen. */
export class SelectGroupEvent extends ListEvent {
  readonly group: Group;

  constructor(group: Group) {
    super('list-select-group');
    this.group = group;
  }
}

/** All that is done goes off the list. */
export class ClearDoneEvent extends ListEvent {
  constructor() {
    super('list-clear-done');
  }
}

/** The report of several jobs is asked for, beside the control that asks. */
export class ReportEvent extends ListEvent {
  readonly uuids: readonly string[];
  /** Has the focus again when the menu closes. */
  readonly opener: HTMLElement;

  constructor(uuids: readonly string[], opener: HTMLElement) {
    super('list-report');
    this.uuids = uuids;
    this.opener = opener;
  }
}

/** A file with the report of jobs has been handed to the browser. */
export class SavedEvent extends ListEvent {
  readonly jobs: number;

  constructor(jobs: number) {
    super('list-saved');
    this.jobs = jobs;
  }
}

/** A report lies on the clipboard. */
export class CopiedEvent extends ListEvent {
  constructor() {
    super('list-copied');
  }
}

declare global {
  interface HTMLElementEventMap {
    'list-action': ActionEvent;
    'list-menu': MenuEvent;
    'list-select': SelectEvent;
    'list-focus-add': FocusAddEvent;
    'list-open': OpenEvent;
    'list-expand': ExpandEvent;
    'list-select-group': SelectGroupEvent;
    'list-clear-done': ClearDoneEvent;
    'list-copied': CopiedEvent;
    'list-report': ReportEvent;
    'list-saved': SavedEvent;
  }
}
