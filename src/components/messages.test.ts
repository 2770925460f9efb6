import {readFileSync, readdirSync} from 'node:fs';
import {expect, test} from 'vitest';
import {templates} from '../locales/zh-CN.ts';

const folder = new URL('.', import.meta.url);
const sources = readdirSync(folder, {recursive: true})
  .map(String)
  .filter((name) => name.endsWith('messages.ts'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
const messages = sources.flatMap(messagesOf);

test('no two texts share an id', () => {
  const ids = messages.map(({id}) => id);

  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test('every text has a Chinese one, and no Chinese text is left over', () => {
  expect(Object.keys(templates).sort()).toEqual(messages.map(({id}) => id).sort());
});

test('a Chinese text uses the same values as the English one', () => {
  const wrong = messages.filter(({id, values}) => valuesOf(id) > values);

  expect(wrong).toEqual([]);
});

test('Chinese texts keep to full-width punctuation', () => {
  const texts = Object.entries(templates).map(([id, text]) => [
    id,
    typeof text === 'string' ? text : text.strings.join(''),
  ]);

  expect(texts.filter(([, text]) => /[\u4e00-\u9fff][,.;:!?]|您/.test(String(text)))).toEqual([]);
});

/** Every `msg(…, {id: '…'})` of a source, with the number of values in its text. */
function messagesOf(source: string): {id: string; values: number}[] {
  return [...source.matchAll(/msg\(\s*(str`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*')\s*,\s*\{\s*id: '([^']+)'/g)].map(
    ([, text = '', id = '']) => ({id, values: text.split('${').length - 1}),
  );
}

/** How many values a template needs: one more than the highest index in it. */
function valuesOf(id: string): number {
  const template = templates[id];
  if (template === undefined || typeof template === 'string') return 0;
  return Math.max(0, ...template.values.map((value) => Number(value) + 1));
}
