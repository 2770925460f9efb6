import {expect, test} from 'vitest';
import {type KeyPress, keyCommand} from './keyboard-controller.ts';

const press = (change: Partial<KeyPress>): KeyPress => ({
  key: '',
  command: false,
  alt: false,
  composing: false,
  inField: false,
  inDialog: false,
  ...change,
});

test.each([
  [{key: '/'}, 'search'],
  [{key: 'k', command: true}, 'search'],
  [{key: 'k', command: true, inField: true}, 'search'],
  [{key: 'u'}, 'add'],
  [{key: '?'}, 'help'],
  [{key: 'z', command: true}, 'undo'],
  [{key: 'z', command: true, inField: true}, undefined],
  [{key: '3'}, {tab: 'download'}],
  [{key: '6'}, undefined],
  [{key: 'u', command: true}, undefined],
])('%j asks for %j', (change, command) => {
  expect(keyCommand(press(change), true)).toEqual(command);
});

test('letters do nothing in a field, in a dialog and while a word is being composed', () => {
  for (const where of [{inField: true}, {inDialog: true}, {composing: true}]) {
    expect(keyCommand(press({key: 'u', ...where}), true)).toBeUndefined();
  }
});

test('letters can be switched off; the rest still works', () => {
  expect(keyCommand(press({key: 'u'}), false)).toBeUndefined();
  expect(keyCommand(press({key: '1'}), false)).toBeUndefined();
  expect(keyCommand(press({key: '/'}), false)).toBe('search');
});
