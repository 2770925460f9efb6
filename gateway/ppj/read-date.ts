/**
 * Reads an ISO 8601 date or time, extended or basic; without a zone it is in UTC.
 *
 * @param text Out of a query: the `+` of a zone may have become a blank.
 * @returns `undefined` if it can't be read (ppj.zh.md: the parameter is ignored then).
 */
export function readDate(text: unknown): Date | undefined {
  if (typeof text !== 'string') return undefined;
  const parts = (extended.exec(text.trim()) ?? basic.exec(text.trim()))?.groups;
  if (parts === undefined) return undefined;
  const number = (name: string) => Number(parts[name] ?? 0);
  const [year, month, day] = [number('year'), Number(parts['month'] ?? 1), Number(parts['day'] ?? 1)];
  const [hour, minute, second] = [number('hour'), number('minute'), number('second')];
  const milliseconds = Math.floor(Number(`0.${parts['fraction'] ?? 0}`) * 1000);
  const moment = new Date(Date.UTC(year, month - 1, day, hour, minute, second, milliseconds));
  // A 30th of February would have become a day in March.
  const isReal =
    moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!isReal || year < 100) return undefined;
  const [aheadHours, aheadMinutes] = [number('zoneHour'), number('zoneMinute')];
  if (aheadHours > 23 || aheadMinutes > 59) return undefined;
  const aheadMs = (aheadHours * 60 + aheadMinutes) * 60_000 * (parts['sign'] === '-' ? -1 : 1);
  return new Date(moment.getTime() - aheadMs);
}

const fraction = String.raw`(?:[.,](?<fraction>\d{1,9}))?`;
const zone = String.raw`(?:Z|(?<sign>[+ -])(?<zoneHour>\d\d)(?::?(?<zoneMinute>\d\d))?)?`;
const extended = new RegExp(
  String.raw`^(?<year>\d{4})-(?<month>\d\d)(?:-(?<day>\d\d)(?:[T ](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)${fraction})?${zone})?)?$`,
  'i',
);
const basic = new RegExp(
  String.raw`^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?:T(?<hour>\d\d)(?<minute>\d\d)(?:(?<second>\d\d)${fraction})?${zone})?$`,
  'i',
);
