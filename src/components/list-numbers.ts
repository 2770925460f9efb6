import {html, nothing} from 'lit';
import {convertPercent} from '../queue/percent.ts';
import type {PublicJob} from '../queue/public-job.ts';
import type {Move} from '../store/meter.ts';
import {listText} from './list-messages.ts';
import {timeText} from './messages.ts';
import {formatBytes, formatPercent, formatSpeed, formatTimeLeft, formatTimesRealTime, formatUsual} from './numbers.ts';

/** "3.1 GB", or a dash while nobody has told. */
export function sizeOf({fileSize, sizeUnknown}: PublicJob): string {
  return sizeUnknown ? '–' : formatBytes(fileSize);
}

/** "64%" from the first byte that has arrived; empty before, and once there is nothing to wait for. */
export function shownPercent(job: PublicJob, move: Move | undefined): string {
  const percent = move?.percent ?? job.percent;
  const isCounted = job.kind !== 'convert' || isFetched(percent);
  return isCounted && percent > 0 && job.state !== 'done' && job.state !== 'cancelled' ? formatPercent(percent) : '';
}

/** Of a deck: nobody knows how long the server takes; from there on bytes are counted. */
export function isFetched(percent: number): boolean {
  return percent >= convertPercent.ready;
}

/** Whether the service is at work on it: nobody knows how far it is, only how long it usually takes. */
function isMade({kind, state, token}: PublicJob, percent: number): boolean {
  return kind === 'convert' && state === 'running' && token !== undefined && !isFetched(percent);
}

/** @param usualSeconds How long decks usually take. */
function usualOf(job: PublicJob, move: Move | undefined, usualSeconds: number | undefined): string {
  const isTold = usualSeconds !== undefined && isMade(job, move?.percent ?? job.percent);
  return isTold ? formatUsual(usualSeconds) : '';
}

/** "64%  11.8 MB/s      10 min left"; of a deck that is being made "usually under a minute". */
export function numbersOf(job: PublicJob, move: Move | undefined, usualSeconds: number | undefined) {
  const percent = shownPercent(job, move);
  const speed = speedOf(move);
  const usual = usualOf(job, move, usualSeconds);
  if (!percent && job.state !== 'running') return nothing;
  return html`
    <div class="numbers">
      ${percent ? html`<b>${percent}</b>` : html`&nbsp;`} ${speed ? html`<span class="speed">${speed}</span>` : nothing}
      ${usual ? html`<span class="left">${usual}</span>` : leftOf(move)}
    </div>
  `;
}

/** The same, said: "64%, uploading by internet, 10 min left". */
export function spokenProgress(
  job: PublicJob,
  move: Move | undefined,
  sentence: string,
  usualSeconds: number | undefined,
): string {
  const left = move?.secondsLeft === undefined ? usualOf(job, move, usualSeconds) : formatTimeLeft(move.secondsLeft);
  return [shownPercent(job, move), sentence, left].filter(Boolean).join(', ');
}

function speedOf(move: Move | undefined): string {
  if (move?.stalledSeconds !== undefined) return '';
  if (move?.bytesPerSecond !== undefined) return formatSpeed(move.bytesPerSecond);
  return move?.transcodeSpeed === undefined ? '' : formatTimesRealTime(move.transcodeSpeed);
}

function leftOf(move: Move | undefined) {
  if (move?.stalledSeconds !== undefined) {
    return html`<span class="left stalled">${listText.noData(timeText.seconds(move.stalledSeconds))}</span>`;
  }
  return move?.secondsLeft === undefined
    ? nothing
    : html`<span class="left">${formatTimeLeft(move.secondsLeft)}</span>`;
}

/** "64% · 11.8 MB/s · 10 min left", on one line. */
export function numbersText(job: PublicJob, move: Move | undefined): string {
  const stalled = move?.stalledSeconds;
  const left = move?.secondsLeft === undefined ? '' : formatTimeLeft(move.secondsLeft);
  const rest = stalled === undefined ? [speedOf(move), left] : [listText.noData(timeText.seconds(stalled))];
  return [shownPercent(job, move), ...rest].filter(Boolean).join(' · ');
}
