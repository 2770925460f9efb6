/** Where the focus goes. */
export type Way = 'up' | 'down' | 'first' | 'last' | 'page-up' | 'page-down';

/** What a key asks of the list. */
export type KeyIntent =
  | {readonly type: 'move'; readonly way: Way; readonly extend: boolean}
  | {readonly type: 'toggle' | 'select-all' | 'escape' | 'open' | 'into' | 'back' | 'menu'}
  | {readonly type: 'act'; readonly act: 'pause-or-resume' | 'retry-or-continue' | 'front' | 'remove'};

export interface ListKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
}

const ways: Readonly<Record<string, Way>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
  PageUp: 'page-up',
  PageDown: 'page-down',
};

const plain: Readonly<Record<string, KeyIntent>> = {
  ' ': {type: 'toggle'},
  Escape: {type: 'escape'},
  Enter: {type: 'open'},
  ArrowRight: {type: 'into'},
  ArrowLeft: {type: 'back'},
  ContextMenu: {type: 'menu'},
  Delete: {type: 'act', act: 'remove'},
};

const letterKeys: Readonly<Record<string, KeyIntent>> = {
  p: {type: 'act', act: 'pause-or-resume'},
  r: {type: 'act', act: 'retry-or-continue'},
  f: {type: 'act', act: 'front'},
};

/** @param letters Single letters act (they can be switched off). @param inButton The focus is on a row's button. */
export function keyIntent(press: ListKey, letters: boolean, inButton: boolean): KeyIntent | undefined {
  const {key, shiftKey, altKey, isComposing} = press;
  if (isComposing || altKey) return undefined;
  const way = ways[key];
  if (press.ctrlKey || press.metaKey) {
    if (key.toLowerCase() === 'a') return {type: 'select-all'};
    return way === 'first' || way === 'last' ? {type: 'move', way, extend: shiftKey} : undefined;
  }
  if (way) return {type: 'move', way, extend: shiftKey};
  if (key === 'F10' && shiftKey) return {type: 'menu'};
  // A button has the first word on its own keys.
  if (inButton && (key === ' ' || key === 'Enter')) return undefined;
  return plain[key] ?? (letters && !shiftKey ? letterKeys[key.toLowerCase()] : undefined);
}
