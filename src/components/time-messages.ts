import {msg, str} from '@lit/localize';

/** Spans of time. A value and its unit never part: the gap between them is U+00A0. */
export const timeText = {
  seconds: (n: number) => msg(str`${n}\u00a0s`, {id: 'time.seconds'}),
  minutes: (n: number) => msg(str`${n}\u00a0min`, {id: 'time.minutes'}),
  hours: (n: number) => msg(str`${n}\u00a0h`, {id: 'time.hours'}),
  days: (n: number) => (n === 1 ? msg('1\u00a0day', {id: 'time.day'}) : msg(str`${n}\u00a0days`, {id: 'time.days'})),
  left: (span: string) => msg(str`${span} left`, {id: 'time.left'}),
  about: (span: string) => msg(str`about ${span}`, {id: 'time.about'}),
  usuallyUnderMinute: () => msg('usually under a minute', {id: 'time.usually-under-minute'}),
  usuallyUnder: (span: string) => msg(str`usually under ${span}`, {id: 'time.usually-under'}),
  now: () => msg('now…', {id: 'time.now'}),
};
