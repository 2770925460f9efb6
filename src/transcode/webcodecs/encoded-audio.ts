import {AudioSampleSink, AudioSampleSource, canEncodeAudio, Quality} from 'mediabunny';
import type {AudioSample, InputAudioTrack} from 'mediabunny';
import {SAMPLES_A_FRAME} from '../ts/aac.ts';
import {Reencoding, type Encoding} from './encoded-track.ts';
import {startWorkersInWindow} from './window-worker.ts';

/** Rates that AAC in ADTS has, in Hz (ISO 14496-3, table 1.18), up to what people hear. */
const rates: readonly number[] = [48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000];
/** More channels are mixed down. */
const mostChannels = 2;
const bitsPerSecondPerChannel = 64_000;
/** Where a worker had better start none (window-worker.ts); no feature tells. */
const isFirefox = /Firefox\//.test(navigator.userAgent);

/** An encoder needs some sound before that which it is to encode as if it had never stopped (ISO 14496-3: overlap). */
const LEAD_FRAMES = 4;

/**
 * A track's sound as AAC, by the browser's encoder or by one that is fetched where it has none.
 *
 * @param from When the first frame wanted is heard, in seconds: a time at which an earlier run had one. Otherwise all
 *   from time 0 on are: what comes before is run-in, or hidden by an edit list.
 */
export async function encodedAudio(track: InputAudioTrack, from?: number): Promise<Reencoding<AudioSample>> {
  const sourceRate = await track.getSampleRate();
  const sampleRate = rates.find((rate) => rate <= sourceRate) ?? 8_000;
  const numberOfChannels = Math.min(mostChannels, await track.getNumberOfChannels());
  const quality = new Quality({bitrate: numberOfChannels * bitsPerSecondPerChannel});
  if (!(await canEncodeAudio('aac', {numberOfChannels, sampleRate, quality}))) {
    if (isFirefox) startWorkersInWindow();
    (await import('@mediabunny/aac-encoder')).registerAacEncoder();
  }
  const frameSeconds = SAMPLES_A_FRAME / sampleRate;
  const start = Math.max(0, (from ?? 0) - LEAD_FRAMES * frameSeconds);
  // A decoder runs in on what comes before the film's beginning.
  const decoded = new AudioSampleSink(track).samples(start > 0 ? start : undefined);
  const samples = beginningAt(decoded, start);
  const firstWanted = from === undefined ? undefined : from - frameSeconds / 2;
  const attach: Encoding<AudioSample>['attach'] = (output, onPacket) => {
    const source = new AudioSampleSource({
      codec: 'aac',
      quality,
      transform: {numberOfChannels, sampleRate},
      onEncodedPacket: (packet, meta) => onPacket(packet, meta?.decoderConfig?.description),
    });
    output.addAudioTrack(source);
    return source;
  };
  return new Reencoding(samples, [{from: firstWanted, attach}]);
}

/** Cuts off what comes before `start`, to the sample: the frames of two runs have to lie in one grid. */
async function* beginningAt(
  samples: AsyncIterable<AudioSample>,
  start: number,
): AsyncGenerator<AudioSample, void, unknown> {
  for await (const sample of samples) {
    const early = Math.round((start - sample.timestamp) * sample.sampleRate);
    if (early <= 0) {
      yield sample;
      continue;
    }
    if (early < sample.numberOfFrames) yield sample.trim(early);
    sample.close();
  }
}
