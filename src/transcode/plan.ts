import type {MediaFacts} from './media-facts.ts';
import type {Way} from './protocol.ts';

/** One way that can be tried, or why it is passed over. */
export type Choice = {readonly way: Way; readonly refusal: undefined} | {readonly way: Way; readonly refusal: string};

type KnownMedia = Extract<MediaFacts, {kind: 'known'}>;

/** 4:2:0 at 8 bits, which everything plays: Baseline, Main, High; by `profile_idc` in hexadecimal. */
const playableProfiles: ReadonlySet<string> = new Set(['42', '4d', '64']);

// prettier-ignore
const repackageRefusals: readonly {readonly when: (media: KnownMedia) => boolean; readonly reason: string}[] = [
  {when: ({video, audio}) => !video && !audio,               reason: 'There is no track that can be copied.'},
  {when: ({video}) => !!video && video.codec !== 'avc',      reason: 'The video is not H.264.'},
  {when: ({video}) => !!video && !isPlayable(video.parameters), reason: 'This H.264 profile does not play everywhere.'},
  {when: ({video}) => !!video && video.rotation !== 0,       reason: 'The video has to be turned.'},
  {when: ({video}) => !!video && video.isMirrored,           reason: 'The video has to be mirrored.'},
  {when: ({audio}) => !!audio && audio.codec !== 'aac',      reason: 'The audio is not AAC.'},
  {when: ({audio}) => !!audio && !audio.fitsAdts,            reason: 'This kind of AAC does not fit into a transport stream.'},
];

/** The ladder, fastest first. A way is tried when it has nothing against the file. */
const ladder: readonly {readonly way: Way; readonly refuses: (facts: MediaFacts) => string | undefined}[] = [
  {way: 'repackage', refuses: refusesRepackage},
  {way: 'encode', refuses: () => undefined},
];

/** All ways in the order to try them. @param avoid Those that have ended the browser before; the last one is never avoided. */
export function plan(facts: MediaFacts, avoid: readonly Way[] = []): readonly Choice[] {
  return ladder.map(({way, refuses}, index) => {
    const isAvoided = avoid.includes(way) && index < ladder.length - 1;
    return {way, refusal: isAvoided ? 'The browser ended it each time.' : refuses(facts)};
  });
}

function refusesRepackage(facts: MediaFacts): string | undefined {
  if (facts.kind === 'unknown') return 'The container is not one that can be repackaged.';
  return repackageRefusals.find(({when}) => when(facts))?.reason;
}

function isPlayable(parameters: string | undefined): boolean {
  const profile = /^avc[13]\.([0-9a-f]{2})/i.exec(parameters ?? '')?.[1];
  return profile !== undefined && playableProfiles.has(profile.toLowerCase());
}
