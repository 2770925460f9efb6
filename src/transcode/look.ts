import type {InputAudioTrack, InputVideoTrack} from 'mediabunny';
import {hasThreads} from './ffmpeg/threads.ts';
import {inspect} from './inspect.ts';
import {isTold, plan} from './plan.ts';
import {posterOf} from './poster.ts';
import type {Look, TakenWay} from './protocol.ts';
import type {MediaFacts} from './media-facts.ts';

/**
 * Looks at a film for what people want to know before anything is made of it: what its head tells first, then a picture.
 *
 * @param tell Called with each part as soon as it is known.
 * @throws Whatever a decoder or a file that has gone throws.
 */
export async function look(file: File, tell: (look: Look) => void): Promise<void> {
  const {facts, video, audio} = await inspect(file);
  const seconds = facts.kind === 'known' ? facts.seconds : undefined;
  const way = firstWay(facts);
  try {
    tell({...(way && {plan: way}), ...durationOf(seconds), ...(video && (await sizeOf(video)))});
    const poster = video && (await posterOf(video, seconds));
    if (poster) tell({poster});
    // Without a word in its head a film has to be read to its end: last, since that may take too long.
    const track = video ?? audio;
    if (seconds === undefined && track) tell(durationOf(await lengthOf(track)));
  } finally {
    (video ?? audio)?.input.dispose();
  }
}

/** The way that would be tried first, and what the one before it has against the film. */
function firstWay(facts: MediaFacts): Look['plan'] {
  let why: TakenWay['why'];
  for (const {way, refusal} of plan(facts, {threads: hasThreads()})) {
    if (refusal === undefined) return {way, ...(why && {why})};
    if (isTold(refusal)) why = refusal;
  }
  return undefined;
}

/** A broadcast's clock does not begin at zero. */
async function lengthOf(track: InputVideoTrack | InputAudioTrack): Promise<number> {
  return (await track.computeDuration()) - Math.max(0, await track.getFirstTimestamp());
}

function durationOf(seconds: number | undefined): Look {
  return seconds !== undefined && Number.isFinite(seconds) && seconds > 0 ? {durationSeconds: seconds} : {};
}

async function sizeOf(track: InputVideoTrack): Promise<Look> {
  return {width: await track.getDisplayWidth(), height: await track.getDisplayHeight()};
}
