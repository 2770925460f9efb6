import type {JobsStore} from '../store/jobs-store.ts';
import type {DialogName} from './app-dialogs.ts';
import {chooseFolder} from './folder-picker.ts';
import type {Incoming, ShellRequest} from './shell-events.ts';

/** The page, as far as its buttons need it. */
export interface RequestPage {
  store(): JobsStore;
  open(dialog: DialogName): Promise<void>;
  install(): Promise<void>;
  add(incoming: AsyncIterable<Incoming> | Iterable<Incoming>): Promise<void>;
  signOut(): Promise<void>;
}

/** What the buttons of the shell do. `update` is for whoever looks after the service worker. */
export function shellRequests(page: RequestPage): Readonly<Partial<Record<ShellRequest, () => Promise<void>>>> {
  return {
    settings: () => page.open('settings'),
    keyboard: () => page.open('keyboard'),
    erase: () => page.open('erase'),
    'sign-in': () => page.open('sign-in'),
    'sign-out': () => page.signOut(),
    probe: () => page.store().probe(),
    'connect-intranet': () => page.store().connectIntranet(),
    permission: async () => void (await page.store().allowFiles()),
    'spare-nothing': () => page.store().setSettings({saver: false}),
    install: () => page.install(),
    links: () => page.open('links'),
    'remote-decks': () => page.open('remote-decks'),
    folder: async () => {
      const incoming = await chooseFolder();
      if (incoming) await page.add(incoming);
    },
  };
}
