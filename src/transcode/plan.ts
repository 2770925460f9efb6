import type {AudioFacts, MediaFacts, VideoFacts} from './media-facts.ts';
import type {Avoided, Refusal, Untold, Way} from './protocol.ts';

/** One way that can be tried, or why it is passed over. */
export type Choice = {readonly way: Way; readonly refusal: undefined} | {readonly way: Way; readonly refusal: Refusal};

/** What this browser can do, whatever the film. */
export interface Abilities {
  /** WebAssembly on several cores. */
  readonly threads: boolean;
}

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
  {when: ({isStretched}) => isStretched,                reason: 'stretched'},
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
const ladder: readonly {
  readonly way: Way;
  readonly refuses: (facts: MediaFacts, able: Abilities) => Refusal | undefined;
}[] = [
  {way: 'repackage', refuses: refusesRepackage},
  {way: 'webcodecs', refuses: refusesWebCodecs},
  {way: 'encode-sound', refuses: refusesSoundAlone},
  {way: 'encode-threads', refuses: (_facts, {threads}) => (threads ? undefined : 'no-threads')},
  {way: 'encode', refuses: () => undefined},
];

/** All ways in the order to try them. The last one is never avoided. */
export function plan(facts: MediaFacts, able: Abilities, avoid: Avoided = {}): readonly Choice[] {
  return ladder.map(({way, refuses}, index) => {
    const ended = index < ladder.length - 1 ? avoid[way] : undefined;
    return {way, refusal: ended ?? refuses(facts, able)};
  });
}

/** The ways to smaller pictures of a film whose largest ones are made, in the order to try them. */
export function planSmaller(facts: MediaFacts, able: Abilities, avoid: Avoided = {}): readonly Choice[] {
  const video = facts.kind === 'known' ? facts.video : undefined;
  const choices = plan(facts, able, avoid).filter(({way}) => way !== 'repackage' && way !== 'encode-sound');
  return choices.map((choice) =>
    choice.way === 'webcodecs'
      ? {way: choice.way, refusal: avoid.webcodecs ?? (video && reasonOf(videoEncodeRules, video))}
      : choice,
  );
}

/** Whether the pictures can stay as they are, whatever the sound. */
export function copiesPictures(facts: MediaFacts): boolean {
  return facts.kind === 'known' && !!facts.video && reasonOf(videoCopyRules, facts.video) === undefined;
}

/** Whether a refusal is a reason for people: one that says something of their film. */
export function isTold(refusal: Refusal): refusal is Exclude<Refusal, Untold> {
  return refusal !== 'no-threads' && refusal !== 'more-than-sound';
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

/** Sound that the browser does not decode beside pictures that can stay as they are. */
function refusesSoundAlone(facts: MediaFacts): Refusal | undefined {
  const {video, audio} = tracksToEncode(facts);
  return facts.kind === 'known' && facts.video && audio && !video ? undefined : 'more-than-sound';
}

function reasonOf<Facts>(rules: readonly Rule<Facts>[], facts: Facts): Refusal | undefined {
  return rules.find(({when}) => when(facts))?.reason;
}

function isPlayable(parameters: string | undefined): boolean {
  const profile = /^avc[13]\.([0-9a-f]{2})/i.exec(parameters ?? '')?.[1];
  return profile !== undefined && playableProfiles.has(profile.toLowerCase());
}
