import {expect, test} from 'vitest';
import {SourceExchange} from './source-exchange.ts';

test('a job and a look that want the same file at a time both get it', async () => {
  const exchange = new SourceExchange('exchange-test');
  const film = new File(['film'], 'film.mp4');

  const wanted = Promise.all([exchange.find('a'), exchange.find('a')]);
  exchange.hold('a', film);

  expect(await wanted).toEqual([film, film]);
  exchange.close();
});
