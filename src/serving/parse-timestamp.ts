const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/;

/** The farthest moment from the epoch that a date can name, ms. */
const MAX_MS = 8.64e15;

/**
 * Milliseconds since the epoch from ISO 8601 text (without a zone it is UTC, without a time midnight; parts below a millisecond
 * are cut off) or from whole epoch milliseconds; null for anything else, also for days and hours that do not exist.
 */
export function parseTimestamp(value: unknown): number | null {
  if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) <= MAX_MS ? value : null;
  const match = typeof value === "string" ? ISO.exec(value) : null;
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const ms = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
  const offset = offsetMs(match[8] ?? "Z");
  return offset === null
    ? null
    : utcMs(year, month, day) + hour * 3_600_000 + minute * 60_000 + second * 1000 + ms - offset;
}

function offsetMs(zone: string): number | null {
  if (zone === "Z" || zone === "z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", "") || 0);
  if (hours > 23 || minutes > 59) return null;
  return (zone[0] === "-" ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days before the date in the proleptic Gregorian calendar, counted in years that begin in March, as milliseconds. */
function utcMs(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) * 86_400_000;
}
