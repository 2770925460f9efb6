import type {Settings} from '../app-api.ts';
import type {AddedKind} from './adding.ts';
import type {Link} from './links.ts';
import type {NoticeKind} from './notices.ts';
import type {Preferences} from './preferences.ts';

/** Bubbles out of every shadow root up to the page's shell. */
class ShellEvent extends Event {
  constructor(type: string) {
    super(type, {bubbles: true, composed: true});
  }
}

/** The user looks for a name. */
export class SearchEvent extends ShellEvent {
  readonly query: string;

  constructor(query: string) {
    super('shell-search');
    this.query = query;
  }
}

/** What the tabs choose between. */
export const tabs = ['all', 'upload', 'download', 'transcode', 'convert'] as const;
export type Tab = (typeof tabs)[number];

export class TabEvent extends ShellEvent {
  readonly tab: Tab;

  constructor(tab: Tab) {
    super('shell-tab');
    this.tab = tab;
  }
}

/** A file as it comes in, or a handle to it; with its place in the folder it was dropped with. */
export interface Incoming {
  readonly file: File | FileSystemFileHandle;
  /** Such as `day 1/cam A/0042.mp4`; empty for a file on its own. */
  readonly relativePath: string;
}

/** Files were chosen, pasted or dropped; folders come as a walk that is still going on. */
export class IncomingEvent extends ShellEvent {
  readonly incoming: AsyncIterable<Incoming> | Iterable<Incoming>;
  /** What they become; undefined: it is told by their names. */
  readonly as: AddedKind | undefined;

  constructor(incoming: AsyncIterable<Incoming> | Iterable<Incoming>, as?: AddedKind) {
    super('shell-incoming');
    this.incoming = incoming;
    this.as = as;
  }
}

/** Links were pasted or dropped, and are to be looked at before they are fetched. */
export class PasteLinksEvent extends ShellEvent {
  readonly text: string;

  constructor(text: string) {
    super('shell-paste-links');
    this.text = text;
  }
}

/** Links are to be downloaded. */
export class LinksEvent extends ShellEvent {
  readonly links: readonly Link[];

  constructor(links: readonly Link[]) {
    super('shell-links');
    this.links = links;
  }
}

/** What a button of the shell asks for, when there is nothing more to say about it. */
export type ShellRequest =
  | 'settings'
  | 'keyboard'
  | 'sign-in'
  | 'sign-out'
  | 'erase'
  | 'probe'
  | 'connect-intranet'
  | 'update'
  | 'install'
  | 'permission'
  | 'folder'
  | 'links'
  | 'remote-decks'
  | 'spare-nothing';

export class RequestEvent extends ShellEvent {
  readonly request: ShellRequest;

  constructor(request: ShellRequest) {
    super('shell-request');
    this.request = request;
  }
}

/** A notice is put off. */
export class LaterEvent extends ShellEvent {
  readonly kind: NoticeKind;

  constructor(kind: NoticeKind) {
    super('shell-later');
    this.kind = kind;
  }
}

export class SignInEvent extends ShellEvent {
  readonly baseUrl: string;
  readonly token: string;

  constructor(baseUrl: string, token: string) {
    super('shell-sign-in');
    this.baseUrl = baseUrl;
    this.token = token;
  }
}

/** A setting of the look was changed. */
export class PreferenceEvent extends ShellEvent {
  readonly change: Partial<Preferences>;

  constructor(change: Partial<Preferences>) {
    super('shell-preference');
    this.change = change;
  }
}

/** A setting of the queue was changed. */
export class SettingsEvent extends ShellEvent {
  readonly change: Partial<Settings>;

  constructor(change: Partial<Settings>) {
    super('shell-settings');
    this.change = change;
  }
}

declare global {
  interface HTMLElementEventMap {
    'shell-search': SearchEvent;
    'shell-tab': TabEvent;
    'shell-incoming': IncomingEvent;
    'shell-paste-links': PasteLinksEvent;
    'shell-links': LinksEvent;
    'shell-request': RequestEvent;
    'shell-later': LaterEvent;
    'shell-sign-in': SignInEvent;
    'shell-preference': PreferenceEvent;
    'shell-settings': SettingsEvent;
  }
}
