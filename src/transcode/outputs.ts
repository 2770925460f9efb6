import {rewrite} from './byte-sink.ts';
import {bitRate} from './hls/master.ts';
import {startSecondsOf} from './copy/stream-writer.ts';
import {writePlaylist} from './hls/playlist.ts';
import type {Way} from './protocol.ts';
import type {RenditionFiles, RenditionFolder} from './rendition-files.ts';
import {validate, validateTogether, type Checked} from './validate.ts';
import {bitsForSize, variantSizes, type PictureSize} from './variants.ts';
import type {Several, SizedFiles, WayResult} from './way.ts';

/** One stream that is made and checked: the film, or one size of it. */
export interface Made {
  readonly way: Way;
  readonly files: RenditionFiles;
  readonly result: WayResult;
  readonly checked: Checked;
}

/** The sizes that a film is to have: decided once its pictures are known, and from then on the same. */
export class WantedSizes {
  #sizes: readonly PictureSize[] | undefined;

  /** @param sizes Largest first; none: one, as the source is; `undefined`: not known yet. */
  constructor(sizes: readonly PictureSize[] | undefined) {
    this.#sizes = sizes;
  }

  /** Nothing where one size is enough, or where that is not known yet. */
  get known(): readonly PictureSize[] {
    return this.#sizes ?? [];
  }

  get isOne(): boolean {
    return this.#sizes?.length === 0;
  }

  decide(pictures: PictureSize): readonly PictureSize[] {
    return (this.#sizes ??= variantSizes(pictures, false));
  }
}

/** The files that a way fills: those of the film, or those of its sizes. */
export class Outputs {
  readonly #folder: RenditionFolder;
  readonly #top: Made | undefined;
  #files: readonly RenditionFiles[];
  readonly several: Several;

  /** @param top The largest size, when it is made already. */
  constructor(folder: RenditionFolder, sizes: WantedSizes, top: Made | undefined) {
    this.#folder = folder;
    this.#top = top;
    this.#files = [folder.files];
    this.several = {
      open: async (pictures) => {
        const opened = await this.#open(sizes.decide(pictures));
        if (opened.length > 0) this.#files = opened;
        return opened;
      },
      ...(top && {top: top.result}),
    };
  }

  flush(): void {
    for (const {segments} of this.#files) segments.flush();
  }

  /**
   * Writes the playlist of each stream and checks all.
   *
   * @throws TranscodeError when something is not right.
   */
  check(results: readonly WayResult[], way: Way, alive: () => void): readonly Made[] {
    const made = results.flatMap((result, index) => {
      const files = this.#files[index];
      return files ? [{way, files, result, checked: checkStream(files, result, alive)}] : [];
    });
    validateTogether([...(this.#top ? [this.#top] : []), ...made].map(({checked}) => checked));
    return made;
  }

  async #open(sizes: readonly PictureSize[]): Promise<readonly SizedFiles[]> {
    const opened: SizedFiles[] = [];
    for (const [index, size] of sizes.entries()) {
      if (this.#top && index === 0) continue;
      const mostBitsPerSecond = this.#top && bitsForSize(size, sizes[0] ?? size, bitRate(this.#top.result.segments));
      opened.push({...(await this.#folder.openSize(size, index)), size, mostBitsPerSecond});
    }
    return opened;
  }
}

/**
 * Writes the playlist of one stream and checks it.
 *
 * @throws TranscodeError when something is not right.
 */
export function checkStream(files: RenditionFiles, {segments, claim, timeline}: WayResult, alive: () => void): Checked {
  rewrite(files.playlist, writePlaylist(files.segmentsName, segments, startSecondsOf(timeline)));
  return validate(files, claim, alive);
}
