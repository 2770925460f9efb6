import {closeSync, openSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync} from 'node:fs';
import {ffmpeg, ffprobe, words} from './native.ts';

/** `npm run test:full`: also the extra files, each one by every way that can. */
export const isFull = process.env['CARRYON_FULL'] === '1';

type Rung = 'repackage' | 'webcodecs' | 'encode-sound' | 'ffmpeg';

type Browser = 'chromium' | 'firefox';

/** What a film must become; what is not said is as in the source. */
export interface Made {
  /** The rung that the plan takes; each browser has decoders of its own. */
  readonly rung: Rung | Readonly<Record<Browser, Rung>>;
  /** Pictures, where the source's packets are not its pictures. */
  readonly frames?: number;
  /** Width by height, as shown. */
  readonly shape?: number;
  /** Its edit list hides so many seconds before a start between two key frames; a copy has them, and begins after them. */
  readonly hiddenSeconds?: number;
  /** Its pictures are only copied, whatever becomes of the sound. */
  readonly keepsPictures?: true;
  /** The ffmpeg in the browser has no decoder for it, and has to say so. */
  readonly isStrangeToFfmpeg?: true;
  /** Played to its end by hls.js. */
  readonly isPlayed?: true;
  /** Only in `npm run test:full`. */
  readonly isExtra?: true;
}

/** How a film must be refused. */
interface Refused {
  readonly code: 'media-corrupt' | 'media-none';
  readonly words: RegExp;
}

/** Files that others are made out of. */
type Origin = 'b-frames.mp4' | 'matroska.mkv' | 'mpeg4.avi';

export type Row = (Made | Refused) & {
  /** ffmpeg's arguments; or makes it out of others, at `path`. */
  readonly recipe: string | ((path: string, other: (name: Origin) => string) => void);
};

const film = (seconds: number, size = '320x180', rate = '25') =>
  `-f lavfi -i testsrc2=size=${size}:rate=${rate}:duration=${String(seconds)}`;
const sine = (seconds: number, rate = 44_100) =>
  `-f lavfi -i sine=frequency=440:sample_rate=${String(rate)}:duration=${String(seconds)}`;
const picture = film(3);
const tone = sine(3);
/** 13 s: two whole segments and a rest. */
const long = `${film(13)} ${sine(13)}`;
const x264 = '-c:v libx264 -preset veryfast -pix_fmt yuv420p';
const h264 = `${x264} -bf 3 -g 50`;
const x265 = '-c:v libx265 -preset ultrafast -x265-params log-level=error';
const vp9 = '-c:v libvpx-vp9 -deadline realtime -cpu-used 8';
const aac = '-c:a aac -b:a 96k';
const mp3 = '-c:a libmp3lame';
const pq = '-color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc';
const hlg = '-color_primaries bt2020 -color_trc arib-std-b67 -colorspace bt2020nc';

/** A film with subtitles in two languages. */
function withSubtitles(codec: string): (path: string) => void {
  return (path) => {
    const [english, chinese] = [`${path}.en.srt`, `${path}.zh.srt`];
    writeFileSync(english, '1\n00:00:00,500 --> 00:00:02,000\nGood <i>morning</i>\n');
    writeFileSync(chinese, '1\n00:00:01,000 --> 00:00:02,500\n早上好\n');
    const inputs = [...words(`${picture} ${tone}`), '-i', english, '-i', chinese];
    const named = words('-metadata:s:s:0 language=eng -metadata:s:s:0 title=Plain -metadata:s:s:1 language=chi');
    ffmpeg([...inputs, ...words(`-map 0 -map 1 -map 2 -map 3 ${h264} ${aac} ${codec}`), ...named, path]);
  };
}

/** Files of many kinds, how each is made and what must become of it. */
// prettier-ignore
const rows = {
  // H.264 and AAC: copied
  'b-frames.mp4':      {rung: 'repackage', isPlayed: true, recipe: `${long} ${h264} ${aac}`},
  'matroska.mkv':      {rung: 'repackage', recipe: `${long} ${h264} ${aac}`},
  'transport.ts':      {rung: 'repackage', recipe: `${long} ${h264} ${aac}`},
  'open-gop.mp4':      {rung: 'repackage', isPlayed: true, recipe: `${long} ${h264} -x264-params open-gop=1:keyint=50 ${aac}`},
  'late-sound.mkv':    {rung: 'repackage', isPlayed: true, recipe: `${film(13)} -itsoffset 3 ${sine(13)} ${h264} ${aac}`},
  'few-keys.mp4':      {rung: 'repackage', recipe: `${long} ${h264} -g 9999 -sc_threshold 0 ${aac}`},
  'sound.m4a':         {rung: 'repackage', isPlayed: true, recipe: `${sine(13)} ${aac}`},
  'one-a-second.mp4':  {rung: 'repackage', isPlayed: true, recipe: `${film(20, '320x180', '1')} ${sine(20)} ${x264} -bf 2 -g 5 ${aac}`},
  'phone-film.mp4':    {rung: 'repackage', recipe: `${film(3, '176x144', '8')} ${sine(3, 8000)} ${h264} ${aac} -ac 1`},
  'quicktime.mov':     {rung: 'repackage', recipe: `${picture} ${tone} ${h264} ${aac}`},
  'fragmented.mp4':    {rung: 'repackage', recipe: `${picture} ${tone} ${h264} ${aac} -movflags frag_keyframe+empty_moov`},
  'silent.mp4':        {rung: 'repackage', recipe: `${picture} ${h264}`},
  'one-frame.mp4':     {rung: 'repackage', recipe: `${picture} ${h264} -frames:v 1`},
  'sixty.mp4':         {rung: 'repackage', recipe: `${film(3, '320x180', '60')} ${tone} ${h264} ${aac}`},
  'uneven.mp4':        {rung: 'repackage', recipe: `${picture} ${tone} ${h264} ${aac} -vf select='lt(t,1)+not(mod(n,4))' -fps_mode vfr`},
  'negative.mp4':      {rung: 'repackage', recipe: `${picture} ${tone} ${h264} ${aac} -movflags negative_cts_offsets`},
  'interlaced.mp4':    {rung: 'repackage', recipe: `${film(3, '320x192')} ${tone} ${h264} -flags +ildct+ilme -x264-params tff=1 ${aac}`},
  'anamorphic.mp4':    {rung: 'repackage', recipe: `${picture} ${tone} ${h264} ${aac} -vf setsar=4/3`},
  'surround.mp4':      {rung: 'repackage', recipe: `${picture} ${tone} ${h264} ${aac} -ac 6`},
  'phone-call.m4a':    {rung: 'repackage', recipe: `${sine(3, 8000)} -ac 1 ${aac}`},
  'two-sounds.mkv':    {rung: 'repackage', recipe: `${picture} ${tone} ${sine(3, 48_000)} -map 0 -map 1 -map 2 ${h264} ${aac}`},
  'edit-list.mp4':     {rung: 'repackage', isPlayed: true, hiddenSeconds: 1.32, recipe: (path, other) => ffmpeg([...words('-ss 1.32 -t 3 -i'), other('b-frames.mp4'), ...words('-c copy'), path])},
  'cover.m4a':         {rung: 'repackage', recipe: `${tone} ${film(1)} -map 0 -map 1 ${aac} -c:v mjpeg -frames:v 1 -disposition:v attached_pic`},
  'film-cover.mp4':    {rung: 'repackage', recipe: `${picture} ${tone} ${film(1, '160x160')} -map 0 -map 1 -map 2 ${h264} ${aac} -c:v:1 mjpeg -bf:v:1 0 -pix_fmt:v:1 yuvj420p -frames:v:1 1 -disposition:v:1 attached_pic`},
  'subtitles.mkv':     {rung: 'repackage', recipe: withSubtitles('-c:s srt')},
  'subtitles.mp4':     {rung: 'repackage', recipe: withSubtitles('-c:s mov_text')},
  'wrong-name.avi':    {rung: 'repackage', recipe: `${picture} ${tone} ${h264} ${aac} -f mp4`},
  'dead-sound.mp4':    {rung: 'repackage', keepsPictures: true, isPlayed: true, recipe: breakSound((bytes) => bytes.fill(0))},
  'noisy-sound.mp4':   {rung: 'repackage', keepsPictures: true, isExtra: true, recipe: breakSound((bytes) => bytes.set(noise(bytes.length)))},
  'main.3gp':          {rung: 'repackage', isExtra: true, recipe: `${picture} ${tone} ${x264} -profile:v baseline ${aac}`},
  'studio.m4a':        {rung: 'repackage', isExtra: true, recipe: `${sine(3, 96_000)} ${aac}`},
  'broadcast.ts':      {rung: 'repackage', isExtra: true, recipe: `${film(13)} ${sine(13, 48_000)} ${x264} -x264-params open-gop=1:keyint=50:nal-hrd=cbr:vbv-maxrate=800:vbv-bufsize=800:bitrate=800 ${aac} -mpegts_flags +system_b -muxrate 1500k -output_ts_offset 60000`},
  'early-sound.mp4':   {rung: 'repackage', isExtra: true, recipe: `-itsoffset 0.5 ${picture} ${tone} ${h264} ${aac}`},

  // Black for 4 s, then red; portrait
  'red.mp4':           {rung: 'repackage', isExtra: true, recipe: `-f lavfi -i color=black:size=180x320:rate=25:duration=4 -f lavfi -i color=red:size=180x320:rate=25:duration=9 ${sine(13)} -filter_complex [0:v][1:v]concat=n=2:v=1[v] -map [v] -map 2:a ${h264} ${aac}`},

  // Only the sound, or what the browser decodes
  'edit-list-mp3.mp4': {rung: 'webcodecs', isPlayed: true, hiddenSeconds: 1.32, recipe: (path, other) => ffmpeg([...words('-ss 1.32 -t 3 -i'), other('b-frames.mp4'), ...words(`-c:v copy ${mp3}`), path])},
  'other-sound.mkv':   {rung: 'webcodecs', keepsPictures: true, recipe: `${long} ${h264} ${mp3}`},
  'opus.mkv':          {rung: 'webcodecs', keepsPictures: true, recipe: `${picture} ${tone} ${h264} -c:a libopus`},
  'flac.mkv':          {rung: 'webcodecs', keepsPictures: true, isExtra: true, recipe: `${picture} ${tone} ${h264} -c:a flac`},
  'pcm.mov':           {rung: 'webcodecs', keepsPictures: true, isExtra: true, recipe: `${picture} ${tone} ${h264} -c:a pcm_s16le`},
  'vp9.webm':          {rung: 'webcodecs', isPlayed: true, recipe: `${picture} ${tone} ${vp9} -c:a libopus`},
  'vp8.webm':          {rung: 'webcodecs', recipe: `${picture} ${tone} -c:v libvpx -deadline realtime -cpu-used 8 -c:a libvorbis`},
  'av1.webm':          {rung: 'webcodecs', isStrangeToFfmpeg: true, recipe: `${picture} ${tone} -c:v libaom-av1 -cpu-used 8 -usage realtime -c:a libopus`},
  'recorded.webm':     {rung: 'webcodecs', isExtra: true, recipe: `${picture} ${tone} ${vp9} -c:a libopus -live 1`},
  'turned.mp4':        {rung: 'webcodecs', shape: 180 / 320, recipe: (path, other) => ffmpeg([...words('-t 3 -i'), other('b-frames.mp4'), ...words('-c copy -metadata:s:v rotate=90'), path])},
  'stretched.mp4':     {rung: 'webcodecs', shape: 4 / 3, recipe: (path, other) => ffmpeg([...words('-t 3 -i'), other('b-frames.mp4'), ...words('-c copy -aspect 4:3'), path])},
  'sound.mp3':         {rung: 'webcodecs', recipe: `${sine(13)} ${mp3}`},
  'cover.mp3':         {rung: 'webcodecs', recipe: `${tone} ${film(1)} -map 0 -map 1 ${mp3} -c:v mjpeg -frames:v 1 -disposition:v attached_pic`},
  'sound.ogg':         {rung: 'webcodecs', isExtra: true, recipe: `${tone} -c:a libvorbis`},
  'sound.opus':        {rung: 'webcodecs', isExtra: true, recipe: `${tone} -c:a libopus`},
  'sound.wav':         {rung: 'webcodecs', isExtra: true, recipe: `${sine(3, 8000)} -ac 1`},
  'wrong-name.mp4':    {rung: 'webcodecs', isExtra: true, recipe: `${tone} ${mp3} -f mp3`},

  // What only ffmpeg decodes
  'ac3.mkv':           {rung: 'encode-sound', keepsPictures: true, isPlayed: true, recipe: `${picture} ${tone} ${h264} -c:a ac3`},
  'surround.mkv':      {rung: 'ffmpeg', recipe: `${picture} ${sine(3, 48_000)} -c:v mpeg4 -c:a ac3 -ac 6`},
  'mpeg4.avi':         {rung: 'ffmpeg', isPlayed: true, recipe: `${picture} ${tone} -c:v mpeg4 ${mp3}`},
  'dead-sound.avi':    {rung: 'ffmpeg', isExtra: true, recipe: `${picture} ${tone} -c:v mpeg4 -c:a ac3 -bsf:a noise=amount=between(n\\,20\\,50)`},
  'hevc.mp4':          {rung: 'ffmpeg', recipe: `${picture} ${tone} ${x265} ${aac}`},
  'pq.mp4':            {rung: 'ffmpeg', isExtra: true, recipe: `${picture} ${tone} ${x265} -pix_fmt yuv420p10le ${pq} ${aac}`},
  'hlg.mp4':           {rung: 'ffmpeg', recipe: `${picture} ${tone} -c:v libx264 -preset veryfast -pix_fmt yuv420p10le ${hlg} ${aac}`},
  'ten-bit.mp4':       {rung: {chromium: 'webcodecs', firefox: 'ffmpeg'}, isExtra: true, recipe: `${picture} ${tone} -c:v libx264 -preset veryfast -pix_fmt yuv420p10le ${aac}`},
  'colours-422.mp4':   {rung: {chromium: 'webcodecs', firefox: 'ffmpeg'}, recipe: `${picture} ${tone} -c:v libx264 -preset veryfast -pix_fmt yuv422p ${aac}`},
  'prores.mov':        {rung: 'ffmpeg', recipe: `${picture} ${tone} -c:v prores_ks -c:a pcm_s16le`},
  'windows.wmv':       {rung: 'ffmpeg', recipe: `${picture} ${tone} -c:v wmv2 -c:a wmav2`},
  'flash.flv':         {rung: 'ffmpeg', recipe: `${picture} ${tone} -c:v flv1 ${mp3}`},
  'flash-h264.flv':    {rung: 'ffmpeg', isExtra: true, recipe: `${picture} ${tone} ${h264} ${aac}`},
  'interlaced.mpg':    {rung: 'ffmpeg', recipe: `${film(3, '320x192')} ${tone} -c:v mpeg2video -b:v 2M -flags +ildct+ilme -top 1 -c:a mp2`},
  'phone.3gp':         {rung: 'ffmpeg', isExtra: true, recipe: `${film(3, '176x144', '15')} ${sine(3, 8000)} -c:v h263 ${aac} -ac 1`},
  'photos.avi':        {rung: 'ffmpeg', isExtra: true, recipe: `${picture} ${tone} -c:v mjpeg -c:a pcm_s16le`},
  'apple.m4a':         {rung: 'ffmpeg', isExtra: true, recipe: `${tone} -c:a alac`},
  'odd-size.mkv':      {rung: 'ffmpeg', shape: 160 / 90, recipe: `${film(3, '161x91')} ${tone} -c:v ffv1 -pix_fmt yuv444p ${aac}`},
  'long.avi':          {rung: 'ffmpeg', isExtra: true, recipe: `${film(24, '640x360')} -c:v mpeg4`},

  // Spoilt
  'cut-off.mp4':  {code: 'media-corrupt', words: /damaged.* at 0:0\d/,      recipe: halfOf('b-frames.mp4', '-movflags +faststart')},
  'cut-off.mkv':  {code: 'media-corrupt', words: /damaged.* at 0:0\d/,      recipe: halfOf('matroska.mkv')},
  'cut-off.avi':  {code: 'media-corrupt', words: /incomplete: only \d\d %/, recipe: halfOf('mpeg4.avi')},
  'no-index.mp4': {code: 'media-corrupt', words: /incomplete: only \d\d %/, recipe: halfOf('b-frames.mp4')},
  'hole.mp4':     {code: 'media-corrupt', words: /damaged at 0:0\d/,        recipe: punchHole},
  'no-frame.mp4': {code: 'media-none',    words: /neither video nor audio|not a film/, recipe: `${picture} ${h264} -frames:v 0`},
  'garbage.mp4':  {code: 'media-none',    words: /not a film/,              recipe: (path) => writeFileSync(path, noise(300_000))},
  'text.mp4':     {code: 'media-none',    words: /not a film/,              recipe: (path) => writeFileSync(path, 'This is no film.\n'.repeat(500))},
  'empty.mp4':    {code: 'media-none',    words: /empty/,                   recipe: (path) => writeFileSync(path, '')},
} as const satisfies Record<string, Row>;

export type Medium = keyof typeof rows;

/** The table, by the names of the files. */
export const matrix: Readonly<Record<Medium, Row>> = rows;

type Maker = Exclude<Row['recipe'], string>;

/** The first half of a file's bytes. */
function halfOf(name: Origin, more = ''): Maker {
  return (path, other) => {
    ffmpeg(['-i', other(name), ...words(`-c copy ${more}`), path]);
    truncateSync(path, Math.floor(statSync(path).size / 2));
  };
}

/** Zeros in the middle tenth. */
function punchHole(path: string, other: (name: Origin) => string): void {
  ffmpeg(['-i', other('b-frames.mp4'), ...words('-c copy'), path]);
  const size = statSync(path).size;
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(Math.floor(size / 10)), 0, undefined, Math.floor(size / 2));
  closeSync(file);
}

/** Two seconds of AAC frames that are none any more. */
function breakSound(spoil: (bytes: Uint8Array) => void): Maker {
  return (path, other) => {
    ffmpeg(['-i', other('b-frames.mp4'), ...words('-c copy'), path]);
    const bytes = readFileSync(path);
    const {packets} = ffprobe(words('-select_streams a -show_packets -show_entries packet=pos,size'), path) as {
      packets: {pos: string; size: string}[];
    }; // ffprobe's form
    for (const {pos, size} of packets.slice(100, 180)) spoil(bytes.subarray(Number(pos), Number(pos) + Number(size)));
    writeFileSync(path, bytes);
  };
}

/** Bytes without sense, the same ones each time. */
function noise(count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let at = 0, seed = 7; at < count; at += 1) bytes[at] = (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 16;
  return bytes;
}
