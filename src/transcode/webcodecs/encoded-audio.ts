import {AudioSampleSink, AudioSampleSource, canEncodeAudio, Quality} from 'mediabunny';
import type {AudioSample, InputAudioTrack} from 'mediabunny';
import {EncodedTrack} from './encoded-track.ts';

/** Rates that AAC in ADTS has, in Hz (ISO 14496-3, table 1.18), up to what people hear. */
const rates: readonly number[] = [48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000];
/** More channels are mixed down. */
const mostChannels = 2;
const bitsPerSecondPerChannel = 64_000;

/** A track's sound as AAC, by the browser's encoder or by one that is fetched where it has none. */
export async function encodedAudio(track: InputAudioTrack): Promise<EncodedTrack<AudioSample>> {
  const sourceRate = await track.getSampleRate();
  const sampleRate = rates.find((rate) => rate <= sourceRate) ?? 8_000;
  const numberOfChannels = Math.min(mostChannels, await track.getNumberOfChannels());
  const quality = new Quality({bitrate: numberOfChannels * bitsPerSecondPerChannel});
  if (!(await canEncodeAudio('aac', {numberOfChannels, sampleRate, quality}))) {
    (await import('@mediabunny/aac-encoder')).registerAacEncoder();
  }
  return new EncodedTrack(new AudioSampleSink(track).samples(), (output, onPacket) => {
    const source = new AudioSampleSource({
      codec: 'aac',
      quality,
      transform: {numberOfChannels, sampleRate},
      onEncodedPacket: (packet, meta) => onPacket(packet, meta?.decoderConfig?.description),
    });
    output.addAudioTrack(source);
    return source;
  });
}
