import {css, html, nothing} from 'lit';
import {classMap} from 'lit/directives/class-map.js';
import {flowOf, stepNames} from '../queue/flows/index.ts';
import type {PublicJob} from '../queue/public-job.ts';
import type {Move} from '../store/meter.ts';
import {jobText} from './list-messages.ts';
import {numbersText} from './list-numbers.ts';
import {describeFailure, stepText} from './messages.ts';
import {formatPercent} from './numbers.ts';

/** Where a stop of the track is: passed, passed with a result that is kept, here, held up here, failed here, to come. */
export type StopState = 'passed' | 'kept' | 'here' | 'held' | 'failed' | 'to-come';

export interface Stop {
  readonly name: string;
  readonly state: StopState;
  readonly sentence: string;
  /** Part of the arc from where it stopped back to where it begins again. */
  readonly arc: 'start' | 'middle' | 'end' | undefined;
}

/** One stop for each row of the job's flow. */
export function stopsOf(job: PublicJob, move: Move | undefined): readonly Stop[] {
  const names = stepNames(job.kind, job.flowRoute);
  const here = Math.min(names.length, Math.max(1, job.step));
  const again = restartRow(job, here);
  return names.map((name, index) => {
    const row = index + 1;
    const state = stateOf(job, row, here, name === 'transcode');
    return {
      name: stepText[name](),
      state,
      sentence: sentenceOf(job, state, move, again),
      arc: again === undefined || again === here ? undefined : arcOf(row, again, here),
    };
  });
}

/** The row at which a job that stands still begins its next attempt; undefined if it does not stand still by a failure. */
export function restartRow(job: PublicJob, here: number): number | undefined {
  if (job.state !== 'retrying') return undefined;
  const {steps} = flowOf(job);
  const step = steps[here - 1];
  const onFailure = (job.error && step?.except?.[job.error.code]) ?? step?.onFailure;
  if (onFailure?.then !== 'retry') return undefined;
  return steps.findIndex(({name}) => name === onFailure.from) + 1;
}

/** The vertical track of the details. */
export function jobSteps(job: PublicJob, move: Move | undefined) {
  const stops = stopsOf(job, move);
  if (stops.length === 0) return nothing;
  const here = Math.min(stops.length, Math.max(1, job.step));
  return html`
    <section>
      <h3>
        ${jobText.whereItIs()}
        ${job.state === 'done' ? nothing : html`<span class="quiet number">${jobText.stepOf(here, stops.length)}</span>`}
      </h3>
      <ol class="steps">
        ${stops.map(
          ({name, state, sentence, arc}) => html`
            <li
              class=${classMap({[state]: true, arc: arc !== undefined, [`arc-${arc ?? ''}`]: arc !== undefined})}
              aria-current=${state === 'here' || state === 'held' || state === 'failed' ? 'step' : nothing}
            >
              <span class="stop"></span>
              <span class="step">${name}</span>
              ${sentence ? html`<span class="sentence">${sentence}</span>` : nothing}
            </li>
          `,
        )}
      </ol>
    </section>
  `;
}

export const jobStepsStyles = css`
  .steps li {
    position: relative;
    display: grid;
    align-content: start;
    min-height: 46px;
    padding: 0 0 6px 44px;
  }
  .steps li:last-of-type {
    min-height: 22px;
    padding-bottom: 0;
  }
  .stop {
    position: absolute;
    z-index: 1;
    left: 19px;
    top: 3px;
    width: 14px;
    height: 14px;
    border: 2px solid var(--color-line-strong);
    border-radius: 50%;
    background: var(--color-surface);
  }
  .steps li:not(:last-of-type)::after {
    content: '';
    position: absolute;
    left: 25px;
    top: 19px;
    bottom: -1px;
    width: 2px;
    background: color-mix(in srgb, var(--color-line-strong) 45%, transparent);
  }
  .passed .stop {
    border-color: var(--color-move-fill);
    background: var(--color-move-fill);
  }
  .steps .passed:not(:last-of-type)::after,
  .steps .kept:not(:last-of-type)::after {
    background: var(--color-move-fill);
  }
  .kept .stop,
  .here .stop {
    border-color: var(--color-move-fill);
  }
  .kept .stop::after,
  .here .stop::after {
    content: '';
    position: absolute;
    inset: 2px;
    border-radius: 50%;
    background: var(--color-move-fill);
  }
  .here .stop {
    box-shadow: 0 0 0 4px var(--color-move-soft);
  }
  .held .stop {
    border-color: var(--color-wait-fill);
    background: var(--color-wait-fill);
    box-shadow: 0 0 0 4px var(--color-wait-soft);
  }
  .failed .stop {
    border-color: var(--color-need-fill);
    background: var(--color-need-fill);
    box-shadow: 0 0 0 4px var(--color-need-soft);
  }
  .steps .held:not(:last-of-type)::after,
  .steps .failed:not(:last-of-type)::after {
    background: repeating-linear-gradient(
      180deg,
      color-mix(in srgb, var(--color-line-strong) 70%, transparent) 0 3px,
      transparent 3px 7px
    );
  }
  .step {
    line-height: 1.25rem;
    font-weight: var(--weight-medium);
  }
  .to-come .step {
    color: var(--color-ink-2);
    font-weight: 400;
  }
  .sentence {
    color: var(--color-ink-3);
    font-size: var(--text-s);
    line-height: var(--leading-s);
    font-variant-numeric: tabular-nums;
  }
  .held .sentence {
    color: var(--color-wait);
  }
  .failed .sentence {
    color: var(--color-need);
  }
  /* where it begins again: an arc back from the stop at which it was held up */
  .arc::before {
    content: '';
    position: absolute;
    left: 4px;
    width: 14px;
    border: 0 solid var(--color-wait-fill);
    border-left-width: 2px;
  }
  .arc-start::before {
    top: 9px;
    bottom: 0;
    border-top-width: 2px;
    border-top-left-radius: 9px;
  }
  .arc-middle::before {
    top: 0;
    bottom: 0;
  }
  .arc-end::before {
    top: 0;
    height: 11px;
    border-bottom-width: 2px;
    border-bottom-left-radius: 9px;
  }
  .arc-start .stop::before {
    content: '';
    position: absolute;
    left: -9px;
    top: 1px;
    border: 4px solid transparent;
    border-left: 6px solid var(--color-wait-fill);
    border-right: 0;
  }
  @media (forced-colors: active) {
    .passed .stop,
    .kept .stop::after,
    .here .stop::after {
      forced-color-adjust: none;
      background: Highlight;
    }
  }
`;

function stateOf(job: PublicJob, row: number, here: number, isTranscode: boolean): StopState {
  if (job.state === 'done' || row < here) return isTranscode && job.playableHere === true ? 'kept' : 'passed';
  if (row > here || job.step === 0) return 'to-come';
  switch (job.state) {
    case 'running':
      return 'here';
    case 'failed':
      return 'failed';
    case 'added':
    case 'waiting':
    case 'retrying':
      return 'held';
    case 'paused':
    case 'cancelled':
      return 'to-come';
  }
}

function sentenceOf(job: PublicJob, state: StopState, move: Move | undefined, again: number | undefined): string {
  switch (state) {
    case 'kept':
      return jobText.keptResult();
    case 'here':
      return numbersText(job, move);
    case 'failed':
      return job.error ? describeFailure(job.error.code, job.error.values) : '';
    case 'held': {
      const stopped = job.percent > 0 ? jobText.stoppedAt(formatPercent(job.percent)) : '';
      const next =
        again === undefined ? '' : again === Math.max(1, job.step) ? jobText.againHere() : jobText.againFrom(again);
      return [stopped, next].filter(Boolean).join(/[。]$/.test(stopped) ? '' : ' ');
    }
    case 'passed':
    case 'to-come':
      return '';
  }
}

function arcOf(row: number, from: number, to: number): Stop['arc'] {
  if (row === from) return 'start';
  if (row === to) return 'end';
  return row > from && row < to ? 'middle' : undefined;
}
