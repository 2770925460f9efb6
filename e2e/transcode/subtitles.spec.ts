import {expect} from '@playwright/test';
import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from './transcode-page.ts';

test.describe.configure({mode: 'default', timeout: 150_000});

for (const name of ['subtitles.mkv', 'subtitles.mp4'] as const) {
  test(`${name} keeps its words beside the film, as WebVTT`, async ({transcoder}) => {
    const {outcome, playlistPath} = await transcoder.transcode(transcoder.make(name));

    const rendition = outcome.state === 'done' ? outcome.rendition : undefined;
    const [english, chinese] = rendition?.subtitles ?? [];
    expect(english).toMatchObject({language: 'en', ...(name.endsWith('mkv') && {title: 'Plain'})});
    expect(chinese).toMatchObject({language: 'zh'});
    const folder = dirname(playlistPath);
    // The first sound lies up to 43 ms before the first picture, and the film begins with it.
    const text = readFileSync(join(folder, english?.name ?? ''), 'utf8');
    expect(text).toMatch(/^WEBVTT\n\n00:00\.5\d\d --> 00:02\.0\d\d\nGood (<i>)?morning/);
    expect(readFileSync(join(folder, chinese?.name ?? ''), 'utf8')).toMatch(/00:01\.0\d\d --> 00:02\.5\d\d\n早上好/);
    const bytes = rendition?.more?.map((file) => file.bytes === readFileSync(join(folder, file.name)).length);
    expect(bytes).toEqual([true, true]);
  });
}
