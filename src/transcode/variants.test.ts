import fc from 'fast-check';
import {expect, test} from 'vitest';
import {sizeName, variantSizes} from './variants.ts';

// prettier-ignore
const table: readonly [string, width: number, height: number, isCopied: boolean, names: readonly string[]][] = [
  ['full HD',                    1920, 1080, true,  ['1080p', '720p', '480p']],
  ['full HD, encoded',           1920, 1080, false, ['1080p', '720p', '480p']],
  ['4K as it is',                3840, 2160, true,  ['2160p', '1080p', '720p', '480p']],
  ['4K, encoded',                3840, 2160, false, ['1080p', '720p', '480p']],
  ['HD',                         1280, 720,  true,  ['720p', '480p']],
  ['a phone held upright',       1080, 1920, false, ['1080p', '720p', '480p']],
  ['a wide film',                1920, 800,  true,  ['800p', '480p']],
  ['PAL',                        1024, 576,  false, ['576p', '480p']],
  ['hardly larger than 480p',    900,  500,  true,  []],
  ['480p',                       854,  480,  true,  []],
  ['small',                      320,  180,  false, []],
];

test.each(table)('%s: %i × %i', (_what, width, height, isCopied, names) => {
  expect(variantSizes({width, height}, isCopied).map(sizeName)).toEqual(names);
});

test('no size is larger than its source, sides are even, the aspect is kept within a pixel', () => {
  const side = fc.integer({min: 1, max: 9000});
  fc.assert(
    fc.property(side, side, fc.boolean(), (width, height, isCopied) => {
      const sizes = variantSizes({width, height}, isCopied);
      for (const [index, size] of sizes.entries()) {
        expect(size.width).toBeLessThanOrEqual(width);
        expect(size.height).toBeLessThanOrEqual(height);
        if (isCopied && index === 0) continue;
        expect([size.width % 2, size.height % 2]).toEqual([0, 0]);
        const wanted = index === 0 ? Math.min(1080, width, height) : Math.min(size.width, size.height);
        const share = wanted / Math.min(width, height);
        expect(Math.abs(size.width - width * share)).toBeLessThanOrEqual(1);
        expect(Math.abs(size.height - height * share)).toBeLessThanOrEqual(1);
      }
      expect(new Set(sizes.map(sizeName)).size).toBe(sizes.length);
    }),
  );
});
