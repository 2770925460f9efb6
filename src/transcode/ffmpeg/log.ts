import {clockTime, TranscodeError} from '../transcode-error.ts';
import type {PictureSize} from '../variants.ts';

/** What ffmpeg said of the source. */
export interface SourceFacts {
  /** `undefined` where it could not tell. */
  readonly seconds: number | undefined;
  /** The length is no more than the size by the bit rate: good enough for progress. */
  readonly isGuess: boolean;
  readonly hasVideo: boolean;
  readonly hasAudio: boolean;
  /** Of the pictures, upright and with square pixels. */
  readonly size: PictureSize | undefined;
}

interface Explanation {
  readonly says: RegExp;
  readonly error: () => TranscodeError;
}

/**
 * A film with so many broken pictures is damaged; a few at its start are ordinary (a cut stream). Broken sound is left
 * out where there are pictures: they are worth more than a word on it.
 */
const MOST_DECODE_ERRORS = 10;
const KEPT_LINES = 40;

/** With ffmpeg's own spelling of `support`, whichever that is. */
const noDecoder: Explanation = {
  says: /Decoder \(codec .*\) not found|Unknown decoder|Decoding requested, but no decoder found|platform doesn't sup+ort/,
  error: () => new TranscodeError('media-unsupported', 'There is no decoder for this kind of film.'),
};

// prettier-ignore
const explanations: readonly Explanation[] = [
  {says: /Cannot allocate memory|Aborted\(OOM\)|out of memory|memory access out of bounds/i,
    error: () => new TranscodeError('media-memory', 'This device has not enough memory for this film.')},
  {says: /No space left/,
    error: () => new TranscodeError('storage-full', 'There is no room left on this device for the result.')},
  // Without one the parameters that it would tell are missing, too, and every picture is broken.
  noDecoder,
  {says: /moov atom not found/,
    error: () => new TranscodeError('media-corrupt', 'The file is incomplete: its index (moov) is missing.')},
  {says: /EBML header parsing failed|Could not find codec parameters|error reading header/i,
    error: () => new TranscodeError('media-corrupt', 'The file is damaged: its header cannot be read.')},
  {says: /does not contain any stream|matches no streams/,
    error: () => new TranscodeError('media-none', 'There is neither video nor audio in this file.')},
  {says: /source: (Invalid data found|Invalid argument|End of file)/,
    error: () => new TranscodeError('media-none', 'This is not a film or sound that can be read.')},
];

/** Reads what ffmpeg prints, line by line. */
export class FfmpegLog {
  readonly #lines: string[] = [];
  #inSource = false;
  #seconds: number | undefined;
  #isGuess = false;
  #hasVideo = false;
  #hasAudio = false;
  #size: PictureSize | undefined;
  readonly #soundStreams = new Set<string>();
  #decodeErrors = 0;
  #doneSeconds = 0;
  #damagedAt: number | undefined;

  /** A line of the log (standard error). */
  log(line: string): void {
    // A decoder that does not work says so once, and then complains of each picture.
    if (!this.#lines.includes(line)) this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    if (line.startsWith('Input #0')) this.#inSource = true;
    if (/^(Output #0|Stream mapping)/.test(line)) this.#inSource = false;
    if (this.#inSource) this.#source(line);
    if (this.#isDamage(line.replace(/^\[.*?\] /, ''))) {
      this.#decodeErrors += 1;
      this.#damagedAt ??= this.#doneSeconds;
    }
    if (/Estimating duration from bitrate/.test(line)) this.#isGuess = true;
  }

  /**
   * A line of `-progress` (standard output).
   *
   * @returns Seconds of media done, once they are told.
   */
  progress(line: string): number | undefined {
    const value = /^out_time_us=(\d+)/.exec(line)?.[1];
    if (value === undefined) return undefined;
    this.#doneSeconds = Number(value) / 1e6;
    return this.#doneSeconds;
  }

  get source(): SourceFacts {
    return {
      seconds: this.#seconds,
      isGuess: this.#isGuess,
      hasVideo: this.#hasVideo,
      hasAudio: this.#hasAudio,
      size: this.#size,
    };
  }

  /** What went wrong, if something did; an exit code of 0 does not say that nothing did. */
  failure(exitCode: number): TranscodeError | undefined {
    if (exitCode !== 0) return this.#explain(exitCode);
    if (this.#decodeErrors <= MOST_DECODE_ERRORS) return undefined;
    if (this.#lines.some((line) => noDecoder.says.test(line))) return noDecoder.error();
    const atSeconds = this.#damagedAt ?? 0;
    return new TranscodeError('media-corrupt', `The file is damaged, first at about ${clockTime(atSeconds)}.`, {
      atSeconds,
    });
  }

  #explain(exitCode: number): TranscodeError {
    const all = this.#lines.join('\n');
    const known = explanations.find(({says}) => says.test(all));
    if (known) return known.error();
    const last = this.#lines.findLast((line) => line.trim() !== '') ?? 'it did not say why';
    return new TranscodeError('transcoder-failed', `ffmpeg ended with ${String(exitCode)}: ${last}`);
  }

  #isDamage(line: string): boolean {
    const stream = /^Error while decoding stream #0:(\d+)/.exec(line)?.[1];
    if (stream !== undefined) return !this.#hasVideo || !this.#soundStreams.has(stream);
    return /corrupt decoded frame|partial file|File ended prematurely/.test(line);
  }

  #source(line: string): void {
    const duration = /^\s*Duration: (\d+):(\d+):([\d.]+)/.exec(line);
    if (duration) {
      const [, hours, minutes, seconds] = duration;
      this.#seconds = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    }
    if (/^\s*Stream #0:\d+.*: Video: /.test(line) && !line.includes('(attached pic)')) {
      this.#hasVideo = true;
      this.#size ??= sizeIn(line);
    }
    const turned = /displaymatrix: rotation of -?(\d+)/.exec(line)?.[1];
    if (turned !== undefined && this.#size && Number(turned) % 180 === 90) {
      this.#size = {width: this.#size.height, height: this.#size.width};
    }
    const sound = /^\s*Stream #0:(\d+).*: Audio: /.exec(line)?.[1];
    if (sound !== undefined) {
      this.#hasAudio = true;
      this.#soundStreams.add(sound);
    }
  }
}

/** `… 720x576 [SAR 16:15 DAR 4:3] …`: stored pixels, and their shape. */
function sizeIn(line: string): PictureSize | undefined {
  const sides = /, (\d+)x(\d+)(?: \[SAR (\d+):(\d+))?/.exec(line);
  if (!sides) return undefined;
  const [, width, height, across = 1, down = 1] = sides.map(Number);
  if (!width || !height) return undefined;
  return {width: Math.round((width * (across || 1)) / (down || 1)), height};
}
