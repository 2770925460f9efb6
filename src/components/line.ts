import type {StateEvent} from '../app-api.ts';
import {lineText} from './messages.ts';
import {formatClock, formatSpeed} from './numbers.ts';

/** Told by shape first, then by colour. */
export type LineShape = 'checking' | 'intranet' | 'internet' | 'offline' | 'signed-out';
/** Teal by default; ochre: it goes on by itself; vermilion: a person must act. */
export type Tone = 'move' | 'wait' | 'need' | 'calm';

/** What the header's line says. */
export interface Line {
  readonly shape: LineShape;
  readonly tone: Tone;
  readonly sentence: string;
  readonly more: string;
}

export interface LineFacts {
  readonly state: StateEvent | undefined;
  /** Jobs that will go on by themselves. */
  readonly unfinished: number;
  /** Every unfinished job is paused. */
  readonly allPaused: boolean;
  readonly bytesPerSecond: number;
}

/** One true sentence: what the server last answered, and nothing more than is known. */
export function lineOf({state, unfinished, allPaused, bytesPerSecond}: LineFacts): Line {
  const more = bytesPerSecond > 0 ? formatSpeed(bytesPerSecond) : '';
  const shape = shapeOf(state);
  if (state?.waitsForWifi && shape === 'offline') {
    return {shape, tone: 'wait', sentence: lineText.wifi(), more: lineText.nothingLost()};
  }
  switch (shape) {
    case 'checking':
      return {shape, tone: 'calm', sentence: lineText.checking(), more: ''};
    case 'signed-out':
      return state?.user === undefined
        ? {shape, tone: 'calm', sentence: lineText.signedOut(), more: ''}
        : {shape, tone: 'need', sentence: lineText.signIn(), more: ''};
    case 'offline':
      return {
        shape,
        tone: 'wait',
        sentence: lineText.offline(formatClock(state?.offlineSince ?? Date.now())),
        more: unfinished > 0 ? lineText.offlineMore(unfinished) : lineText.nothingLost(),
      };
    case 'intranet':
    case 'internet':
      return allPaused
        ? {shape, tone: 'calm', sentence: lineText.paused(), more: ''}
        : {shape, tone: 'move', sentence: lineText[shape](), more};
  }
}

function shapeOf(state: StateEvent | undefined): LineShape {
  if (!state) return 'checking';
  if (state.user === undefined) return 'signed-out';
  const {intranet, internet} = state.routes;
  if (!state.network && !state.waitsForWifi && intranet === undefined && internet === undefined) return 'checking';
  if (!state.network) return 'offline';
  if (!state.session) return 'signed-out';
  return intranet === true ? 'intranet' : 'internet';
}
