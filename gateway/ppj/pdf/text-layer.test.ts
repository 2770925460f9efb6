import {expect, test} from 'vitest';
import {readTextLayer} from './text-layer.ts';

test('a document may have more words than a slide may: its pages are read one by one', async () => {
  const word = '<word xMin="1" yMin="2" xMax="3" yMax="4">a&lt;b</word>';
  const line = `<line xMin="72" yMin="36" xMax="144" yMax="54">${word.repeat(50)}</line>`;
  const page = `<page width="720" height="540">\n<flow><block>${line.repeat(100)}</block></flow></page>`;
  const xhtml = `<html><body>\n<doc>\n${page.repeat(30)}<page width="72" height="54">\n</page></doc>\n</body></html>`;

  const pages = await readTextLayer(xhtml);

  expect(pages).toHaveLength(31);
  expect(pages[29]).toMatchObject({width: 960, height: 720});
  expect(pages[29]?.lines).toHaveLength(100);
  expect(pages[29]?.lines[99]).toEqual({
    text: Array.from({length: 50}, () => 'a<b').join(' '),
    x: 96,
    y: 48,
    width: 96,
    height: 24,
  });
  expect(pages[30]).toEqual({width: 96, height: 72, lines: []});
});
