import {type Locale, currentLocale} from '../locales/locales.ts';
import {timeText} from './time-messages.ts';

/** Keeps a value and its unit on one line. */
const gap = '\u00a0';
/** Made once: making one takes longer than a thousand numbers. */
const counts: Readonly<Record<Locale, Intl.NumberFormat>> = {
  en: new Intl.NumberFormat('en'),
  'zh-CN': new Intl.NumberFormat('zh-CN'),
};
const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** "2,404". */
export function formatCount(count: number): string {
  return counts[currentLocale()].format(count);
}

/** "64%". */
export function formatPercent(percent: number): string {
  return `${String(Math.floor(percent))}%`;
}

/**
 * "19.7 GB": decimal units, three digits at most.
 *
 * @param decimals Below 10, how many digits after the point: 1 for lists, 2 where two numbers are compared.
 */
export function formatBytes(bytes: number, decimals: 1 | 2 = 1): string {
  const unit = byteUnit(bytes, decimals);
  return `${digits(bytes / 1000 ** unit, unit === 0 ? 0 : decimals)}${gap}${byteUnits[unit] ?? ''}`;
}

/** "24 / 60 GB": both in the unit of the whole. */
export function formatBytesOf(bytes: number, wholeBytes: number): string {
  const unit = byteUnit(wholeBytes, 1);
  const scale = 1000 ** unit;
  return `${digits(bytes / scale, 1)}${gap}/${gap}${digits(wholeBytes / scale, 1)}${gap}${byteUnits[unit] ?? ''}`;
}

/** "11.8 MB/s". */
export function formatSpeed(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** "6.1×": a transcode's speed in times real time. */
export function formatTimesRealTime(factor: number): string {
  return `${digits(factor, 1)}×`;
}

/** "10 min left": seconds in steps of 2, minutes, hours in steps of 5 min, days. */
export function formatTimeLeft(seconds: number): string {
  return timeText.left(formatSpan(seconds));
}

/** "usually under a minute", "usually under 5 min"; nothing above an hour: it would say too little. */
export function formatUsual(seconds: number): string {
  if (seconds < 60) return timeText.usuallyUnderMinute();
  const minutes = usualMinutes.find((each) => seconds < each * 60);
  return minutes === undefined ? '' : timeText.usuallyUnder(timeText.minutes(minutes));
}

const usualMinutes = [2, 3, 5, 10, 15, 20, 30, 60];

/** "3 h 20 min". */
export function formatSpan(seconds: number): string {
  if (seconds < 59) return timeText.seconds(Math.max(2, Math.ceil(seconds / 2) * 2));
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return timeText.minutes(minutes);
  const steps = Math.round(seconds / 300) * 5;
  if (steps < 1440) return hoursAndMinutes(steps);
  return timeText.days(Math.round(seconds / 86_400));
}

/** "about 30 min": one unit, for sums. */
export function formatAbout(seconds: number): string {
  return timeText.about(oneUnit(seconds));
}

/** "0:16", from a minute on "1:05", at zero "now…". */
export function formatCountdown(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds <= 0 ? timeText.now() : formatMediaTime(seconds);
}

/** "12:41", "1:02:03": a place in a film. */
export function formatMediaTime(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/**
 * "12:03"; on another day "20 Nov, 12:03".
 *
 * @param time ISO 8601, or ms since 1970.
 */
export function formatClock(time: string | number, options: {seconds?: boolean; now?: number} = {}): string {
  const date = new Date(time);
  const sameDay = date.toDateString() === new Date(options.now ?? Date.now()).toDateString();
  return new Intl.DateTimeFormat(currentLocale(), {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(options.seconds && {second: '2-digit'}),
    ...(!sameDay && {day: 'numeric', month: 'short'}),
  }).format(date);
}

function byteUnit(bytes: number, decimals: 1 | 2): number {
  let unit = 0;
  // Rounded first, so that 999.96 MB is 1 GB and never "1000 MB".
  while (unit < byteUnits.length - 1 && rounded(bytes / 1000 ** unit, decimals) >= 1000) unit += 1;
  return unit;
}

/** Both languages write a point, and so few digits need no grouping. */
function digits(value: number, decimals: number): string {
  const shown = rounded(value, decimals);
  return decimals === 2 ? shown.toFixed(fraction(value, 2)) : String(shown);
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(fraction(value, decimals)));
}

function fraction(value: number, decimals: number): number {
  if (value >= 99.95) return 0;
  return value >= 9.995 ? Math.min(1, decimals) : decimals;
}

function hoursAndMinutes(minutes: number): string {
  const rest = minutes % 60;
  const hours = timeText.hours(Math.floor(minutes / 60));
  return rest === 0 ? hours : `${hours} ${timeText.minutes(rest)}`;
}

function oneUnit(seconds: number): string {
  if (seconds < 60) return timeText.minutes(1);
  if (seconds < 90 * 60) return timeText.minutes(inSteps(Math.round(seconds / 60)));
  if (seconds < 36 * 3600) return timeText.hours(Math.round(seconds / 3600));
  return timeText.days(Math.round(seconds / 86_400));
}

/** From ten minutes on in steps of five: an estimate that pretends to no more than it knows. */
function inSteps(minutes: number): number {
  return minutes < 10 ? minutes : Math.round(minutes / 5) * 5;
}
