import {expect} from '@playwright/test';
import type {Way} from '../../src/transcode/protocol.ts';
import {expectWhole, judge} from './judge.ts';
import {isFull, matrix, type Made, type Medium} from './matrix.ts';
import {pictureDigest} from './native.ts';
import {probe, type Probe} from './probe.ts';
import {test} from './transcode-page.ts';

const ways: readonly Way[] = ['repackage', 'webcodecs', 'encode-sound', 'encode-threads', 'encode'];
const names = Object.keys(matrix) as Medium[]; // its own keys

test.describe.configure({mode: 'default', timeout: 150_000});

for (const name of names) {
  const row = matrix[name];
  if ('code' in row) {
    test(`${name} fails with words and leaves nothing`, async ({transcoder}) => {
      const {outcome, uuid} = await transcoder.transcode(transcoder.make(name));

      expect(outcome).toMatchObject({state: 'failed', code: row.code});
      expect(outcome.state === 'failed' && outcome.message).toMatch(row.words);
      expect(await transcoder.list(uuid)).toEqual({});
    });
    continue;
  }
  if (row.isExtra && !isFull) continue;

  test(`${name} becomes a film with all it has`, async ({transcoder, browserName}) => {
    test.skip(browserName === 'firefox' && !isFull && isTheSame(row), 'made by the same code in both browsers');
    const source = transcoder.make(name);
    const run = await transcoder.transcode(source);

    expect(run.outcome).toMatchObject({state: 'done', ways: [wayOf(row, browserName)]});
    const made = expectFilm(run.playlistPath, sourceOf(source, row), row);
    if (row.rung === 'repackage') expect(made.audio?.packets).toBe(sourceOf(source, row).audio?.packets);
    if (row.keepsPictures) expect(pictureDigest(run.playlistPath)).toBe(pictureDigest(source));
    if (!row.isPlayed) return;
    const {startedAt, endedAt, errors} = await transcoder.play(run);
    expect(errors).toEqual([]);
    expect(Math.abs(startedAt - (row.hiddenSeconds ?? 0))).toBeLessThan(0.3);
    expect(Math.abs(endedAt - (run.outcome.state === 'done' ? run.outcome.rendition.durationSeconds : 0))).toBeLessThan(
      0.3,
    );
  });

  for (const forced of isFull ? ways.slice(1) : []) {
    test(`${name} by ${forced} becomes the same`, async ({transcoder, browserName}) => {
      const planned = wayOf(row, browserName);
      test.skip(ways.indexOf(planned) >= ways.indexOf(forced), 'the plan takes it, or passes it over');
      const source = transcoder.make(name);
      const avoid = ways.slice(0, ways.indexOf(forced));
      const {outcome, playlistPath} = await transcoder.transcode(source, {avoid});

      if (row.isStrangeToFfmpeg && forced !== 'webcodecs') {
        expect(outcome).toMatchObject({state: 'failed', code: 'media-unsupported'});
        return;
      }
      expect(outcome.state === 'failed' && outcome.message).toBe(false);
      // What this browser cannot do is passed over.
      expect(ways.slice(ways.indexOf(forced))).toEqual(expect.arrayContaining([...outcome.ways]));
      // Pictures that are encoded again begin where the edit list says.
      const isCut = row.hiddenSeconds !== undefined && outcome.ways.at(-1) !== 'encode-sound';
      expectFilm(playlistPath, probe(source, isCut ? -0.001 : -Infinity), row);
    });
  }
}

/** No codec has a hand in it that only one of the browsers has. What is played is seen in both all the same. */
function isTheSame({rung, isPlayed}: Made): boolean {
  return !isPlayed && typeof rung === 'string';
}

/** The way that the plan has to take: ffmpeg's threads are not started in Firefox (`ffmpeg/threads.ts`). */
function wayOf({rung}: Made, browserName: string): Way {
  const isChromium = browserName === 'chromium';
  const taken = typeof rung === 'string' ? rung : rung[isChromium ? 'chromium' : 'firefox'];
  if (taken !== 'ffmpeg') return taken;
  return isChromium ? 'encode-threads' : 'encode';
}

function expectFilm(playlistPath: string, source: Probe, row: Made): Probe {
  const made = judge(playlistPath);
  expectWhole(made, source, row.frames);
  if (row.shape !== undefined) expect(made.video?.shape).toBeCloseTo(row.shape, 2);
  return made;
}

/** What a copy has. ffprobe leaves out sound that an edit list hides, but for a second of it. */
function sourceOf(path: string, {rung, hiddenSeconds}: Made): Probe {
  const isCopied = rung === 'repackage' && hiddenSeconds !== undefined;
  return probe(path, -Infinity, isCopied ? ['-ignore_editlist', '1'] : []);
}
