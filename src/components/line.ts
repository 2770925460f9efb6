import type {StateEvent} from '../app-api.ts';
import {closedBy} from '../queue/gate.ts';
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
  const shape = shapeOf(state);
  const speed = bytesPerSecond > 0 ? formatSpeed(bytesPerSecond) : '';
  const more = [shape === 'intranet' ? gatewayName(state) : '', speed].filter((text) => text !== '').join(' · ');
  const spares = sparingText(state);
  if (spares !== undefined && shape === 'offline') {
    return {shape, tone: 'wait', sentence: spares, more: lineText.nothingLost()};
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

/** Host of the gateway, where it is not the backend itself. */
function gatewayName(state: StateEvent | undefined): string {
  const {gatewayUrl, baseUrl} = state ?? {};
  if (gatewayUrl === undefined || gatewayUrl === baseUrl || !URL.canParse(gatewayUrl)) return '';
  return new URL(gatewayUrl).hostname;
}

/** Why nothing is sent although a server may answer; `undefined`: that is not so. */
export function sparingText(state: StateEvent | undefined): string | undefined {
  const by = state && closedBy(state);
  return by && (by === 'wifi' ? lineText.wifi() : lineText.data());
}

function shapeOf(state: StateEvent | undefined): LineShape {
  if (!state) return 'checking';
  if (state.user === undefined) return 'signed-out';
  const {intranet, internet} = state.routes;
  if (!state.network && !closedBy(state) && intranet === undefined && internet === undefined) return 'checking';
  if (!state.network) return 'offline';
  if (!state.session) return 'signed-out';
  return intranet === true ? 'intranet' : 'internet';
}
