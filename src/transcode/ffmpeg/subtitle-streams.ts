/** A subtitle track that ffmpeg has found. */
export interface SubtitleStream {
  readonly index: number;
  /** BCP 47. */
  readonly language?: string;
  readonly title?: string;
}

/** Subtitles in words, as ffmpeg names their codecs; the others are pictures. */
const textCodecs: ReadonlySet<string> = new Set(['subrip', 'srt', 'ass', 'ssa', 'webvtt', 'mov_text', 'text']);

/** Finds the subtitles in words in what ffmpeg prints of a source. */
export function subtitleStreams(lines: readonly string[]): readonly SubtitleStream[] {
  const streams: SubtitleStream[] = [];
  let isOfLast = false;
  for (const line of lines) {
    if (/^\s*Stream #0:/.test(line)) {
      const stream = readStream(line);
      if (stream) streams.push(stream);
      isOfLast = stream !== undefined;
      continue;
    }
    const title = /^\s+title\s*: (.+)$/.exec(line)?.[1];
    const last = streams.at(-1);
    if (isOfLast && last && title !== undefined) streams[streams.length - 1] = {...last, title};
  }
  return streams;
}

function readStream(line: string): SubtitleStream | undefined {
  const [, index, code, codec] = /^\s*Stream #0:(\d+)(?:\[\w+\])?(?:\((\w+)\))?.*?: Subtitle: (\w+)/.exec(line) ?? [];
  if (index === undefined || codec === undefined || !textCodecs.has(codec)) return undefined;
  const language = languageOf(code);
  return {index: Number(index), ...(language !== undefined && {language})};
}

/** Films name languages by ISO 639-2, pages by BCP 47. */
function languageOf(code: string | undefined): string | undefined {
  if (code === undefined || code === 'und') return undefined;
  try {
    return Intl.getCanonicalLocales(code)[0];
  } catch {
    return undefined;
  }
}
