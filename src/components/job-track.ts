import {css, html} from 'lit';
import {classMap} from 'lit/directives/class-map.js';
import {styleMap} from 'lit/directives/style-map.js';
import type {StepName} from '../queue/flow.ts';
import {stepNames} from '../queue/flows/index.ts';
import type {PublicJob} from '../queue/public-job.ts';
import {isFetched} from './list-numbers.ts';

/** How a track is drawn: fill, dots, gap and dashes, grey, a red stop, a moving piece. */
export type TrackLook = 'fill' | 'dots' | 'gap' | 'calm' | 'stop' | 'moving';

/** One piece of the track: a step of the flow. */
export interface Piece {
  readonly length: 'short' | 'middle' | 'long';
  /** 0–1. */
  readonly fill: number;
  /** The job stands here: what is still to come of it shows why. */
  readonly here: boolean;
}

/** Where in the percent of its job a long step lies (queue/percent.ts). */
const shares: Partial<Record<StepName, readonly [from: number, to: number]>> = {
  uploadChunks: [0, 100],
  copyToNas: [0, 100],
  readFromNas: [0, 100],
  download: [0, 100],
  transcode: [0, 70],
  copyResult: [70, 100],
  uploadResult: [70, 100],
  createJob: [0, 10],
  waitForDeck: [10, 40],
  downloadZip: [40, 100],
};

/** The look of a job's track; undefined where none is shown. */
export function trackLook(job: PublicJob): TrackLook | undefined {
  switch (job.state) {
    case 'running':
      return job.kind === 'convert' && !isFetched(job.percent) ? 'moving' : 'fill';
    case 'retrying':
      return 'dots';
    case 'paused':
      return job.percent > 0 ? 'calm' : undefined;
    case 'failed':
      return 'stop';
    case 'waiting':
      return job.percent > 0 && job.blocked !== 'permission' ? 'gap' : undefined;
    case 'added':
    case 'done':
    case 'cancelled':
      return undefined;
  }
}

/** The steps of a job's flow as pieces. What has arrived stays filled, whichever step comes next. */
export function piecesOf(job: PublicJob, percent: number): readonly Piece[] {
  const names = stepNames(job.kind, job.flowRoute);
  const fills = names.map((name, index) => fillOf(shares[name], index + 1, job, percent));
  const reached = fills.findLastIndex((fill) => fill > 0);
  const here = job.state === 'failed' ? Math.max(1, job.step) - 1 : standsAt(fills, reached, job);
  return names.map((name, index) => ({
    length: lengthOf(shares[name]),
    fill: index < reached && !shares[name] ? 1 : (fills[index] ?? 0),
    here: index === here,
  }));
}

/** @param pieces From {@link piecesOf}. */
export function jobTrack(look: TrackLook, pieces: readonly Piece[]) {
  return html`
    <span class="track ${look}">
      ${pieces.map(
        ({length, fill, here}) => html`
          <i class=${classMap({[length]: true, here, full: fill >= 1})} style=${styleMap({'--fill': fill.toFixed(4)})}
            ><b></b
          ></i>
        `,
      )}
    </span>
  `;
}

export const jobTrackStyles = css`
  .track {
    display: flex;
    gap: 3px;
    width: 100%;
    height: var(--track);
  }
  .track i {
    position: relative;
    display: block;
    overflow: hidden;
    flex: 0 0 9px;
    height: 100%;
    border-radius: 2px;
    background: color-mix(in srgb, var(--color-line-strong) 34%, transparent);
  }
  .track .long {
    flex: 1 1 0;
  }
  .track .middle {
    flex: 0.38 1 0;
  }
  /* moved, not scaled: its end stays round */
  .track b {
    position: absolute;
    inset: 0;
    border-radius: 2px;
    background: var(--color-move-fill);
    transform: translateX(calc((var(--fill) - 1) * 100%));
    transition: transform 250ms linear;
  }
  .calm b {
    background: color-mix(in srgb, var(--color-ink-3) 75%, transparent);
  }
  .dots .here:not(.full),
  .gap .here:not(.full) {
    background: none;
  }
  .dots .here:not(.full)::after,
  .gap .here:not(.full)::after {
    content: '';
    position: absolute;
    inset: 0 0 0 calc(var(--fill) * 100% + 3px);
    border-radius: 2px;
    background: repeating-linear-gradient(90deg, var(--color-wait-fill) 0 3px, transparent 3px 7px);
  }
  .gap .here:not(.full)::after {
    inset: 0 0 0 calc(var(--fill) * 100% + 14px);
    background: repeating-linear-gradient(90deg, var(--color-wait-fill) 0 8px, transparent 8px 13px);
  }
  .dots .short.here:not(.full)::after,
  .gap .short.here:not(.full)::after {
    inset: 0;
  }
  .stop .here.short {
    background: var(--color-need-fill);
  }
  .stop .here.long::after,
  .stop .here.middle::after {
    content: '';
    position: absolute;
    top: 0;
    bottom: 0;
    left: clamp(0px, calc(var(--fill) * 100% + 3px), calc(100% - 9px));
    width: 9px;
    border-radius: 2px;
    background: var(--color-need-fill);
    box-shadow: -3px 0 0 var(--track-ground, var(--color-surface));
  }
  .moving .here b {
    width: 34%;
    transform: none;
    animation: carryon-move 1.8s var(--ease) infinite alternate;
  }
  @keyframes carryon-move {
    from {
      left: 0;
    }
    to {
      left: 66%;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .track b {
      transition: none;
    }
    .moving .here b {
      width: 100%;
      opacity: 0.45;
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .track i {
      border: 1px solid CanvasText;
    }
    .track b {
      forced-color-adjust: none;
      background: Highlight;
    }
    .stop .here,
    .stop .here::after,
    .dots .here::after,
    .gap .here::after {
      forced-color-adjust: none;
    }
  }
`;

function fillOf(
  share: readonly [from: number, to: number] | undefined,
  row: number,
  job: PublicJob,
  percent: number,
): number {
  if (job.step > row || job.state === 'done') return 1;
  if (!share) return job.step === row && job.state === 'running' ? 0.5 : 0;
  const [from, to] = share;
  return Math.max(0, Math.min(1, (percent - from) / (to - from)));
}

function standsAt(fills: readonly number[], reached: number, {step}: PublicJob): number {
  const here = Math.max(step - 1, reached);
  return fills[here] === 1 && here < fills.length - 1 ? here + 1 : here;
}

function lengthOf(share: readonly [from: number, to: number] | undefined): Piece['length'] {
  if (!share) return 'short';
  return share[1] - share[0] < 50 ? 'middle' : 'long';
}
