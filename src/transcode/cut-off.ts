import {presentShare} from './stated-size.ts';
import {TranscodeError} from './transcode-error.ts';

/**
 * Decoders make what they can of a file that was cut off, and say nothing: hours for half a film.
 *
 * @throws TranscodeError `media-corrupt` when the container states a size that is not there.
 */
export async function refuseCutOff(file: File): Promise<void> {
  const share = await presentShare(file.size, async (from, to) => {
    return new Uint8Array(await file.slice(from, to).arrayBuffer());
  });
  if (share === undefined) return;
  const percent = Math.floor(share * 100);
  throw new TranscodeError('media-corrupt', `The file is incomplete: only ${String(percent)} % of it is there.`);
}
