import {expect, test} from 'vitest';
import {linksIn} from './links.ts';

// prettier-ignore
test.each([
  ['nothing in plain text',            'see you at 12:30, bring cake',                        []],
  ['one',                              ' https://a.example/dir/film.mp4 ',                   [['https://a.example/dir/film.mp4', 'film.mp4']]],
  ['one a line, each once',            'https://a.example/1\r\nhttps://a.example/2\nhttps://a.example/1', [['https://a.example/1', '1'], ['https://a.example/2', '2']]],
  ['with commas between them',         'https://a.example/1,https://a.example/a,b.txt',       [['https://a.example/1', '1'], ['https://a.example/a,b.txt', 'a,b.txt']]],
  ['inside a sentence',                'It is at <https://a.example/x.zip> now',              [['https://a.example/x.zip', 'x.zip']]],
  ['a list with comments',             '# https://a.example/no\nhttps://a.example/yes',       [['https://a.example/yes', 'yes']]],
  ['a name with escapes',              'https://a.example/%E5%A9%9A%E7%A4%BC%20%F0%9F%8E%89.mp4', [['https://a.example/%E5%A9%9A%E7%A4%BC%20%F0%9F%8E%89.mp4', '婚礼 🎉.mp4']]],
  ['a name with escapes that are none','https://a.example/100%',                              [['https://a.example/100%', '100%']]],
  ['a file of the gateway',            'https://a.example/gateway/files?path=originals%2F1%2Fa.mov', [['https://a.example/gateway/files?path=originals%2F1%2Fa.mov', 'a.mov']]],
  ['no name at all',                   'https://a.example',                                   [['https://a.example/', 'a.example']]],
  ['other protocols',                  'javascript:alert(1) file:///etc/passwd ftp://a.example/x data:,x', []],
  ['what is no address',               'https:// http://[ https://ok.example/x',              [['https://ok.example/x', 'x']]],
] as const)('%s', (_what, text, expected) => {
  expect(linksIn(text).map(({url, fileName}) => [url, fileName])).toEqual(expected);
});
