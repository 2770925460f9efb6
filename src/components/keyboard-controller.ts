import type {ReactiveController, ReactiveControllerHost} from 'lit';
import {type Tab, tabs} from './shell-events.ts';

/** What a key asks of the page. */
export type KeyCommand = 'search' | 'add' | 'help' | 'undo' | {readonly tab: Tab};

/** What a key press is about, without the DOM. */
export interface KeyPress {
  readonly key: string;
  readonly command: boolean;
  readonly alt: boolean;
  readonly composing: boolean;
  /** The focus is in a field that takes text. */
  readonly inField: boolean;
  /** A dialog or a menu is open. */
  readonly inDialog: boolean;
}

/** The command of a key press, if it has one. */
export function keyCommand(press: KeyPress, letters: boolean): KeyCommand | undefined {
  const {key, command, alt, composing, inField, inDialog} = press;
  if (composing || alt || inDialog) return undefined;
  if (command) return {k: 'search', z: inField ? undefined : 'undo'}[key.toLowerCase()] as KeyCommand | undefined;
  if (inField) return undefined;
  if (key === '/') return 'search';
  if (key === '?') return 'help';
  if (!letters) return undefined;
  if (key.toLowerCase() === 'u') return 'add';
  const tab = /^[1-5]$/.test(key) ? tabs[Number(key) - 1] : undefined;
  return tab && {tab};
}

/** Listens for the keys that act anywhere on the page. */
export class KeyboardController implements ReactiveController {
  readonly #act: (command: KeyCommand) => boolean;
  readonly #letters: () => boolean;

  /** @param act Does it; returns whether there was something to do. */
  constructor(host: ReactiveControllerHost, letters: () => boolean, act: (command: KeyCommand) => boolean) {
    this.#letters = letters;
    this.#act = act;
    host.addController(this);
  }

  hostConnected() {
    window.addEventListener('keydown', this.#pressed);
  }

  hostDisconnected() {
    window.removeEventListener('keydown', this.#pressed);
  }

  readonly #pressed = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const path = event.composedPath();
    const command = keyCommand(
      {
        key: event.key,
        command: event.ctrlKey || event.metaKey,
        alt: event.altKey,
        composing: event.isComposing,
        inField: path.some(takesText),
        inDialog: path.some((node) => node instanceof HTMLDialogElement || isOpenPopover(node)),
      },
      this.#letters(),
    );
    if (command !== undefined && this.#act(command)) event.preventDefault();
  };
}

function takesText(node: EventTarget): boolean {
  if (node instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'file', 'range'].includes(node.type);
  return (
    node instanceof HTMLTextAreaElement ||
    node instanceof HTMLSelectElement ||
    (node instanceof HTMLElement && node.isContentEditable)
  );
}

function isOpenPopover(node: EventTarget): boolean {
  return node instanceof HTMLElement && node.popover !== null && node.matches(':popover-open');
}
