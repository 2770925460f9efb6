import {expect, test} from 'vitest';
import {FfmpegLog} from './log.ts';

function logOf(...lines: readonly string[]): FfmpegLog {
  const log = new FfmpegLog();
  for (const line of lines) log.log(line);
  return log;
}

const avi = [
  "Input #0, avi, from '/source':",
  '  Duration: 01:02:03.50, start: 0.000000, bitrate: 352 kb/s',
  '  Stream #0:0: Video: mpeg4 (Simple Profile) (FMP4 / 0x34504D46), yuv420p, 320x180, 25 fps',
  '  Stream #0:1(und): Audio: mp3 (U[0][0][0] / 0x0055), 44100 Hz, mono, fltp, 64 kb/s',
  'Stream mapping:',
  '  Stream #0:0 -> #0:0 (mpeg4 (native) -> h264 (libx264))',
];

// prettier-ignore
test.each([
  ['',                                                     {width: 720, height: 576}],
  [' [SAR 16:15 DAR 4:3]',                                 {width: 768, height: 576}],
  [' [SAR 1:1 DAR 5:4]\n      displaymatrix: rotation of -90.00 degrees', {width: 576, height: 720}],
  [' [SAR 1:1 DAR 5:4]\n      displaymatrix: rotation of 180.00 degrees', {width: 720, height: 576}],
])('pictures of 720x576%s are shown as %j', (more, size) => {
  const line = `  Stream #0:0: Video: mpeg4 (FMP4 / 0x34504D46), yuv420p, 720x576${more}, 25 fps`;

  expect(logOf("Input #0, avi, from '/source':", ...line.split('\n')).source.size).toEqual(size);
});

test('the source is read from the log', () => {
  const size = {width: 320, height: 180};
  expect(logOf(...avi).source).toEqual({seconds: 3723.5, isGuess: false, hasVideo: true, hasAudio: true, size});
});

test('a cover picture is no video', () => {
  const log = logOf("Input #0, mp3, from '/source':", '  Stream #0:1: Video: png, rgba(pc), 500x500 (attached pic)');

  expect(log.source.hasVideo).toBe(false);
});

test('a length that is only guessed says so', () => {
  const guessed = '[mp3 @ 0x1] Estimating duration from bitrate, this may be inaccurate';

  expect(logOf(guessed, ...avi).source.isGuess).toBe(true);
});

test('a decoder that does not work is known for it, however often it complains afterwards', () => {
  const complaints = Array.from({length: 75}, () => [
    '[av1 @ 0x1] Missing Sequence Header.',
    'Error while decoding stream #0:0: Invalid data found when processing input',
  ]);
  const unable = "[av1 @ 0x1] Your platform doesn't suppport hardware accelerated AV1 decoding.";
  const unknown = 'Could not find codec parameters for stream 0 (Video: av1, none, 320x180): unspecified pixel format';

  expect(logOf(...avi, unable, ...complaints.flat(), 'Aborted()').failure(1)?.code).toBe('media-unsupported');
  expect(logOf(unknown, ...avi, unable, ...complaints.flat()).failure(1)?.code).toBe('media-unsupported');
  // The sound alone has become a film.
  expect(logOf(...avi, unable, ...complaints.flat()).failure(0)?.code).toBe('media-unsupported');
});

test('progress is told in seconds', () => {
  const log = new FfmpegLog();

  expect(log.progress('frame=12')).toBeUndefined();
  expect(log.progress('out_time_us=N/A')).toBeUndefined();
  expect(log.progress('out_time_us=1500000')).toBe(1.5);
});

// prettier-ignore
test.each([
  ['/source: Invalid data found when processing input',                          'media-none',        /not a film/],
  ['[mov,mp4 @ 0x1] moov atom not found',                                        'media-corrupt',     /index/],
  ['Output file #0 does not contain any stream',                                 'media-none',        /neither/],
  ['Decoder (codec none) not found for input stream #0:0',                       'media-unsupported', /no decoder/],
  ["[av1 @ 0x1] Your platform doesn't suppport hardware accelerated AV1 decoding.",  'media-unsupported', /no decoder/],
  ['[libx264 @ 0x1] malloc of size 1 failed: Cannot allocate memory',            'media-memory',      /memory/],
  ['av_interleaved_write_frame(): No space left on device',                      'storage-full',      /room/],
  ['Something new',                                                              'transcoder-failed', /Something new/],
])('%s is explained', (line, code, words) => {
  const failure = logOf(...avi, line).failure(1);

  expect(failure?.code).toBe(code);
  expect(failure?.message).toMatch(words);
});

test('a few broken pictures are no damage, many are, with the place', () => {
  const broken = 'Error while decoding stream #0:0: Invalid data found when processing input';
  const log = logOf(...avi);
  log.progress('out_time_us=761000000');

  for (let count = 0; count < 10; count += 1) log.log(broken);
  expect(log.failure(0)).toBeUndefined();

  log.log(broken);
  expect(log.failure(0)).toMatchObject({
    code: 'media-corrupt',
    atSeconds: 761,
    message: expect.stringContaining('12:41') as string,
  });
});

test('broken sound is no damage where there are pictures', () => {
  const broken = (stream: number) =>
    Array.from(
      {length: 80},
      () => `Error while decoding stream #0:${stream}: Invalid data found when processing input`,
    );
  const song = avi.filter((line) => !line.includes('Video'));

  expect(logOf(...avi, ...broken(1)).failure(0)).toBeUndefined();
  expect(logOf(...avi, ...broken(0)).failure(0)?.code).toBe('media-corrupt');
  expect(logOf(...song, ...broken(1)).failure(0)?.code).toBe('media-corrupt');
});
