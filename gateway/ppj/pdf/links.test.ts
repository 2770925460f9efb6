import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {readLinks} from './links.ts';

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'carryon-links-'));
});
afterAll(() => rm(scratch, {recursive: true, force: true}));

test.each([
  ['the word stream', 'https://example.com/stream/abc?x=1'],
  ['the word endobj', 'https://example.com/endobj'],
  ['brackets and >>', 'https://example.com/a(b)/>>/c'],
  ['4000 characters', `https://example.com/${'stream/'.repeat(570)}`],
  ['Chinese in UTF-8', 'https://example.com/文稿'],
])('an address with %s is whole', async (_what, href) => {
  expect(await linksOf([href])).toEqual([{x: 96, y: 576, width: 96, height: 48, href}]);
});

test('all of a thousand links are read', async () => {
  const hrefs = Array.from({length: 1000}, (_, at) => `https://example.com/${at}`);

  expect((await linksOf(hrefs)).map((link) => 'href' in link && link.href)).toEqual(hrefs);
});

/** Of a PDF with one page, as LibreOffice writes it; objects end with and without a new line. */
async function linksOf(hrefs: readonly string[]) {
  const escape = (href: string) =>
    Buffer.from(href)
      .toString('latin1')
      .replace(/[()\\]/g, '\\$&');
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>\n',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox 5 0 R/Contents 4 0 R/Annots[' +
      `${hrefs.map((_, at) => `${at + 6} 0 R`).join(' ')}]>>\n`,
    '<</Length 3>>stream\nq Q\nendstream\n',
    '[0 0 720 540]',
    ...hrefs.map((href) => `<</Type/Annot/Subtype/Link/Rect[72 72 144 108]/A<</S/URI/URI(${escape(href)})>>>>\n`),
  ];
  const header = '%PDF-1.6\n';
  const whole = objects.map((object, at) => `${at + 1} 0 obj\n${object}endobj\n`);
  const offsets = whole.map((_, at) => header.length + whole.slice(0, at).join('').length);
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  const body = header + whole.join('');
  const table = `xref\n0 ${rows.length + 1}\n0000000000 65535 f \n${rows.join('')}`;
  const trailer = `trailer\n<</Size ${rows.length + 1}/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF\n`;
  const path = join(scratch, 'made.pdf');
  await writeFile(path, Buffer.from(body + table + trailer, 'latin1'));
  const [links = []] = await readLinks(path);
  return links;
}
