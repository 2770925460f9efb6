/** What a key asks for. */
export type Command =
  'next' | 'previous' | 'first' | 'last' | 'full' | 'overview' | 'goTo' | 'notes' | 'search' | 'print' | 'leave';

const commands: Readonly<Record<string, Command>> = {
  ArrowRight: 'next',
  ArrowDown: 'next',
  PageDown: 'next',
  ' ': 'next',
  n: 'next',
  ArrowLeft: 'previous',
  ArrowUp: 'previous',
  PageUp: 'previous',
  Backspace: 'previous',
  p: 'previous',
  Home: 'first',
  End: 'last',
  f: 'full',
  o: 'overview',
  g: 'goTo',
  s: 'notes',
  '/': 'search',
  Escape: 'leave',
};

const withControl: Readonly<Record<string, Command>> = {f: 'search', p: 'print'};

export type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing'>;

/** @returns `undefined` for a key that is the browser's. */
export function commandOf({key, ctrlKey, metaKey, altKey, shiftKey, isComposing}: Key): Command | undefined {
  if (isComposing || altKey) return undefined;
  const name = key.length === 1 ? key.toLowerCase() : key;
  if (ctrlKey || metaKey) return withControl[name];
  if (shiftKey && name === ' ') return 'previous';
  return commands[name];
}
