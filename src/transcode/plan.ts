import type {AudioFacts, MediaFacts, VideoFacts} from './media-facts.ts';
import type {Refusal, Way} from './protocol.ts';

/** One way that can be tried, or why it is passed over. */
export type Choice = {readonly way: Way; readonly refusal: undefined} | {readonly way: Way; readonly refusal: Refusal};

interface Rule<Facts> {
  readonly when: (facts: Facts) => boolean;
  readonly reason: Refusal;
}

/** 4:2:0 at 8 bits, which everything plays: Baseline, Main, High; by `profile_idc` in hexadecimal. */
const playableProfiles: ReadonlySet<string> = new Set(['42', '4d', '64']);

/** Why a track cannot be copied as it is. */
// prettier-ignore
const videoCopyRules: readonly Rule<VideoFacts>[] = [
  {when: ({codec}) => codec !== 'avc',                  reason: 'not-h264'},
  {when: ({parameters}) => !isPlayable(parameters),     reason: 'h264-profile'},
  {when: ({rotation}) => rotation !== 0,                reason: 'rotated'},
  {when: ({isMirrored}) => isMirrored,                  reason: 'mirrored'},
];
// prettier-ignore
const audioCopyRules: readonly Rule<AudioFacts>[] = [
  {when: ({codec}) => codec !== 'aac',                  reason: 'not-aac'},
  {when: ({fitsAdts}) => !fitsAdts,                     reason: 'aac-kind'},
];
/** Why the browser's own encoders cannot make it anew. */
// prettier-ignore
const videoEncodeRules: readonly Rule<VideoFacts>[] = [
  {when: ({isHdr}) => isHdr,                            reason: 'hdr'},
  {when: ({canReencode}) => !canReencode,               reason: 'video-undecodable'},
];
const audioEncodeRules: readonly Rule<AudioFacts>[] = [
  {when: ({canReencode}) => !canReencode, reason: 'audio-undecodable'},
];

/** The ladder, fastest first. A way is tried when it has nothing against the file. */
const ladder: readonly {readonly way: Way; readonly refuses: (facts: MediaFacts) => Refusal | undefined}[] = [
  {way: 'repackage', refuses: refusesRepackage},
  {way: 'webcodecs', refuses: refusesWebCodecs},
  {way: 'encode', refuses: () => undefined},
];

/** All ways in the order to try them. @param avoid Those that have ended the browser before; the last one is never avoided. */
export function plan(facts: MediaFacts, avoid: readonly Way[] = []): readonly Choice[] {
  return ladder.map(({way, refuses}, index) => {
    const isAvoided = avoid.includes(way) && index < ladder.length - 1;
    return {way, refusal: isAvoided ? 'died' : refuses(facts)};
  });
}

/** What the browser has to encode anew; the rest is copied. All of it, when copying all of it has not worked. */
export function tracksToEncode(facts: MediaFacts): {readonly video: boolean; readonly audio: boolean} {
  if (facts.kind === 'unknown') return {video: true, audio: true};
  const video = !!facts.video && reasonOf(videoCopyRules, facts.video) !== undefined;
  const audio = !!facts.audio && reasonOf(audioCopyRules, facts.audio) !== undefined;
  return video || audio ? {video, audio} : {video: true, audio: true};
}

function refusesRepackage(facts: MediaFacts): Refusal | undefined {
  if (facts.kind === 'unknown') return 'container';
  const {video, audio} = facts;
  if (!video && !audio) return 'no-track';
  return (video && reasonOf(videoCopyRules, video)) ?? (audio && reasonOf(audioCopyRules, audio));
}

function refusesWebCodecs(facts: MediaFacts): Refusal | undefined {
  if (facts.kind === 'unknown') return 'container';
  const {video, audio} = facts;
  if (!video && !audio) return 'no-track';
  const encodes = tracksToEncode(facts);
  return (
    (video && encodes.video ? reasonOf(videoEncodeRules, video) : undefined) ??
    (audio && encodes.audio ? reasonOf(audioEncodeRules, audio) : undefined)
  );
}

function reasonOf<Facts>(rules: readonly Rule<Facts>[], facts: Facts): Refusal | undefined {
  return rules.find(({when}) => when(facts))?.reason;
}

function isPlayable(parameters: string | undefined): boolean {
  const profile = /^avc[13]\.([0-9a-f]{2})/i.exec(parameters ?? '')?.[1];
  return profile !== undefined && playableProfiles.has(profile.toLowerCase());
}
