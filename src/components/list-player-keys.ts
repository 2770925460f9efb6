/** What a key does in the player. */
export type PlayerKey =
  | {readonly type: 'play' | 'mute' | 'full'}
  | {readonly type: 'skip'; readonly seconds: number}
  | {readonly type: 'louder'; readonly by: number};

const keys: Readonly<Record<string, PlayerKey>> = {
  ' ': {type: 'play'},
  k: {type: 'play'},
  m: {type: 'mute'},
  f: {type: 'full'},
  j: {type: 'skip', seconds: -10},
  l: {type: 'skip', seconds: 10},
  arrowleft: {type: 'skip', seconds: -5},
  arrowright: {type: 'skip', seconds: 5},
  arrowup: {type: 'louder', by: 0.1},
  arrowdown: {type: 'louder', by: -0.1},
};

/** @param inControl The focus is on a button or a choice: Space and arrows are theirs. */
export function playerKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'>,
  inControl: boolean,
): PlayerKey | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  const key = event.key.toLowerCase();
  if (inControl && key === ' ') return undefined;
  return keys[key];
}
