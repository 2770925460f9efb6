import {type Mean, emptyMean, meanAfter, meanOf} from './rate.ts';

/** What a meter is told of a job on its way. */
export interface Sample {
  /** 0–99. */
  readonly percent: number;
  readonly sentBytes: number | undefined;
  readonly totalBytes: number | undefined;
  /** Of a transcode, in times real time. */
  readonly speed: number | undefined;
}

/** How a job moves, as it is shown. What is not known yet is undefined. */
export interface Move {
  readonly percent: number;
  readonly sentBytes: number | undefined;
  readonly totalBytes: number | undefined;
  readonly bytesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
  /** Whole seconds without a byte, from 5 on; then speed and time left are not shown. */
  readonly stalledSeconds: number | undefined;
  /** Times real time. */
  readonly transcodeSpeed: number | undefined;
}

/** Everything one job's numbers are made from. Replaced, never mutated. */
export interface Meter {
  readonly sample: Sample;
  readonly startedMs: number;
  readonly start: number;
  /** When something last arrived. */
  readonly movedMs: number;
  readonly speed: Mean;
  /** Slower than `speed`: for the time left. */
  readonly pace: Mean;
  readonly shown: Shown | undefined;
}

/** The time left as last shown, and since when a much longer one would be right. */
interface Shown {
  readonly seconds: number;
  readonly atMs: number;
  readonly higherSinceMs: number | undefined;
}

const speedHalfLifeSeconds = 3;
const paceHalfLifeSeconds = 12;
const speedAfterMs = 2_000;
const timeLeftAfterMs = 5_000;
const timeLeftAfterBytes = 8 * 1024 * 1024;
const timeLeftAfterPercent = 2;
const stalledAfterMs = 5_000;
const muchHigher = 1.2;
const higherForMs = 5_000;

/** @param nowMs When the first sample came. */
export function startMeter(sample: Sample, nowMs: number): Meter {
  return {
    sample,
    startedMs: nowMs,
    start: amountOf(sample),
    movedMs: nowMs,
    speed: emptyMean(speedHalfLifeSeconds),
    pace: emptyMean(paceHalfLifeSeconds),
    shown: undefined,
  };
}

/** The meter after one more sample; a new one when another transfer has begun, or bytes were lost. */
export function measure(meter: Meter, sample: Sample, nowMs: number): Meter {
  const gained = amountOf(sample) - amountOf(meter.sample);
  if (gained < 0 || sample.totalBytes !== meter.sample.totalBytes) return startMeter(sample, nowMs);
  const seconds = (nowMs - meter.movedMs) / 1000;
  if (gained === 0 || seconds <= 0) return {...meter, sample: gained === 0 ? sample : meter.sample};
  const stalled = nowMs - meter.movedMs >= stalledAfterMs;
  return {
    ...meter,
    sample,
    movedMs: nowMs,
    // After a stall the speed of before says nothing, nor does the stall: it begins anew.
    speed: stalled ? emptyMean(speedHalfLifeSeconds) : meanAfter(meter.speed, gained / seconds, seconds),
    pace: meanAfter(meter.pace, gained / seconds, seconds),
  };
}

/** The meter once its numbers have been drawn: what was shown has a say in what is shown next. */
export function readMeter(meter: Meter, nowMs: number): {readonly meter: Meter; readonly move: Move} {
  const {sample} = meter;
  const stalled = nowMs - meter.movedMs >= stalledAfterMs;
  const shown = stalled ? undefined : timeLeft(meter, nowMs);
  const hasBytes = sample.totalBytes !== undefined;
  return {
    meter: {...meter, shown},
    move: {
      percent: sample.percent,
      sentBytes: sample.sentBytes,
      totalBytes: sample.totalBytes,
      bytesPerSecond:
        hasBytes && !stalled && nowMs - meter.startedMs >= speedAfterMs && meter.speed.weight > 0
          ? meanOf(meter.speed)
          : undefined,
      secondsLeft: shown?.seconds,
      stalledSeconds: stalled && hasBytes ? Math.floor((nowMs - meter.movedMs) / 1000) : undefined,
      transcodeSpeed: sample.speed,
    },
  };
}

function timeLeft(meter: Meter, nowMs: number): Shown | undefined {
  const {sample, shown} = meter;
  const pace = meanOf(meter.pace);
  if (pace <= 0 || nowMs - meter.startedMs < timeLeftAfterMs || !isEnough(meter)) return undefined;
  const seconds = ((sample.totalBytes ?? 100) - amountOf(sample)) / pace;
  if (!shown) return {seconds, atMs: nowMs, higherSinceMs: undefined};
  const expected = Math.max(0, shown.seconds - (nowMs - shown.atMs) / 1000);
  if (seconds <= expected) return {seconds, atMs: nowMs, higherSinceMs: undefined};
  if (seconds <= expected * muchHigher) return {seconds: expected, atMs: nowMs, higherSinceMs: undefined};
  const higherSinceMs = shown.higherSinceMs ?? nowMs;
  const rises = nowMs - higherSinceMs >= higherForMs;
  return {seconds: rises ? seconds : expected, atMs: nowMs, higherSinceMs: rises ? undefined : higherSinceMs};
}

function isEnough({sample, start}: Meter): boolean {
  const gained = amountOf(sample) - start;
  if (sample.totalBytes === undefined) return gained >= timeLeftAfterPercent;
  return gained >= Math.min(timeLeftAfterBytes, (sample.totalBytes * timeLeftAfterPercent) / 100);
}

/** Bytes; of a transcode, percent. */
function amountOf({sentBytes, percent}: Sample): number {
  return sentBytes ?? percent;
}
