import {expect, test} from 'vitest';
import {subtitleStreams} from './subtitle-streams.ts';

test('subtitles in words are found with their language and title; pictures of words are not', () => {
  const lines = `Input #0, matroska,webm, from '/source':
  Metadata:
    title           : The film
  Duration: 00:00:03.00, start: 0.000000, bitrate: 100 kb/s
  Stream #0:0: Video: h264 (High), yuv420p, 320x180, 25 fps (default)
    Metadata:
      title           : Pictures
  Stream #0:1(eng): Audio: aac (LC), 44100 Hz, mono, fltp (default)
  Stream #0:2(eng): Subtitle: subrip (default)
    Metadata:
      title           : English, for the deaf
  Stream #0:3(chi): Subtitle: ass
  Stream #0:4[0x5](und): Subtitle: mov_text (tx3g / 0x67337874), 0 kb/s
    Metadata:
      handler_name    : SubtitleHandler
  Stream #0:5(fre): Subtitle: hdmv_pgs_subtitle
    Metadata:
      title           : Pictures of words`.split('\n');

  expect(subtitleStreams(lines)).toEqual([
    {index: 2, language: 'en', title: 'English, for the deaf'},
    {index: 3, language: 'zh'},
    {index: 4},
  ]);
});
